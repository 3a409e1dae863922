// Where nodes lie, in few bytes: the first 32 bits of a position, which no two nodes share. Nodes are numbered in the order of their
// positions, so nodes with a common prefix have consecutive numbers, and the nearest to a target are found by halving.
import type { Prng } from '../../../packages/model/src/prng.ts'

/** A node's number: its rank among all positions. */
export type Rank = number

export type Positions = Uint32Array

export function drawPositions(count: number, prng: Prng): Positions {
  const drawn = new Set<number>()
  while (drawn.size < count) drawn.add(prng.below(2 ** 32))
  return Uint32Array.from(drawn).sort()
}

/** Leading bits that two positions share. */
export function sharedBits(a: number, b: number): number {
  return Math.clz32(a ^ b)
}

/** Of XOR, as a number from 0 to 2^32. */
export function distanceOf(a: number, b: number): number {
  return (a ^ b) >>> 0
}

/**
 * Writes the `count` ranks of `list` nearest to a target into `found`, nearest first, and returns how many there are.
 * @param list in ascending order, up to `size`
 */
export function nearestIn(
  list: Int32Array,
  size: number,
  positions: Positions,
  target: number,
  count: number,
  found: Int32Array
): number {
  let taken = 0
  // All in [from, to) share `bits` bits. Whoever shares the next one with the target is nearer than whoever does not.
  const take = (from: number, to: number, bits: number): void => {
    if (from === to || taken === count) return
    if (to - from === 1) {
      found[taken++] = list[from] as Rank
      return
    }
    const split = firstWithBit(list, from, to, positions, bits)
    if (((target >>> (31 - bits)) & 1) === 1) {
      take(split, to, bits + 1)
      take(from, split, bits + 1)
    } else {
      take(from, split, bits + 1)
      take(split, to, bits + 1)
    }
  }
  take(0, size, 0)
  return taken
}

function firstWithBit(list: Int32Array, from: number, to: number, positions: Positions, bit: number): number {
  const shift = 31 - bit
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((((positions[list[middle] as Rank] as number) >>> shift) & 1) === 1) high = middle
    else low = middle + 1
  }
  return low
}

/** The first index of `list` of which the position is not below `least`. */
export function firstFrom(list: Int32Array, size: number, positions: Positions, least: number): number {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((positions[list[middle] as Rank] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}
