// Which key comes next: all alike, or a few much more often than the others.
//
// The zipfian draw is the one of the Yahoo cloud serving benchmark, after Gray and others (SIGMOD 1994): the key of rank i,
// from 1, has a share in proportion to 1 / i^0.99. Keys are hashed by every system, so popular ones need no scattering.
import type { Prng } from '../../../packages/model/src/prng.ts'

export type Shape = 'uniform' | 'zipfian'

const SKEW = 0.99

/** Draws of whole numbers in [0, count). */
export function drawing(shape: Shape, count: number, prng: Prng): () => number {
  return shape === 'uniform' ? () => prng.below(count) : zipfian(count, prng)
}

function zipfian(count: number, prng: Prng): () => number {
  const all = harmonic(count)
  const two = harmonic(2)
  const exponent = 1 / (1 - SKEW)
  const eta = (1 - (2 / count) ** (1 - SKEW)) / (1 - two / all)
  return () => {
    const drawn = prng.next()
    if (drawn * all < 1) return 0
    if (drawn * all < two) return Math.min(1, count - 1)
    return Math.min(count - 1, Math.floor(count * (eta * drawn - eta + 1) ** exponent))
  }
}

/** The sum of the shares' proportions. */
function harmonic(count: number): number {
  let sum = 0
  for (let rank = 1; rank <= count; rank++) sum += rank ** -SKEW
  return sum
}
