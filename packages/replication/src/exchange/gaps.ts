// The regions between ranges: everything that a node is no home of.
import { type Range, REGION_BITS, type Region, regionBits, regionOf, regionStart } from '@halley/model'

const END = 2 ** 32

/** The regions outside the ranges, which are disjoint and in order; as few as there can be. */
export function gapsBetween(ranges: readonly Range[]): Region[] {
  const gaps: Region[] = []
  let at = 0
  for (const { prefix, bits } of ranges) {
    // A range that is smaller than a region counts as the whole of it: what lies beside it is not touched.
    const own = regionOf(prefix, bits)
    cover(at, regionStart(own), gaps)
    at = Math.max(at, regionStart(own) + 2 ** (32 - regionBits(own)))
  }
  cover(at, END, gaps)
  return gaps
}

/** Covers the positions from `from` to before `to` with the largest regions that fit. */
function cover(from: number, to: number, regions: Region[]): void {
  for (let at = from; at < to; ) {
    let bits = 0
    while (bits < REGION_BITS && (at % 2 ** (32 - bits) !== 0 || at + 2 ** (32 - bits) > to)) bits++
    regions.push(regionOf(at / 2 ** (32 - bits), bits))
    at += 2 ** (32 - bits)
  }
}
