// A copy as the index has it: where it lies, what it is compared by, and what it takes up.
import {
  type Bits64,
  digestOf,
  type Holding,
  holdingsOf,
  type IndexMark,
  isApart,
  isNothing,
  type Key,
  type ObjectRecord,
  positionOf,
  spentSince
} from '@halley/model'

export interface Row {
  readonly n: number
  readonly position: Bits64
  readonly digest: Bits64
  readonly held: readonly Holding[]
}

/** The row of a copy that is indexed under `n`; none for a record that knows nothing. */
export function rowOf(key: Key, record: ObjectRecord, local: Uint8Array | null, n: number): Row | undefined {
  if (isNothing(record)) return undefined
  return { n, position: positionOf(key), digest: digestOf(key, record), held: holdingsOf(record, local) }
}

/** What the index is to say of the copy. */
export function indexMark({ n, digest, held }: Row, record: ObjectRecord, epoch: number): IndexMark {
  const since = spentSince(record)
  const spentAt = since === undefined ? 0 : Math.max(1, Math.ceil(since / 1_000))
  return { n, digest, epoch, spentAt, held, ...(isApart(record, ALWAYS) ? { apart: true as const } : {}) }
}

/** A moment at which nothing has expired yet. */
export const ALWAYS = Number.NEGATIVE_INFINITY
