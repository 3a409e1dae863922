// The checkers' own arithmetic of versions, written apart from the model's: a fault there must not hide itself here.
import type { Actor, Dot, Key, ObjectRecord, VersionVector } from '@halley/model'

/** Whether the vector knows the event. */
export function knows(vector: VersionVector, dot: Dot): boolean {
  return (vector[dot.actor] ?? 0) >= dot.counter
}

/** Whether every event that `b` knows is known to `a`. */
export function knowsAll(a: VersionVector, b: VersionVector): boolean {
  for (const actor in b) if ((a[actor] ?? 0) < (b[actor] ?? 0)) return false
  return true
}

/** What both know. */
export function joined(a: VersionVector | undefined, b: VersionVector): VersionVector {
  if (a === undefined || knowsAll(b, a)) return b
  const both: Record<Actor, number> = { ...a }
  for (const [actor, counter] of Object.entries(b)) both[actor] = Math.max(both[actor] ?? 0, counter)
  return both
}

/** The name of an event: counters are per object, so the key belongs to it. */
export function nameOf(key: Key, dot: Dot): string {
  return `${key} ${dot.actor}:${dot.counter}`
}

/** The record's versions by name, in one text that is equal for equal records. */
export function versionsOf({ context, siblings }: ObjectRecord): string {
  const known = Object.entries(context)
    .map(([actor, counter]) => `${actor}:${counter}`)
    .sort()
  const there = siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`).sort()
  return `${known.join(' ')} | ${there.join(' ')}`
}

/** Versions that the record has although `before` knew them superseded. */
export function resurrected(before: ObjectRecord, after: ObjectRecord): Dot[] {
  const then = new Set(before.siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`))
  return after.siblings
    .map(({ dot }) => dot)
    .filter((dot) => knows(before.context, dot) && !then.has(`${dot.actor}:${dot.counter}`))
}
