// Four databases write one object and hear of each other, at moments that their clocks disagree about, and prune their vectors
// to almost nothing. Beside each runs a set that forgets nothing: every event it ever heard of, and every one superseded.
//
//   whatever happens       no event is issued twice, and nothing that was heard of is missing unless it was superseded
//   in the end             who has heard of the same holds the same
//   nobody is away for     nothing comes back that was superseded either, and the order in which things were heard does
//   longer than the grace  not matter: as if nothing had been pruned
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Dot, encodeValue, type ObjectRecord, sameRecord } from '@halley/model'
import fc from 'fast-check'
import { actor, life } from '../../model/test/words.ts'
import { revise } from '../src/revision.ts'

const GRACE_MS = 60_000
const NAMES = ['a', 'b', 'c', 'd']

type Step =
  | { readonly does: 'write'; readonly at: number; readonly over: number }
  | { readonly does: 'hear'; readonly at: number; readonly from: number }
  | { readonly does: 'wait'; readonly ms: number }

const places = fc.nat(NAMES.length - 1)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('write' as const), at: places, over: fc.nat(15) }),
    fc.record({ does: fc.constant('hear' as const), at: places, from: places }),
    fc.record({ does: fc.constant('wait' as const), ms: fc.nat(2 * GRACE_MS) })
  ),
  { maxLength: 100, size: 'max' }
)

/** How far each clock is ahead, in milliseconds: a minute or two, hours, or a century. */
const clocks = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -100_000, max: 100_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -30_000_000, max: 30_000_000 }) },
    { weight: 1, arbitrary: fc.constant(3_000_000_000_000) }
  ),
  { minLength: NAMES.length, maxLength: NAMES.length }
)

const names = (dots: readonly Dot[]): string[] => dots.map((dot) => `${dot.actor.slice(0, 6)}:${dot.counter}`)

class Database {
  record: ObjectRecord = { context: {}, siblings: [] }
  known = new Set<string>()
  superseded = new Set<string>()
  /** How often it had to take another name. */
  epoch = 0
  readonly #name: string
  readonly #keep: number
  readonly #now: () => number

  constructor(name: string, keep: number, now: () => number) {
    this.#name = name
    this.#keep = keep
    this.#now = now
  }

  /** @param over which of the versions it supersedes, bit by bit */
  write(over: number): string[] {
    const supersedes = this.record.siblings.filter((_, bit) => over & (1 << bit)).map(({ dot }) => dot)
    const content = { kind: 'value', state: encodeValue('x'), born: life('0'), writtenAt: 0 } as const
    const made = names(this.#revise({ edits: [{ supersedes, content }] }))
    for (const name of made) this.known.add(name)
    for (const name of names(supersedes)) this.superseded.add(name)
    return made
  }

  hear({ record, known, superseded }: Pick<Database, 'record' | 'known' | 'superseded'>): void {
    this.#revise({ record })
    this.known = this.known.union(known)
    this.superseded = this.superseded.union(superseded)
  }

  get shown(): Set<string> {
    return new Set(names(this.record.siblings.map(({ dot }) => dot)))
  }

  #revise(change: Parameters<typeof revise>[1]): readonly Dot[] {
    const rules = {
      actor: actor(this.#name),
      vectors: { vectorKeep: this.#keep, vectorGraceMs: GRACE_MS },
      isSpent: () => false,
      now: this.#now
    }
    const { record, epoch, dots } = revise(this, change, rules, () => this.epoch + 1)
    this.record = record
    this.epoch = epoch
    return dots
  }
}

class World {
  #now = 1_700_000_000_000
  readonly databases: readonly Database[]
  readonly #issued = new Set<string>()

  constructor(keep: number, aheadMs: readonly number[]) {
    this.databases = NAMES.map(
      (name, at) => new Database(name, keep, () => this.#now + (aheadMs[at] as number))
    )
  }

  play(step: Step): void {
    if (step.does === 'wait') this.#now += step.ms
    else if (step.does === 'hear') this.#at(step.at).hear(this.#at(step.from))
    else
      for (const name of this.#at(step.at).write(step.over)) {
        assert.ok(!this.#issued.has(name), `${name} was issued twice`)
        this.#issued.add(name)
      }
  }

  /** Everybody hears of everything; as records go to and fro, that takes more than one round. */
  meet(rounds = 4): void {
    for (let round = 0; round < rounds; round++)
      for (const one of this.databases) for (const other of this.databases) one.hear(other)
  }

  #at(at: number): Database {
    return this.databases[at] as Database
  }
}

function nothingLost({ databases }: World): void {
  for (const { known, superseded, shown } of databases) {
    const missing = [...known.difference(superseded)].filter((name) => !shown.has(name))
    assert.deepEqual(missing, [], 'lost without being superseded')
  }
}

describe('pruned vectors', () => {
  it('lose nothing, whatever the clocks say and however long anybody was away', () => {
    fc.assert(
      fc.property(steps, clocks, fc.integer({ min: 0, max: 3 }), (list, aheadMs, keep) => {
        const world = new World(keep, aheadMs)
        for (const step of list) {
          world.play(step)
          nothingLost(world)
        }
        world.meet()
        nothingLost(world)
        const [first, ...others] = world.databases.map(({ record }) => record)
        for (const other of others) assert.ok(sameRecord(first as ObjectRecord, other), 'they differ')
      }),
      { seed: 5, numRuns: 1_000 }
    )
  })

  it('bring nothing back while everybody hears of everything within the grace time, in whatever order', () => {
    const calm = fc.array(steps, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(calm, fc.integer({ min: 0, max: 3 }), (days, keep) => {
        const world = new World(keep, [0, 0, 0, 0])
        for (const day of days) {
          let ms = 0
          for (const step of day) {
            if (step.does === 'wait') ms += step.ms
            if (ms < GRACE_MS) world.play(step)
          }
          world.meet()
          for (const { known, superseded, shown } of world.databases)
            assert.deepEqual([...shown].sort(), [...known.difference(superseded)].sort())
        }
      }),
      { seed: 6, numRuns: 200 }
    )
  })

  it('remember for the grace time what was superseded, though it had stood for long and the clock is hours behind', () => {
    const world = new World(1, [0, -30_000_000, 0, 0])
    const [, b] = world.databases as [Database, Database]
    world.play({ does: 'write', at: 0, over: 0 })
    world.meet(1)
    for (const at of [2, 3, 2, 3]) {
      world.play({ does: 'wait', ms: 2 * GRACE_MS })
      world.play({ does: 'write', at, over: 0 })
      world.meet(1)
    }
    assert.equal(b.shown.size, 5)
    world.play({ does: 'write', at: 1, over: 31 })
    world.meet()
    for (const { shown } of world.databases) assert.equal(shown.size, 1)
  })

  it('give way: nobody is ever refused for the length of a vector', () => {
    const world = new World(2, [0, 0, 0, 0])
    for (let round = 0; round < 300; round++) {
      world.play({ does: 'write', at: round % 4, over: 15 })
      world.meet(1)
      world.play({ does: 'wait', ms: 2 * GRACE_MS })
    }
    for (const { record, epoch } of world.databases) {
      assert.ok(Object.keys(record.context).length <= 4)
      assert.ok(epoch > 10, 'each has taken many names')
    }
  })
})
