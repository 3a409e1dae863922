// How long something takes: usually near the least, with a tail. Only multiplications, so that every machine draws the
// same numbers to the last bit.
import type { Millis, Prng } from '@halley/model'

export interface Latency {
  readonly leastMs: number
  /** Added at the most in ordinary cases; most draws stay far below. */
  readonly spreadMs: number
  /** Probability of a slow case, and how long that may take. */
  readonly slowChance: number
  readonly slowMs: number
}

/** Always the same. */
export function exactly(ms: number): Latency {
  return { leastMs: ms, spreadMs: 0, slowChance: 0, slowMs: 0 }
}

/** Without the slow cases. */
export function steady(latency: Latency): Latency {
  return { ...latency, slowChance: 0 }
}

export function draw({ leastMs, spreadMs, slowChance, slowMs }: Latency, prng: Prng): Millis {
  if (slowChance > 0 && prng.chance(slowChance)) return leastMs + prng.next() * slowMs
  if (spreadMs === 0) return leastMs
  const share = prng.next()
  return leastMs + share * share * share * spreadMs
}
