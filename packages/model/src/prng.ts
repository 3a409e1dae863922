// A seeded random stream (sfc32 by Chris Doty-Humphrey, from PractRand): the only randomness of the pure tower.
import { sha256 } from './key.ts'

export interface Prng {
  /** A number in [0, 1), with 32 random bits. */
  next(): number
  /** A whole number in [0, below). */
  below(below: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the items; they must not be none. */
  pick<T>(items: readonly T[]): T
  /** An independent stream, named so that adding one consumer does not shift the others. */
  fork(name: string): Prng
}

/** The stream that `seed` names; equal seeds give equal streams on every machine. */
export function createPrng(seed: string): Prng {
  const digest = sha256(seed)
  const word = (at: number): number => Number.parseInt(digest.slice(8 * at, 8 * at + 8), 16) | 0
  let a = word(0)
  let b = word(1)
  let c = word(2)
  let counter = word(3)
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let warm = 0; warm < 12; warm++) next()
  return {
    next,
    below: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
    fork: (name) => createPrng(`${seed}/${name}`)
  }
}
