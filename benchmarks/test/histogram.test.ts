// Histograms of latencies: quantiles as sorting would find them, but for a hundredth; and sums.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Histogram } from '../src/load/histogram.ts'

const milliseconds = fc.array(fc.double({ min: 0.001, max: 600_000, noNaN: true }), { minLength: 1 })
const SHARES = [0.01, 0.5, 0.99, 0.999, 1]

function histogramOf(samples: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const sample of samples) histogram.record(sample)
  return histogram
}

/** The least sample which so large a share does not exceed. */
function exact(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] as number
}

test('a quantile is off by less than a hundredth, or by a microsecond', () => {
  fc.assert(
    fc.property(milliseconds, fc.constantFrom(...SHARES), (samples, share) => {
      const right = exact(samples, share)
      const found = histogramOf(samples).quantile(share)
      assert.ok(Math.abs(found - right) <= 0.01 * right + 0.001, `${found} instead of ${right}`)
    })
  )
})

test('the slowest sample is known exactly, to the microsecond', () => {
  assert.equal(histogramOf([1, 2, 123_456.789]).quantile(1), 123_456.789)
})

test('histograms add up to the histogram of all samples', () => {
  fc.assert(
    fc.property(milliseconds, milliseconds, (some, others) => {
      const sum = Histogram.from([histogramOf(some).counts(), histogramOf(others).counts()])
      assert.deepEqual(sum.counts(), histogramOf([...some, ...others]).counts())
      assert.equal(sum.total, some.length + others.length)
    })
  )
})

test('counts survive a file', () => {
  const { buckets, mostUs } = histogramOf([0.2, 0.2, 17, 4_000]).counts()
  const read = JSON.parse(JSON.stringify({ buckets, mostUs }))
  assert.deepEqual(Histogram.from([read]).counts(), { buckets, mostUs })
})

test('without samples there is no quantile', () => {
  assert.equal(new Histogram().quantile(0.5), Number.NaN)
})
