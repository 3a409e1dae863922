// (N, R, W) of Dynamo, section 4.5: copies, answers that a read waits for, acknowledgements that a write waits for.
import { ModelError } from './errors.ts'
import { REPLICAS } from './limits.ts'

export interface Quorum {
  readonly n: number
  readonly r: number
  readonly w: number
}

/** Dynamo's typical configuration. */
export const DEFAULT_QUORUM: Quorum = Object.freeze({ n: 3, r: 2, w: 2 })

/**
 * `wished` completed by `base`. R and W that were not wished for follow a smaller N down.
 * @throws ModelError QUORUM_INVALID unless 1 ≤ R, W ≤ N ≤ REPLICAS, all whole numbers
 */
export function parseQuorum(
  wished: { n?: unknown; r?: unknown; w?: unknown },
  base: Quorum = DEFAULT_QUORUM
): Quorum {
  const n = whole('N', wished.n ?? base.n, REPLICAS)
  const r = whole('R', wished.r ?? Math.min(base.r, n), n)
  const w = whole('W', wished.w ?? Math.min(base.w, n), n)
  return { n, r, w }
}

function whole(name: string, value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new ModelError(
    'QUORUM_INVALID',
    `${name} is ${String(value)}; a whole number from 1 to ${most} is allowed`
  )
}
