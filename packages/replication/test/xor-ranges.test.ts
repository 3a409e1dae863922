// The ranges of the XOR placement against brute force: for random nodes and keys, the homes of the key's range are the N
// nodes nearest to it, and a key without a range has this node not among them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Bits64, inRegion, type Range, regionOf } from '@halley/model'
import fc from 'fast-check'
import { type Neighbour, XorRanges } from '../src/xor-ranges.ts'

function neighbour(word: number): Neighbour {
  const position = new Uint8Array(32)
  new DataView(position.buffer).setUint32(0, word)
  return { id: `n${word.toString(16).padStart(8, '0')}`, position }
}

function rangesAt(ranges: readonly Range[], key: Bits64): Range[] {
  return ranges.filter(({ prefix, bits }) => inRegion(regionOf(prefix, bits), key))
}

// Spread evenly, as hashes are.
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((drawn) => Math.imul(drawn, 0x9e3779b1) >>> 0)
// Nodes that share many bits, too.
const clustered = fc.tuple(fc.constantFrom(0, 0xde000000, 0xff000000), fc.integer({ min: 0, max: 0xffffff }))
const words = fc.uniqueArray(
  fc.oneof(
    word,
    clustered.map(([high, low]) => high + low)
  ),
  { minLength: 1, maxLength: 40 }
)

describe('xor ranges', () => {
  it('are the N nearest, for every key and every N', () => {
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 1, max: 8 }),
        fc.array(word, { minLength: 20, maxLength: 20 }),
        (nodes, n, keys) => {
          const all = nodes.map(neighbour)
          const self = all[0] as Neighbour
          const ranges = new XorRanges(self.id, all).of(n)
          for (const high of [...keys, ...nodes]) {
            const nearest = [...nodes].sort((a, b) => ((a ^ high) >>> 0) - ((b ^ high) >>> 0)).slice(0, n)
            const homes = nearest.map((node) => neighbour(node).id).sort()
            const [range, ...more] = rangesAt(ranges, { high, low: 0 })
            assert.equal(more.length, 0, 'ranges are disjoint')
            // Below the longest prefix nodes are not told apart.
            if (isCrowded(nodes, high) || (range === undefined && ranges.length >= 4_096)) continue
            assert.deepEqual(range?.homes ?? [], homes.includes(self.id) ? homes : [])
          }
        }
      ),
      { seed: 5, numRuns: 150 }
    )
  })

  it('of a node alone are everything', () => {
    assert.deepEqual(new XorRanges('n00000007', [neighbour(7)]).of(3), [
      { prefix: 0, bits: 0, homes: ['n00000007'] }
    ])
  })

  it('of a node that knows nobody, not even itself, are none', () => {
    assert.deepEqual(new XorRanges('x', []).of(3), [])
  })

  it('lie in the order of their positions', () => {
    const nodes = Array.from({ length: 30 }, (_, at) => neighbour(Math.imul(at + 1, 0x9e3779b1) >>> 0))
    const starts = new XorRanges((nodes[3] as Neighbour).id, nodes)
      .of(3)
      .map(({ prefix, bits }) => prefix * 2 ** (32 - bits))
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b)
    )
  })

  it('are not more than can be compared, whatever ids somebody chooses', () => {
    const twins = [0, 0x80000000, 0xc0000000, 0xc0000001].map(neighbour)
    assert.equal(new XorRanges('n00000000', twins).of(3).length, 4_096)
  })

  it('are few: in proportion to N and to the logarithm of the nodes, not to the nodes', () => {
    const nodes = Array.from({ length: 2_000 }, (_, at) => neighbour(Math.imul(at + 1, 0x9e3779b1) >>> 0))
    assert.ok(new XorRanges((nodes[77] as Neighbour).id, nodes).of(3).length < 60)
  })
})

/** Whether two nodes share all the bits that a range may have with the key or with each other. */
function isCrowded(nodes: readonly number[], key: number): boolean {
  const prefixes = nodes.map((node) => node >>> 12)
  return (
    new Set(prefixes).size < prefixes.length ||
    (nodes.length > 1 && prefixes.includes(key >>> 12) && !nodes.includes(key))
  )
}
