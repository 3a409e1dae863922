// How much a record holds, against what it may hold. Checked before a merge is kept: a record that could not be read
// back would be a lost one.
import { RECORD_BYTES, RECORD_SIBLINGS, VECTOR_COUNTER, VECTOR_ENTRIES } from './limits.ts'
import { type Content, merge, type ObjectRecord } from './record.ts'

/**
 * What both know together; or `a` alone, where that would be more than a record may hold. Nothing is lost by it: `b` stays where
 * it is, and comes into view once a write has superseded some of `a`.
 */
export function mergeToFit(a: ObjectRecord, b: ObjectRecord): ObjectRecord {
  const both = merge(a, b)
  const isOld = both === a || both === b
  return isOld || recordOverflow(both) === undefined ? both : a
}

/** Upper bound of the bytes that a sibling takes encoded. */
export function siblingBytes({ code, state, timers = [], owner = '' }: Content): number {
  const names = code?.handlers.reduce((sum, name) => sum + Buffer.byteLength(name) + NAME_OVERHEAD, 0) ?? 0
  const source =
    code === undefined ? 0 : Buffer.byteLength(code.source) + CODE_OVERHEAD + (code.signature?.length ?? 0)
  const armed = timers.reduce((sum, { name }) => sum + Buffer.byteLength(name) + TIMER_OVERHEAD, 0)
  return state.length + source + names + armed + owner.length + SIBLING_OVERHEAD
}

/** Why the record is too large to be kept, as a sentence; nothing if it is not. */
export function recordOverflow({ context, siblings }: ObjectRecord): string | undefined {
  const entries = Object.keys(context).length
  if (entries > VECTOR_ENTRIES)
    return `${entries} databases have written this object; at most ${VECTOR_ENTRIES} can be told apart`
  if (Object.values(context).some((counter) => counter > VECTOR_COUNTER))
    return 'a counter of the version vector has run out'
  if (siblings.length > RECORD_SIBLINGS)
    return `the object would have ${siblings.length} concurrent versions; at most ${RECORD_SIBLINGS} are kept`
  const bytes = siblings.reduce(
    (sum, sibling) => sum + siblingBytes(sibling),
    entries * ENTRY_BYTES + RECORD_OVERHEAD
  )
  if (bytes > RECORD_BYTES)
    return `the object's versions would take ${bytes} bytes; at most ${RECORD_BYTES} are kept`
  return undefined
}

/** The numbers of entries and siblings, and the head on the disk. */
const RECORD_OVERHEAD = 64

/** The length of a handler's name. */
const NAME_OVERHEAD = 3

/** Times, a place and their flags, three times over. */
const TIMER_OVERHEAD = 80

/** A dot, times, a quorum, a life, lengths: some 60 bytes; and what index and database need for the copy. */
const SIBLING_OVERHEAD = 256

/** Flags and lengths; and room for the hash in the memory of who reads it. */
const CODE_OVERHEAD = 128

/** An actor, its counter and its time: 21 bytes at most. */
const ENTRY_BYTES = 32
