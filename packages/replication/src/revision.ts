// What a change makes of a copy's record: what it brings is merged in, entries of the vector that are too old go, and new
// versions get their dots.
//
// A database that has pruned its own entry no longer knows how far it had counted. If it began again at 1, its new dots would
// look like old ones to every copy that still has the entry, and its writes would be lost in silence. So from then on the copy
// is of a new epoch, and its dots are another actor's (see model/version.ts).
import {
  type Actor,
  actorOf,
  amend,
  type Dot,
  isNothing,
  type Millis,
  merge,
  type ObjectRecord,
  prune
} from '@halley/model'
import type { Change } from './copy.ts'

export interface VectorOptions {
  /** Entries of an object's version vector that are kept however old they are. The same at all nodes. */
  readonly vectorKeep: number
  /**
   * Milliseconds by which another entry may lie behind the latest one before it is dropped: for so long a copy may be away
   * before what was superseded meanwhile comes back as a sibling. The same at all nodes, and not less than the grace time: until
   * then copies that are kept for somebody are handed on without a question.
   */
  readonly vectorGraceMs: number
}

export interface Rules {
  /** Who issues the dots of the first epoch. */
  readonly actor: Actor
  readonly vectors: VectorOptions
  /** Whether a record is not worth keeping where there is none: see exchange/spent.ts. */
  readonly isSpent: (record: ObjectRecord) => boolean
  readonly now: () => Millis
}

export interface Revision {
  readonly record: ObjectRecord
  /** Of the new versions. */
  readonly dots: readonly Dot[]
  readonly epoch: number
}

/** @param renew a new epoch, later than any */
export function revise(
  before: { readonly record: ObjectRecord; readonly epoch: number },
  change: Change,
  { actor, vectors, isSpent, now }: Rules,
  renew: () => number
): Revision {
  const pruned = (record: ObjectRecord): ObjectRecord =>
    prune(record, { keep: vectors.vectorKeep, graceMs: vectors.vectorGraceMs })
  let { record, epoch } = before
  const learn = (next: ObjectRecord): void => {
    const own = actorOf(actor, epoch)
    const known = record.context[own]
    record = next
    if (known !== undefined && record.context[own] === undefined) epoch = renew()
  }

  learn(pruned(learnt(before.record, change, isSpent)))
  const edits = change.edits ?? []
  if (edits.length === 0) return { record, dots: [], epoch }
  const writer = actorOf(actor, epoch)
  const known = record.context[writer] ?? 0
  const amended = amend(record, writer, edits, now())
  const made = (amended.context[writer] ?? 0) - known
  learn(pruned(amended))
  const dots = Array.from({ length: made }, (_, at) => ({ actor: writer, counter: known + at + 1 }))
  return { record, dots, epoch }
}

function learnt(
  known: ObjectRecord,
  { record, edits = [] }: Change,
  isSpent: (record: ObjectRecord) => boolean
): ObjectRecord {
  if (record === undefined) return known
  if (isNothing(known) && edits.length === 0 && isSpent(record)) return known
  return merge(known, record)
}
