// The hash tree against a plain list of records.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Bits64,
  EVERYWHERE,
  inRegion,
  REGION_BITS,
  type Region,
  regionBits,
  regionOf
} from '@halley/model'
import fc from 'fast-check'
import { HashTree, partsOf, type Sum, sameSum } from '../src/hash-tree.ts'

const half = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const bits64 = fc.record({ high: fc.oneof(half, fc.constantFrom(0, 2 ** 32 - 1, 0x12345678)), low: half })
const records = fc.array(fc.record({ position: bits64, digest: bits64 }), { maxLength: 60 })
const region = fc
  .tuple(fc.integer({ min: 0, max: REGION_BITS }), half)
  .map(([bits, word]) => regionOf(bits === 0 ? 0 : word >>> (32 - bits), bits))

interface Counted {
  readonly position: Bits64
  readonly digest: Bits64
}

function summed(all: readonly Counted[], region: Region): Sum {
  const inside = all.filter(({ position }) => inRegion(region, position))
  const xor = (half: 'high' | 'low'): number =>
    inside.reduce((sum, { digest }) => sum ^ digest[half], 0) >>> 0
  return { high: xor('high'), low: xor('low'), count: inside.length }
}

describe('hash tree', () => {
  it('sums every region as a list of its records does', () => {
    fc.assert(
      fc.property(records, records, fc.array(region), (kept, passing, regions) => {
        const tree = new HashTree()
        for (const { position, digest } of [...kept, ...passing]) tree.add(position, digest)
        for (const { position, digest } of passing) tree.remove(position, digest)
        for (const asked of [
          EVERYWHERE,
          ...regions,
          ...kept.map(({ position }) => regionOf(position.high >>> 12, 20))
        ])
          assert.deepEqual(tree.sum(asked), summed(kept, asked))
      }),
      { seed: 3, numRuns: 200 }
    )
  })

  it('the parts of a region cover it, each once', () => {
    fc.assert(
      fc.property(records, region, (all, asked) => {
        const parts = partsOf(asked)
        if (regionBits(asked) === REGION_BITS) return assert.deepEqual(parts, [])
        const tree = new HashTree()
        for (const { position, digest } of all) tree.add(position, digest)
        const sums = parts.map((part) => tree.sum(part))
        const whole = sums.reduce((a, b) => ({
          high: (a.high ^ b.high) >>> 0,
          low: (a.low ^ b.low) >>> 0,
          count: a.count + b.count
        }))
        assert.ok(sameSum(whole, tree.sum(asked)))
        for (const part of parts) assert.equal(regionBits(part) % 4, 0)
      }),
      { seed: 4, numRuns: 200 }
    )
  })

  it('takes little memory for few records', () => {
    const tree = new HashTree()
    for (let at = 0; at < 10; at++)
      tree.add({ high: Math.imul(at, 0x9e3779b1) >>> 0, low: 0 }, { high: 1, low: at })
    assert.ok(tree.bytes <= 16_384, `${tree.bytes} bytes`)
  })
})
