// The machine of one quorum write: who gets a copy, for whom, and when the write counts as made.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Placing, QuorumWrite } from '../src/quorum-write.ts'

interface Setting {
  readonly self?: string
  readonly list?: string
  readonly quorum?: string
  readonly down?: string
}

/** A write by `self`; placings read as `B`, or as `D for B` where D keeps a hinted copy. */
function writing({ self = 'A', list = 'ABCDE', quorum = '3.2.2', down = '' }: Setting = {}): {
  machine: QuorumWrite
  here: () => string
  hear: (...said: string[]) => string[]
} {
  const [n = 0, r = 0, w = 0] = quorum.split('.').map(Number)
  const isDown = (node: string): boolean => down.includes(node)
  const machine = new QuorumWrite({ self, list: [...list], quorum: { n, r, w }, isDown, hasRoom: () => true })
  const hear = (...said: string[]): string[] =>
    said.map((line) => {
      const [node = '', verb] = line.split(' ')
      const placings = verb === 'stored' ? void machine.stored(node) : machine.unstored(node)
      return placings === undefined || placings.length === 0
        ? machine.phase
        : `${machine.phase}, places ${shown(placings)}`
    })
  return { machine, here: () => shown(machine.storedHere()), hear }
}

function shown(placings: readonly Placing[]): string {
  return placings.map(({ node, hint }) => (hint === undefined ? node : `${node} for ${hint}`)).join(', ')
}

describe('quorum write: who gets a copy', () => {
  const table: [string, Setting, string][] = [
    ['the other homes', {}, 'B, C'],
    ['a fallback for a home that is down', { down: 'B' }, 'D for B, C'],
    ['a fallback for each home that is down', { down: 'BC' }, 'D for B, E for C'],
    ['no fallback that is down', { down: 'BD' }, 'E for B, C'],
    ['nobody in the place of a home once the fallbacks are used up', { list: 'ABCD', down: 'BC' }, 'D for B'],
    ['nobody where the coordinator is the only home', { quorum: '1.1.1' }, ''],
    ['all homes, by a coordinator that is none', { self: 'D' }, 'A, B, C'],
    [
      'the homes that are up, by a fallback that stands in for the one that is down',
      { self: 'D', down: 'A' },
      'B, C'
    ],
    ['another fallback for the second home that is down', { self: 'D', down: 'AB' }, 'E for B, C'],
    ['the homes, by a coordinator that is not even on the list', { self: 'Z' }, 'A, B, C']
  ]
  for (const [what, setting, expected] of table) {
    it(what, () => assert.equal(writing(setting).here(), expected))
  }

  it('a fallback that coordinates hints its own copy for the first home that is down', () => {
    assert.equal(writing({ self: 'D', down: 'BC' }).machine.ownHint, 'B')
    assert.equal(writing({ self: 'D' }).machine.ownHint, undefined)
    assert.equal(writing({ self: 'A', down: 'B' }).machine.ownHint, undefined)
  })
})

describe('quorum write: when it is made', () => {
  it('first the own copy, then W, then all N', () => {
    const { machine, here, hear } = writing()
    assert.equal(machine.phase, 'local')
    here()
    assert.equal(machine.phase, 'replicating')
    assert.deepEqual(hear('C stored', 'B stored'), ['acknowledged', 'done'])
  })

  it('with W = 1 the own copy is enough, and the others still get theirs', () => {
    const { machine, here, hear } = writing({ quorum: '3.2.1' })
    assert.equal(here(), 'B, C')
    assert.equal(machine.phase, 'acknowledged')
    assert.deepEqual(hear('B stored', 'C stored'), ['acknowledged', 'done'])
  })

  it('with N = 1 it is done with the own copy', () => {
    const { machine, here } = writing({ quorum: '1.1.1' })
    here()
    assert.equal(machine.phase, 'done')
  })

  it('a home that does not store gets a stand-in, and so does a stand-in', () => {
    const { here, hear } = writing()
    here()
    assert.deepEqual(hear('B failed', 'D failed', 'C stored', 'E stored'), [
      'replicating, places D for B',
      'replicating, places E for B',
      'acknowledged',
      'done'
    ])
  })

  it('a stand-in is sought also after W, so that N copies exist', () => {
    const { here, hear } = writing()
    here()
    assert.deepEqual(hear('B stored', 'C failed', 'D stored'), [
      'acknowledged',
      'acknowledged, places D for C',
      'done'
    ])
  })

  it('is unmet only when nobody is left to ask, with the counts', () => {
    const { machine, here, hear } = writing({ list: 'ABCD', quorum: '3.2.3' })
    here()
    assert.deepEqual(hear('B failed', 'D failed', 'C stored'), [
      'replicating, places D for B',
      'replicating',
      'unmet'
    ])
    assert.deepEqual(machine.count, { need: 3, got: 2 })
  })

  it('is unmet at once where all others are down', () => {
    const { machine, here } = writing({ down: 'BCDE' })
    here()
    assert.equal(machine.phase, 'unmet')
  })

  it('asks nobody else after the last call', () => {
    const { machine, here, hear } = writing()
    here()
    machine.lastCall()
    assert.deepEqual(hear('B failed', 'C failed'), ['replicating', 'unmet'])
  })

  it('the copy of a coordinator that is neither a home nor a stand-in does not count', () => {
    const { machine, here, hear } = writing({ self: 'D', quorum: '3.2.1' })
    here()
    assert.equal(machine.phase, 'replicating')
    assert.deepEqual(machine.count, { need: 1, got: 0 })
    assert.deepEqual(hear('A stored', 'B stored', 'C stored'), ['acknowledged', 'acknowledged', 'done'])
  })

  it('the copy of one that stands in for a home does', () => {
    const { machine, here } = writing({ self: 'D', quorum: '3.2.1', down: 'B' })
    here()
    assert.equal(machine.phase, 'acknowledged')
  })

  it('a fallback that is down when the write begins and up when it is needed is asked', () => {
    const down = new Set(['D'])
    const machine = new QuorumWrite({
      self: 'A',
      list: [...'ABCDE'],
      quorum: { n: 3, r: 2, w: 2 },
      isDown: (node) => down.has(node),
      hasRoom: () => true
    })
    machine.storedHere()
    down.delete('D')
    assert.equal(shown(machine.unstored('B')), 'D for B')
  })

  it('a refusal of somebody who has no copy pending is nothing', () => {
    const { here, hear } = writing()
    here()
    assert.deepEqual(hear('E failed', 'B stored', 'B failed'), [
      'replicating',
      'acknowledged',
      'acknowledged'
    ])
  })
})

describe('quorum write: what is owed', () => {
  it('nothing, where every home has a copy or a stand-in', () => {
    const { machine, here, hear } = writing({ down: 'B' })
    here()
    hear('C failed')
    assert.deepEqual(machine.owed, [])
  })

  it('a copy for each home that is down where nobody is left to stand in', () => {
    const { machine, here } = writing({ list: 'ABCD', down: 'BCD' })
    here()
    assert.deepEqual(machine.owed, ['B', 'C'])
  })

  it('a copy for the home, not for the stand-in that failed it', () => {
    const { machine, here, hear } = writing({ list: 'ABCD' })
    here()
    hear('B failed', 'D failed', 'C stored')
    assert.deepEqual(machine.owed, ['B'])
  })

  it('also for a home that was silent after the last call', () => {
    const { machine, here, hear } = writing()
    here()
    machine.lastCall()
    hear('B failed', 'C stored')
    assert.deepEqual(machine.owed, ['B'])
  })

  it('nothing to a home that has the copy after all', () => {
    const { machine, here, hear } = writing({ list: 'ABC' })
    here()
    hear('B failed', 'B stored')
    assert.deepEqual(machine.owed, [])
  })

  it('nothing to the home for which the coordinator itself stands in', () => {
    const { machine, here } = writing({ self: 'D', list: 'ABCD', down: 'AB' })
    here()
    assert.deepEqual(machine.owed, ['B'])
  })
})

it('quorum write: whatever fails, it ends, W is kept, no node gets two copies, and each home has one or is owed it', () => {
  const world = fc.record({
    self: fc.constantFrom('A', 'B', 'D', 'F'),
    length: fc.integer({ min: 1, max: 6 }),
    n: fc.integer({ min: 1, max: 5 }),
    w: fc.integer({ min: 1, max: 5 }),
    down: fc.subarray([...'ABCDEF']),
    stores: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 })
  })
  fc.assert(
    fc.property(world, ({ self, length, n, w, down, stores }) => {
      const list = [...'ABCDEF'].slice(0, length)
      const isDown = (node: string): boolean => node !== self && down.includes(node)
      const machine = new QuorumWrite({
        self,
        list,
        quorum: { n, r: 1, w: Math.min(w, n) },
        isDown,
        hasRoom: () => true
      })
      const open = machine.storedHere()
      const placed = open.map(({ node }) => node)
      // A bystander's copy is one that no reader asks for: it is no part of W.
      let copies = list.slice(0, n).includes(self) || machine.ownHint !== undefined ? 1 : 0
      const covered = new Set([self, machine.ownHint])
      for (const stored of stores) {
        const placing = open.shift()
        if (placing === undefined) break
        if (stored) {
          machine.stored(placing.node)
          covered.add(placing.hint ?? placing.node)
          copies++
          continue
        }
        const more = machine.unstored(placing.node)
        open.push(...more)
        placed.push(...more.map(({ node }) => node))
      }
      assert.equal(open.length, 0, 'every copy was answered')
      assert.equal(machine.phase, copies >= Math.min(w, n) ? 'done' : 'unmet')
      assert.equal(new Set(placed).size, placed.length)
      const uncovered = list.slice(0, n).filter((home) => !covered.has(home))
      assert.deepEqual(machine.owed.toSorted(), uncovered)
      assert.ok(!placed.includes(self) && !placed.some(isDown))
    }),
    { seed: 2, numRuns: 500 }
  )
})
