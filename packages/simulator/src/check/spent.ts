// Where the grace time is short, what was deleted or has expired may be gone at one home already and not yet at another:
// both are as good as nothing.
import type { ObjectRecord } from '@halley/model'
import type { Plan } from '../plan.ts'

const NOTHING: ObjectRecord = { context: {}, siblings: [] }

/** Longer than any run. */
const LONG_MS = 3_600_000

export function orNothing(record: ObjectRecord | undefined, { world: { node } }: Plan): ObjectRecord {
  if (record === undefined) return NOTHING
  const isSpent = record.siblings.every(
    ({ kind, expiresAt }) => kind === 'tombstone' || expiresAt !== undefined
  )
  return isSpent && node.graceMs < LONG_MS ? NOTHING : record
}
