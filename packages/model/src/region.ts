// Regions: all positions that begin with the same bits, named by one number. The bits are read as a binary number behind a
// leading 1, which keeps `0` apart from `00`:
//
//   1 everything     0b10 the half that begins with 0     0b1_0110 the sixteenth that begins with 0110
import type { Bits64 } from './position.ts'

/** A prefix of positions of at most REGION_BITS bits, behind a leading 1. */
export type Region = number

/** Longest prefix that a region has, in bits: a million buckets, so that with a million keys each bucket holds one. */
export const REGION_BITS = 20

/** All positions. */
export const EVERYWHERE: Region = 1

export function regionOf(prefix: number, bits: number): Region {
  return bits <= REGION_BITS ? 2 ** bits + prefix : regionOf(Math.floor(prefix / 2), bits - 1)
}

/** How many bits the region's positions share. */
export function regionBits(region: Region): number {
  return 31 - Math.clz32(region)
}

/** The first position of the region, to 32 bits. */
export function regionStart(region: Region): number {
  const bits = regionBits(region)
  return (region - 2 ** bits) * 2 ** (32 - bits)
}

/** Whether the position lies in the region. */
export function inRegion(region: Region, { high }: Bits64): boolean {
  const bits = regionBits(region)
  return bits === 0 || high >>> (32 - bits) === region - 2 ** bits
}

/** Whether `thing` names a region. */
export function isRegion(thing: unknown): thing is Region {
  return (
    typeof thing === 'number' &&
    Number.isInteger(thing) &&
    thing >= EVERYWHERE &&
    thing < 2 ** (REGION_BITS + 1)
  )
}
