// Who is a home for the time being: each test is the log of the homes that node A counts with, of the keys that begin with 0.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Neighbourhood } from '../src/exchange/neighbourhood.ts'
import type { Neighbour } from '../src/xor-ranges.ts'

const OPTIONS = { standInAfterMs: 10_000 }

/** Nearest to the keys that begin with 0 are A, B, C, D, in this order. */
const NEIGHBOURS: readonly Neighbour[] = ['A', 'B', 'C', 'D'].map((id, at) => {
  const position = new Uint8Array(32)
  position[0] = at
  return { id, position }
})

function setUp() {
  const lines: string[] = []
  const neighbourhood = new Neighbourhood('A', OPTIONS, (ranges, now, all) => {
    const [homes, everybody] = [ranges, all].map((of) => of.of(3)[0]?.homes.join(''))
    lines.push(`${now} ${homes}${ranges === all ? '' : ` for ${everybody}`}`)
  })
  const pass = (until: number): void => {
    for (let next = neighbourhood.deadline(); next !== undefined && next.at <= until; ) {
      neighbourhood.tick(next.at)
      next = neighbourhood.deadline()
    }
  }
  return { neighbourhood, lines, pass }
}

describe('neighbourhood', () => {
  it('a home that is down for long has the node behind it in its place, until it is back', () => {
    const { neighbourhood, lines, pass } = setUp()
    neighbourhood.around(NEIGHBOURS, 0)
    neighbourhood.down('B', 1_000)
    pass(50_000)
    neighbourhood.up('B', 60_000)
    pass(99_000)
    assert.deepEqual(lines, ['0 ABC', '11000 ACD for ABC', '60250 ABC'])
  })

  it('one that restarts keeps its place', () => {
    const { neighbourhood, lines, pass } = setUp()
    neighbourhood.around(NEIGHBOURS, 0)
    for (const at of [0, 10_000, 20_000]) {
      neighbourhood.down('B', at)
      pass(at + 9_000)
      neighbourhood.up('B', at + 9_000)
    }
    pass(99_000)
    assert.deepEqual(lines, ['0 ABC'])
  })

  it('those that come back in a crowd are counted in at once', () => {
    const { neighbourhood, lines, pass } = setUp()
    neighbourhood.around(NEIGHBOURS, 0)
    for (const node of 'BCD') neighbourhood.down(node, 0)
    pass(50_000)
    for (const node of 'BCD') neighbourhood.up(node, 60_000)
    pass(99_000)
    assert.deepEqual(lines, ['0 ABC', '10000 A for ABC', '60250 ABC'])
  })

  it('one that the overlay has forgotten changes nothing any more, nor does its return', () => {
    const { neighbourhood, lines, pass } = setUp()
    neighbourhood.around(NEIGHBOURS, 0)
    neighbourhood.down('B', 0)
    pass(20_000)
    neighbourhood.around(
      NEIGHBOURS.filter(({ id }) => id !== 'B'),
      30_000
    )
    neighbourhood.up('B', 40_000)
    pass(99_000)
    assert.deepEqual(lines, ['0 ABC', '10000 ACD for ABC', '30000 ACD'])
  })

  it('who is down is passed over by one that hears of its neighbours only later', () => {
    const { neighbourhood, lines, pass } = setUp()
    neighbourhood.down('B', 0)
    pass(20_000)
    neighbourhood.around(NEIGHBOURS, 20_000)
    assert.deepEqual(lines, ['20000 ACD for ABC'])
  })
})
