// A record is the stored form of an object: a version vector and the siblings that nothing has superseded.
// Records only grow in knowledge: `merge` is associative, commutative and idempotent, so replicas may hear of
// versions in any order, any number of times, and still agree. What is known to all for long is forgotten again (pruning.ts).
import { VECTOR_LATEST } from './limits.ts'
import { isLater, joinTimes, prune, touch } from './pruning.ts'
import type { Quorum } from './quorum.ts'
import type { Millis } from './time.ts'
import type { Timer } from './timer.ts'
import {
  type Actor,
  compareDots,
  covers,
  type Dot,
  descends,
  EMPTY_VECTOR,
  type EntryTimes,
  join,
  sameDot,
  type VersionVector,
  withDot
} from './version.ts'

/** Handlers of an object, as its author wrote them. */
export interface Code {
  readonly source: string
  /** SHA-256 of the source's UTF-8 bytes, in hex: clients may pin it. */
  readonly hash: string
  /** Names of the handlers it defines, so that no sandbox is woken for one that is not there. */
  readonly handlers: readonly string[]
  /** By which an operator answers for it, in a form that only the nodes' adapters read. */
  readonly signature?: string
}

/** What one version of an object is: a value (with code: an active object) or the mark of its deletion. */
export interface Content {
  readonly kind: 'value' | 'tombstone'
  /** Absent for a passive value. */
  readonly code?: Code
  /** The state, encoded (see value.ts). Empty for a tombstone. */
  readonly state: Uint8Array
  /** In the order of their names; absent where there are none. */
  readonly timers?: readonly Timer[]
  /** The object's own replication, if it asked for other than the operator's default. */
  readonly quorum?: Quorum
  /**
   * Names the object's life, from its creation to its deletion or expiry: 16 hex digits. A replica's own state belongs
   * to one life, and the next object of the same key does not see it.
   */
  readonly born: string
  /** The node whose client put it: what it takes up on disks, and what its handlers cost, is charged there. */
  readonly owner?: string
  /** Milliseconds since the epoch, by the coordinator's clock: for people, never for ordering. */
  readonly writtenAt: number
  /** Milliseconds since the epoch after which the version counts as absent. */
  readonly expiresAt?: number
}

/** One version, and the event that wrote it. */
export interface Sibling extends Content {
  readonly dot: Dot
}

/** All that a replica knows of an object. Siblings are in the order of `compareDots`. */
export interface ObjectRecord {
  readonly context: VersionVector
  /** Of the entries of `context`; they decide which of them may be forgotten, and nothing else. */
  readonly times?: EntryTimes
  readonly siblings: readonly Sibling[]
}

/** What a record knows, without what it holds: enough to tell whether another one knows all of it. */
export interface Knowledge {
  readonly context: VersionVector
  readonly siblings: readonly { readonly dot: Dot }[]
}

export const EMPTY_RECORD: ObjectRecord = Object.freeze({
  context: EMPTY_VECTOR,
  siblings: Object.freeze([]) as readonly Sibling[]
})

/** A change to a record: a new version (or none) that supersedes the versions with these dots. */
export interface Edit {
  readonly supersedes: readonly Dot[]
  readonly content?: Content
}

/** What both sides know together. */
export function merge(a: ObjectRecord, b: ObjectRecord): ObjectRecord {
  if (a === b || outdates(a, b)) return a
  if (outdates(b, a)) return b
  const kept = new Map<string, Sibling>()
  for (const sibling of a.siblings) {
    if (!covers(b.context, sibling.dot) || holds(b, sibling.dot)) kept.set(dotKey(sibling.dot), sibling)
  }
  for (const sibling of b.siblings) {
    if (!covers(a.context, sibling.dot) || holds(a, sibling.dot)) kept.set(dotKey(sibling.dot), sibling)
  }
  const siblings = [...kept.values()].sort(bySiblingDot)
  const times = joinTimes(a.times, b.times)
  return prune({ ...timed(times), context: join(a.context, b.context), siblings }, TO_FIT)
}

// What comes of a merge can be stored and sent.
const TO_FIT = { keep: VECTOR_LATEST, graceMs: 0 }

function outdates(a: ObjectRecord, b: ObjectRecord): boolean {
  return includes(a, b) && isLater(a.times, b.times)
}

function timed(times: EntryTimes): { times?: EntryTimes } {
  for (const _ in times) return { times }
  return {}
}

/** Whether `a` already knows all that `b` knows: merging `b` into it would change nothing. */
export function includes(a: Knowledge, b: Knowledge): boolean {
  if (!descends(a.context, b.context)) return false
  // A sibling of `a` that `b` knows of but no longer holds has been superseded: `b` knows more there.
  for (const sibling of a.siblings) if (covers(b.context, sibling.dot) && !holds(b, sibling.dot)) return false
  return true
}

/** Whether it knows of no event at all: what is held of a key that nobody ever wrote. */
export function isNothing({ context }: Knowledge): boolean {
  for (const _ in context) return false
  return true
}

/** Whether both hold the same versions and know the same events. */
export function sameRecord(a: ObjectRecord, b: ObjectRecord): boolean {
  return a === b || (includes(a, b) && includes(b, a))
}

/** The next event that `actor` may issue on this record. */
export function nextDot(record: ObjectRecord, actor: Actor): Dot {
  return { actor, counter: (record.context[actor] ?? 0) + 1 }
}

/** The record after `edits` at `now`, each new version under a fresh dot of `actor`. */
export function amend(
  record: ObjectRecord,
  actor: Actor,
  edits: readonly Edit[],
  now: Millis = 0
): ObjectRecord {
  let { context } = record
  const touched = new Set<Actor>()
  let siblings = [...record.siblings]
  for (const edit of edits) {
    siblings = siblings.filter(({ dot }) => {
      const isSuperseded = edit.supersedes.some((named) => sameDot(named, dot))
      if (isSuperseded) touched.add(dot.actor)
      return !isSuperseded
    })
    if (edit.content === undefined) continue
    const dot = nextDot({ context, siblings }, actor)
    context = withDot(context, dot)
    touched.add(actor)
    siblings.push({ ...edit.content, dot })
  }
  return { ...timed(touch(record.times, touched, now)), context, siblings: siblings.sort(bySiblingDot) }
}

/** The (N, R, W) that the object chose, if it did: its latest version's by dot. */
export function ownQuorum({ siblings }: ObjectRecord): Quorum | undefined {
  return siblings.at(-1)?.quorum
}

/** The versions that are there for a reader at `now`: neither tombstones nor expired. */
export function liveSiblings(record: ObjectRecord, now: number): readonly Sibling[] {
  return record.siblings.filter(
    (sibling) => sibling.kind === 'value' && !(sibling.expiresAt !== undefined && sibling.expiresAt <= now)
  )
}

/**
 * Since when nobody can read anything of the record: its last version was deleted or has expired. Nothing where a version
 * lives, or where nothing was ever written.
 */
export function spentSince({ siblings }: ObjectRecord): number | undefined {
  let since: number | undefined
  for (const { kind, writtenAt, expiresAt } of siblings) {
    const at = kind === 'tombstone' ? writtenAt : expiresAt
    if (at === undefined) return undefined
    since = Math.max(since ?? at, at)
  }
  return since
}

/**
 * The siblings as a reader should see them: of equal ones, one. A put that was retried through a second coordinator, or
 * two clients that wrote the same, make equals. They stay apart in the record, because a later write may have seen just
 * one of them: dropping the other in a merge would make `merge` depend on the order and lose a write.
 */
export function distinctSiblings(siblings: readonly Sibling[]): readonly Sibling[] {
  if (siblings.length < 2) return siblings
  return siblings.filter(
    (sibling, at) => !siblings.some((other, later) => later > at && sameContent(sibling, other))
  )
}

/** The events of all siblings that say the same as `sibling`, its own among them. */
export function dotsOfEquals(siblings: readonly Sibling[], sibling: Sibling): readonly Dot[] {
  return siblings.filter((other) => sameContent(sibling, other)).map(({ dot }) => dot)
}

function sameContent(a: Sibling, b: Sibling): boolean {
  return (
    a.kind === b.kind &&
    a.code?.hash === b.code?.hash &&
    a.code?.signature === b.code?.signature &&
    a.quorum?.n === b.quorum?.n &&
    a.quorum?.r === b.quorum?.r &&
    a.quorum?.w === b.quorum?.w &&
    a.expiresAt === b.expiresAt &&
    sameBytes(a.state, b.state)
  )
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function holds(record: Knowledge, dot: Dot): boolean {
  for (const sibling of record.siblings) if (sameDot(sibling.dot, dot)) return true
  return false
}

function bySiblingDot(a: Sibling, b: Sibling): number {
  return compareDots(a.dot, b.dot)
}

function dotKey(dot: Dot): string {
  return `${dot.actor}:${dot.counter}`
}
