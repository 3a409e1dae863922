// Latencies counted in buckets that are never wider than a hundredth of what they hold, as HDR histograms do: any number of
// samples in little memory, quantiles that are off by less than one per cent, and histograms of several rounds or processes
// that add up to the histogram of all.
//
// A sample is rounded to whole microseconds. Up to 255 each has a bucket of its own; above, each power of two is cut into 128
// buckets of equal width.

/** As it goes over a wire or into a file: pairs of bucket and count, and the largest sample. */
export interface Counts {
  readonly buckets: readonly (readonly [bucket: number, count: number])[]
  readonly mostUs: number
}

const FINE = 256
const CUTS = FINE / 2

export class Histogram {
  readonly #counts = new Map<number, number>()
  #total = 0
  #mostUs = 0

  static from(all: Iterable<Counts>): Histogram {
    const sum = new Histogram()
    for (const { buckets, mostUs } of all) {
      for (const [bucket, count] of buckets) sum.#add(bucket, count)
      sum.#mostUs = Math.max(sum.#mostUs, mostUs)
    }
    return sum
  }

  get total(): number {
    return this.#total
  }

  record(ms: number): void {
    const us = Math.max(0, Math.round(1_000 * ms))
    this.#add(bucketOf(us), 1)
    this.#mostUs = Math.max(this.#mostUs, us)
  }

  /** Milliseconds which `share` of the samples do not exceed, for a share of more than 0; NaN if there is no sample. */
  quantile(share: number): number {
    let rest = Math.ceil(share * this.#total)
    for (const [bucket, count] of this.#sorted()) {
      rest -= count
      if (rest <= 0) return Math.min(upperEnd(bucket), this.#mostUs) / 1_000
    }
    return Number.NaN
  }

  counts(): Counts {
    return { buckets: this.#sorted(), mostUs: this.#mostUs }
  }

  #sorted(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b)
  }

  #add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count)
    this.#total += count
  }
}

function bucketOf(us: number): number {
  if (us < FINE) return us
  const doublings = Math.floor(Math.log2(us)) - Math.log2(CUTS)
  return doublings * CUTS + Math.floor(us / 2 ** doublings)
}

/** The largest sample that falls into the bucket. */
function upperEnd(bucket: number): number {
  if (bucket < FINE) return bucket
  const doublings = Math.floor(bucket / CUTS) - 1
  return (bucket - doublings * CUTS + 1) * 2 ** doublings - 1
}
