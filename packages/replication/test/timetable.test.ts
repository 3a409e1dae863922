// The timetable: which timers are in memory, whose turn a tick is, and what follows when nothing comes of it. The copies, the lists
// of homes and the disk are a few lines here.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  Counts,
  compareWakes,
  type Key,
  type NodeId,
  type ObjectRecord,
  type Timer,
  type Wake
} from '@halley/model'
import { record } from '../../model/test/words.ts'
import type { Reader } from '../src/copy.ts'
import { REPLICATION_COUNTS } from '../src/counts.ts'
import type { Preferences } from '../src/preferences.ts'
import type { Replica } from '../src/replica.ts'
import { Timetable, type TimetableEffect } from '../src/timetable.ts'

const PATIENCE = 10_000

class Stage {
  now = 0
  readonly down = new Set<NodeId>()
  homes: NodeId[] = ['A', 'B', 'C']
  /** `k primary @100` */
  readonly ticks: string[] = []
  /** What was read of the disk: how many each time. */
  readonly pages: number[] = []
  readonly table: Timetable
  readonly #copies = new Map<Key, ObjectRecord>()
  readonly #disk = new Map<string, Wake>()

  constructor(self: NodeId, atOnce = 32) {
    const replica = { read: (key: Key, reader: Reader) => this.#read(key, reader) }
    const preferences = {
      find: (_: Key, __: number, found: (list: readonly NodeId[]) => void) => found(this.homes)
    }
    this.table = new Timetable({
      self,
      options: { timersAtOnce: atOnce, timerPatienceMs: PATIENCE },
      replica: replica as unknown as Replica,
      preferences: preferences as unknown as Preferences,
      counts: new Counts(REPLICATION_COUNTS),
      n: 3,
      isDown: (node) => this.down.has(node),
      now: () => this.now,
      emit: (effect) => this.#heard(effect)
    })
  }

  /** The disk holds an object with a timer that is due then. */
  hold(key: Key, due: number, on: Timer['on'] = 'primary', versions = '{a1} a1=x!timer'): void {
    const object = record(versions)
    const timers = [{ name: 't', due, on }]
    this.#copies.set(key, { ...object, siblings: object.siblings.map((sibling) => ({ ...sibling, timers })) })
    this.#disk.set(key, { key, due })
  }

  /** It is written, and the timer is due then. */
  store(key: Key, due: number, on?: Timer['on']): void {
    this.hold(key, due, on)
    this.table.stored(key, due)
  }

  /** It has no timers any more. */
  disarm(key: Key): void {
    this.#copies.delete(key)
    this.#disk.delete(key)
    this.table.stored(key, undefined)
  }

  start(most = 1_000): this {
    this.#page({ most })
    return this
  }

  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const at = this.table.deadline()?.at ?? end
      if (at > end) break
      this.now = Math.max(this.now, at)
      this.table.tick(this.now)
      if (at === end) break
    }
    this.now = end
  }

  #read(key: Key, reader: Reader): void {
    const found = this.#copies.get(key)
    reader.copied({ record: found ?? { context: {}, siblings: [] }, local: null })
  }

  #heard(effect: TimetableEffect): void {
    if (effect.type === 'tick') this.ticks.push(`${effect.key} ${effect.on} @${this.now}`)
    else this.#page(effect)
  }

  #page({ after, most }: { readonly after?: Wake; readonly most: number }): void {
    const behind = [...this.#disk.values()].filter(
      (wake) => after === undefined || compareWakes(wake, after) > 0
    )
    const wakes = behind.sort(compareWakes).slice(0, most)
    this.pages.push(wakes.length)
    this.table.upcoming(wakes, behind.length <= most)
  }
}

describe('the timetable: whose turn it is', () => {
  it('the first home has the object tick when the timer is due', () => {
    const stage = new Stage('A').start()
    stage.store('k', 100)
    stage.pass(99)
    assert.deepEqual(stage.ticks, [])
    stage.pass(1)
    assert.deepEqual(stage.ticks, ['k primary @100'])
  })

  it('another home waits for those before it, as long for each', () => {
    const stage = new Stage('C').start()
    stage.store('k', 100)
    stage.pass(60_000)
    assert.deepEqual(stage.ticks, [`k primary @${100 + 2 * PATIENCE}`])
  })

  it('and does nothing when one of them has done it', () => {
    const stage = new Stage('B').start()
    stage.store('k', 100)
    stage.pass(5_000)
    stage.store('k', 50_000)
    stage.pass(50_000)
    assert.deepEqual(stage.ticks, [])
  })

  it('homes that are down are passed over', () => {
    const stage = new Stage('B').start()
    stage.down.add('A')
    stage.store('k', 100)
    stage.pass(100)
    assert.deepEqual(stage.ticks, ['k primary @100'])
  })

  it('a tick of the replica is nobody else’s', () => {
    const stage = new Stage('C').start()
    stage.store('k', 100, 'replica')
    stage.pass(100)
    assert.deepEqual(stage.ticks, ['k replica @100'])
  })

  it('who is no home lets it be, and looks again whether it has become one', () => {
    const stage = new Stage('D').start()
    stage.store('k', 100)
    stage.pass(1_000)
    assert.deepEqual([stage.ticks, stage.table.size], [[], 0])
    stage.homes = ['D', 'B', 'C']
    stage.pass(120_000)
    assert.equal(stage.ticks.length, 1)
  })

  it('an object that has expired does nothing any more', () => {
    const stage = new Stage('A')
    stage.hold('k', 100, 'primary', '{a1} a1=x!timer@99')
    stage.hold('l', 100, 'primary', '{a1} a1=x!timer@101')
    stage.start().pass(1_000_000)
    assert.deepEqual(stage.ticks, ['l primary @100'])
  })

  it('a timer that is cleared, or whose object is gone, wakes nobody', () => {
    const stage = new Stage('A').start()
    stage.store('k', 100)
    stage.disarm('k')
    stage.pass(1_000)
    assert.deepEqual([stage.ticks, stage.table.size], [[], 0])
  })
})

describe('the timetable: what comes of a tick', () => {
  it('the write says when the next one is', () => {
    const stage = new Stage('A').start()
    stage.store('k', 100)
    stage.pass(100)
    stage.store('k', 400)
    stage.table.ticked('k', true)
    stage.pass(1_000)
    assert.deepEqual(stage.ticks, ['k primary @100', 'k primary @400'])
  })

  it('one that could not be is tried again, ever later', () => {
    const stage = new Stage('A').start()
    stage.store('k', 100)
    for (let times = 0; times < 4; times++) {
      stage.pass(times === 0 ? 100 : 60_000)
      stage.table.ticked('k', false)
    }
    const at = stage.ticks.map((tick) => Number(tick.split('@')[1]))
    assert.equal(at[0], 100)
    const gaps = [2_000, 4_000, 8_000]
    gaps.forEach((gap, index) => {
      const from = index === 0 ? 100 : index * 60_000 + 100
      assert.equal(at[index + 1], from + gap)
    })
  })

  it('so many at a time, and the others as soon as there is room', () => {
    const stage = new Stage('A', 2).start()
    for (const key of ['a', 'b', 'c']) stage.store(key, 100)
    stage.pass(100)
    assert.equal(stage.ticks.length, 2)
    stage.store('a', 900)
    stage.table.ticked('a', true)
    assert.deepEqual(stage.ticks.at(-1), 'c primary @100')
  })
})

describe('the timetable: what is in memory', () => {
  it('the nearest of many, read a page at a time', () => {
    const stage = new Stage('A')
    for (let at = 0; at < 10_000; at++) stage.hold(`k${at}`, 1_000 + at)
    stage.start()
    assert.equal(stage.table.size, 1_000)
    stage.table.tick(0)
    let [most, over] = [0, 0]
    for (let passed = 0; passed < 12_000; passed += 100) {
      stage.pass(100)
      for (; over < stage.ticks.length; over++) {
        const [key = ''] = (stage.ticks[over] as string).split(' ')
        stage.disarm(key)
        stage.table.ticked(key, true)
      }
      most = Math.max(most, stage.table.size)
    }
    assert.ok(most <= 2_000, `${most} in memory`)
    assert.equal(new Set(stage.ticks.map((tick) => tick.split(' ')[0])).size, 10_000)
    assert.equal(stage.ticks.length, 10_000)
  })

  it('what is set behind them stays on the disk, and comes with its page', () => {
    const stage = new Stage('A')
    for (let at = 0; at < 1_500; at++) stage.hold(`k${at}`, 1_000 + at)
    stage.start()
    stage.store('far', 100_000)
    stage.store('near', 500)
    assert.equal(stage.table.size, 1_001)
    stage.pass(600)
    assert.deepEqual(stage.ticks, ['near primary @500'])
  })

  it('those that are set in the course of time go back to the disk when they are too many', () => {
    const stage = new Stage('A').start()
    for (let at = 0; at < 4_500; at++) stage.store(`k${at}`, 1_000_000 - at)
    assert.ok(stage.table.size <= 4_000, `${stage.table.size} in memory`)
    stage.pass(1_000_000 - 4_499)
    assert.deepEqual(stage.ticks, [`k4499 primary @${1_000_000 - 4_499}`])
  })
})
