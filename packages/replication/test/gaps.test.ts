// The regions between ranges: every position lies in a range or in a gap, never in both.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { EVERYWHERE, inRegion, type Range, regionOf } from '@halley/model'
import fc from 'fast-check'
import { gapsBetween } from '../src/exchange/gaps.ts'

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })

it('gaps: are all that the ranges leave', () => {
  const drawn = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), word), { maxLength: 12 })
  fc.assert(
    fc.property(drawn, fc.array(word, { minLength: 10, maxLength: 40 }), (drawn, words) => {
      const ranges = disjoint(
        drawn.map(([bits, word]) => ({ prefix: word >>> (32 - bits), bits, homes: [] }))
      )
      const gaps = gapsBetween(ranges)
      for (const high of [...words, ...drawn.map(([, word]) => word)]) {
        const position = { high, low: 0 }
        const owned = ranges.filter(({ prefix, bits }) => inRegion(regionOf(prefix, bits), position)).length
        const left = gaps.filter((gap) => inRegion(gap, position)).length
        assert.equal(owned + left, 1, `${high.toString(16)}: ${owned} ranges, ${left} gaps`)
      }
    }),
    { seed: 8, numRuns: 500 }
  )
})

it('gaps: without a range there is one, everywhere; of everything there is none', () => {
  assert.deepEqual(gapsBetween([]), [EVERYWHERE])
  assert.deepEqual(gapsBetween([{ prefix: 0, bits: 0, homes: [] }]), [])
})

/** In order, those left out that overlap with an earlier one. */
function disjoint(ranges: readonly Range[]): Range[] {
  const start = ({ prefix, bits }: Range): number => prefix * 2 ** (32 - bits)
  const kept: Range[] = []
  for (const range of [...ranges].sort((a, b) => start(a) - start(b) || a.bits - b.bits)) {
    const last = kept.at(-1)
    if (last === undefined || start(range) >= start(last) + 2 ** (32 - last.bits)) kept.push(range)
  }
  return kept
}
