// Which entries of a version vector may go. An object that is written for long meets ever more databases, and each leaves an
// entry; most of them name events that everybody has known for long.
//
// Each entry has a time: of the last event that changed something about its actor, which is one that it wrote, or one that
// superseded a version of its. An entry is dropped if it is not among the `keep` latest ones, its time lies further behind the
// latest of the vector than the grace time, and no version of its actor is there. Beyond VECTOR_LATEST entries age does not
// matter. Nothing but the record decides, so replicas that know the same drop the same.
//
// What is lost with an entry is the knowledge that its events happened, and that is:
//
//   for a copy that slept for longer than the grace time   what was superseded meanwhile looks like news, and becomes a sibling:
//                                                          seen too often, never lost
//   for the actor itself                                   what it has counted. It must never count again: a replica that
//                                                          prunes its own entry goes on under another name (replica.ts)
//   for a client with a context that names it              the context is refused as one that nobody knows
//
// Superseding counts as an event of the superseded actor, because else a version that stood for long would be forgotten in the
// moment it was superseded, and every home that had not heard of it would bring it back.
import { VECTOR_LATEST } from './limits.ts'
import type { Millis } from './time.ts'
import type { Actor, Dot, EntryTimes, VersionVector } from './version.ts'

export interface Pruning {
  /** Entries that are never too old: the latest ones. */
  readonly keep: number
  /** How far behind the latest entry another one may lie, in milliseconds. */
  readonly graceMs: Millis
}

/** As much of a record as pruning looks at. */
interface Prunable {
  readonly context: VersionVector
  readonly times?: EntryTimes
  readonly siblings: readonly { readonly dot: Dot }[]
}

/** The same record, without the entries that may go. */
export function prune<Record extends Prunable>(record: Record, { keep, graceMs }: Pruning): Record {
  const actors = Object.keys(record.context)
  if (actors.length <= keep) return record
  const { times = {} } = record
  const timeOf = (actor: Actor): number => times[actor] ?? 0
  const latestFirst = actors.toSorted((a, b) => timeOf(b) - timeOf(a) || (a < b ? -1 : 1))
  const oldest = timeOf(latestFirst[0] as Actor) - graceMs / 1_000
  const present = new Set(record.siblings.map(({ dot }) => dot.actor))
  const gone = latestFirst.filter((actor, rank) => {
    if (rank < keep || present.has(actor)) return false
    return rank >= VECTOR_LATEST || timeOf(actor) < oldest
  })
  if (gone.length === 0) return record
  const context = { ...record.context }
  const rest = { ...times }
  for (const actor of gone) {
    delete context[actor]
    delete rest[actor]
  }
  return { ...record, context, times: rest }
}

/** The times after an event at `now` that changed something about the actors. */
export function touch(times: EntryTimes | undefined, actors: Iterable<Actor>, now: Millis): EntryTimes {
  const touched = { ...times }
  const at = eventTime(Object.values(touched), now)
  if (at > 0) for (const actor of actors) touched[actor] = at
  return touched
}

/** Of each entry the later time. */
export function joinTimes(a: EntryTimes = {}, b: EntryTimes = {}): EntryTimes {
  if (isLater(a, b)) return a
  const joined: Record<Actor, number> = { ...a }
  for (const actor in b) joined[actor] = Math.max(joined[actor] ?? 0, b[actor] as number)
  return joined
}

/** Whether no entry of `b` has a later time than in `a`. */
export function isLater(a: EntryTimes = {}, b: EntryTimes = {}): boolean {
  for (const actor in b) if ((a[actor] ?? 0) < (b[actor] as number)) return false
  return true
}

// The clocks of coordinators differ. One that is behind takes the latest time that is there: an event must not look old when
// it happens. Where the latest is days ahead, some clock was broken; then each event counts a second, so that the order of
// the events goes on.
function eventTime(times: readonly number[], now: Millis): number {
  const latest = Math.max(0, ...times)
  const seconds = Math.floor(now / 1_000)
  if (latest > seconds + AHEAD_SECONDS) return Math.min(latest + 1, LAST_SECOND)
  return Math.min(Math.max(latest, seconds), LAST_SECOND)
}

const AHEAD_SECONDS = 2 * 24 * 3_600

/** The latest time that four bytes hold: in the year 2106. */
const LAST_SECOND = 2 ** 32 - 1
