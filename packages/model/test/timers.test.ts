// Timers as values: when they are due, how they are spread, what several versions make of them, and how disks have them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeRecord, encodeRecord } from '../src/codec.ts'
import { packLocal, unpackLocal, unpackTicks } from '../src/local.ts'
import type { ObjectRecord } from '../src/record.ts'
import { dueHere, missedBy, spreadOf, type Timer } from '../src/timer.ts'
import { uniteTimers, wakeOf, wakesOf } from '../src/timers-of.ts'
import { encodeValue } from '../src/value.ts'
import { compareWakes, readWake, wakeKey } from '../src/wake-entry.ts'
import { life, record } from './words.ts'

function timer(name: string, due: number, every?: number, on: Timer['on'] = 'primary'): Timer {
  return { name, due, ...(every === undefined ? {} : { every }), on }
}

/** The record, its versions with these timers. */
function timed(text: string, ...timers: (readonly Timer[])[]): ObjectRecord {
  const found = record(text)
  return {
    ...found,
    siblings: found.siblings.map((sibling, at) => ({ ...sibling, timers: timers[at] ?? [] }))
  }
}

describe('a timer that repeats', () => {
  it('is spread by less than a tenth of its interval and half a minute, the same for the same name', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 10_000_000 }), (name, every) => {
        const spread = spreadOf(name, every)
        assert.equal(spread, spreadOf(name, every))
        assert.ok(Number.isInteger(spread) && spread >= 0 && spread < Math.min(30_000, every / 10) + 1)
      })
    )
    const spreads = Array.from({ length: 1_000 }, (_, at) => spreadOf(`k${at}`, 600_000))
    assert.ok(Math.min(...spreads) < 1_000 && Math.max(...spreads) > 29_000, 'over the whole of it')
  })

  it('has missed what is over after the tick that is run', () => {
    const cases = [
      [100, 0],
      [149, 0],
      [150, 1],
      [1_099, 19]
    ] as const
    for (const [now, missed] of cases) assert.equal(missedBy(100, 50, now), missed)
    assert.equal(missedBy(100, undefined, 10_000), 0)
  })
})

describe('a timer at every replica', () => {
  const beat = timer('beat', 1_000, 100, 'replica')
  const first = dueHere('A\nk', beat, undefined) as number

  it('is due at a time of its own at each node', () => {
    assert.ok(first >= 1_000 && first < 1_010)
    const times = new Set(Array.from({ length: 50 }, (_, at) => dueHere(`n${at}\nk`, beat, undefined)))
    assert.ok(times.size > 5)
  })

  it('goes on after the last tick that was done', () => {
    assert.equal(dueHere('A\nk', beat, first), first + 100)
    assert.equal(dueHere('A\nk', beat, first + 300), first + 400)
    assert.equal(dueHere('A\nk', beat, 500), first, 'done before it was set anew')
  })

  it('that runs once is done when it was', () => {
    const once = timer('once', 1_000, undefined, 'replica')
    assert.equal(dueHere('A\nk', once, undefined), 1_000)
    assert.equal(dueHere('A\nk', once, 1_000), undefined)
  })
})

describe('the timers of several versions', () => {
  it('have each name once: what repeats is due when the last of them is, what runs once when the first is', () => {
    const { siblings } = timed(
      '{a1 b1} a1=x b1=y',
      [timer('beat', 100, 50), timer('once', 70), timer('only', 9)],
      [timer('beat', 60, 20), timer('once', 80)]
    )
    assert.deepEqual(uniteTimers(siblings), [timer('beat', 100, 20), timer('once', 70), timer('only', 9)])
  })

  it('wake a copy: for the object, and for itself', () => {
    const { siblings } = timed('{a1} a1=x', [
      timer('a', 500, 50),
      timer('b', 300),
      timer('r', 400, 1_000, 'replica')
    ])
    const { primary, replica } = wakesOf('A', 'k', { siblings, local: null })
    assert.equal(primary, 300)
    assert.ok(replica !== undefined && replica >= 400 && replica < 500)
    assert.equal(wakeOf({ primary: 300, replica: 400 }), 300)
    assert.equal(wakeOf({ replica: 400 }), 400)
    const local = packLocal(life('0'), null, new Map([['r', replica]]))
    assert.equal(wakesOf('A', 'k', { siblings, local }).replica, replica + 1_000)
    const another = packLocal(life('1'), null, new Map([['r', replica]]))
    assert.equal(wakesOf('A', 'k', { siblings, local: another }).replica, replica, 'of another life')
  })

  it('are none of a deleted object, nor of one without timers', () => {
    assert.deepEqual(wakesOf('A', 'k', { ...record('{a1} a1=†'), local: null }), {})
    assert.equal(wakeOf(wakesOf('A', 'k', { ...record('{a1} a1=x'), local: null })), undefined)
  })
})

describe('timers on the disk', () => {
  it('come back with their record', () => {
    const timers = [timer('a', 5, 1_000, 'replica'), { ...timer('b', 7), failures: 2 }]
    const object = timed('{a1} a1=x!timer', timers)
    assert.deepEqual(decodeRecord(encodeRecord(object)).siblings[0]?.timers, timers)
  })

  it('that are none of ours are refused', () => {
    const bad: object[] = [
      { ...timer('a', 5), on: 'everywhere' },
      { ...timer('a', 5), every: 99 },
      { ...timer('é'.repeat(33), 5) }
    ]
    for (const one of bad)
      assert.throws(() => decodeRecord(encodeRecord(timed('{a1} a1=x', [one as Timer]))), {
        code: 'RECORD_INVALID'
      })
    const many = Array.from({ length: 17 }, (_, at) => timer(`t${at}`, 5))
    assert.throws(() => decodeRecord(encodeRecord(timed('{a1} a1=x', many))), { code: 'RECORD_INVALID' })
  })

  it('ticks are kept with a replica’s own state, or without one', () => {
    const local = encodeValue({ gets: 1 })
    const ticks = new Map([
      ['beat', 1_900_000_000_123],
      ['é', 7]
    ])
    const lives = [life('7')]
    const packed = packLocal(life('7'), local, ticks)
    assert.deepEqual(Buffer.from(unpackLocal(lives, packed) ?? []), Buffer.from(local))
    assert.deepEqual(unpackTicks(lives, packed), ticks)
    assert.equal(unpackLocal(lives, packLocal(life('7'), null, ticks)), null)
    assert.deepEqual(unpackTicks([life('1')], packed), new Map())
    for (let bytes = 0; bytes < packed.length; bytes++) unpackTicks(lives, packed.subarray(0, bytes))
  })

  it('lie in the order of time', () => {
    const wakes = fc.record({ due: fc.integer({ min: 0, max: 2 ** 48 }), key: fc.string({ minLength: 1 }) })
    fc.assert(
      fc.property(wakes, wakes, (a, b) => {
        fc.pre(a.key.isWellFormed() && b.key.isWellFormed())
        assert.deepEqual(readWake(wakeKey(a)), { ...a })
        assert.equal(Math.sign(Buffer.compare(wakeKey(a), wakeKey(b))), Math.sign(compareWakes(a, b)))
      })
    )
    assert.equal(readWake(new Uint8Array(8)), undefined)
  })
})
