// How many concurrent versions an object may have, and how many bytes they may take together.
import {
  amend,
  type Edit,
  type Failure,
  type ObjectRecord,
  SIBLINGS,
  SIBLINGS_BYTES,
  type Sibling,
  siblingBytes
} from '@halley/model'

/** Why these edits may not be made: they leave too much behind, and no less than there was. */
export function siblingsFull(record: ObjectRecord, edits: readonly Edit[]): Failure | undefined {
  if (edits.length === 0) return undefined
  const before = record.siblings
  const after = amend(record, NOBODY, edits).siblings
  if (after.length > SIBLINGS && after.length >= before.length) {
    const message = `the object would have ${after.length} concurrent versions, ${SIBLINGS} are allowed; ${ADVICE}`
    return { code: 'SIBLINGS_FULL', message, details: { used: after.length, allowed: SIBLINGS } }
  }
  const bytes = bytesOf(after)
  if (after.length > 1 && bytes > SIBLINGS_BYTES && bytes > bytesOf(before)) {
    const message = `the object's concurrent versions would take ${bytes} bytes, ${SIBLINGS_BYTES} are allowed; ${ADVICE}`
    return { code: 'SIBLINGS_FULL', message, details: { used: bytes, allowed: SIBLINGS_BYTES } }
  }
  return undefined
}

const ADVICE = 'get it, and put with the context that the get answers'

/** The dots of a trial do not matter. */
const NOBODY = '0000000000000000'

function bytesOf(siblings: readonly Sibling[]): number {
  return siblings.reduce((sum, sibling) => sum + siblingBytes(sibling), 0)
}
