// The checkers' own arithmetic of versions, written apart from the model's: a fault there must not hide itself here.
import type { Actor, Dot, Key, Millis, ObjectRecord, VersionVector } from '@halley/model'
import type { ClockOptions } from '../clock.ts'
import type { Plan } from '../plan.ts'

/** Whether the vector knows the event. */
export function knows(vector: VersionVector, dot: Dot): boolean {
  return (vector[dot.actor] ?? 0) >= dot.counter
}

/** Whether every event that `b` knows is known to `a`. */
export function knowsAll(a: VersionVector, b: VersionVector): boolean {
  for (const actor in b) if ((a[actor] ?? 0) < (b[actor] ?? 0)) return false
  return true
}

/** Vectors of this world forget within a run, and what is away for longer than `ms` is forgotten. */
export function forgetsWithin(ms: Millis, { world: { node } }: Plan): boolean {
  return node.vectorGraceMs <= ms
}

/** No clock is farther ahead unless it was set. */
export const AHEAD: ClockOptions = { offsetMs: 5_000, drift: 0 }

/** Longer than any run. */
export const EVER_MS: Millis = 3_600_000

/** Shorter than many faults. */
const FAULTS_MS: Millis = 10_000

/**
 * Vectors forget while something is still wrong: then a copy that was out of reach brings back what was superseded meanwhile. So
 * do copies that stay for the sake of a home that died in a ring, and is its member as long as no operator removes it: before they
 * are older than the grace time nobody is asked about them.
 */
export function bringsBack(plan: Plan): boolean {
  const { world, faults } = plan
  const { placement, vectorGraceMs, graceMs } = world.node
  const removed = new Set(faults.map((step) => (step.do === 'remove' ? step.node : undefined)))
  const staysMember = faults.some((step) => step.do === 'die' && !removed.has(step.node))
  return forgetsWithin(FAULTS_MS, plan) || (placement === 'ring' && staysMember && vectorGraceMs < graceMs)
}

/**
 * What of the vector one who has `by` should know: not the actors of which there is no entry, where it may have forgotten them;
 * nothing, where what was forgotten comes back as it was once.
 */
export function remembered(vector: VersionVector, by: VersionVector, plan: Plan): VersionVector {
  if (Object.keys(by).length === 0 || !forgetsWithin(EVER_MS, plan)) return vector
  if (bringsBack(plan)) return {}
  return Object.fromEntries(Object.entries(vector).filter(([actor]) => by[actor] !== undefined))
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

/** Whether the record knows the event, and holds nothing of it any more. */
export function supersedes({ context, siblings }: ObjectRecord, dot: Dot): boolean {
  const there = siblings.some(
    (sibling) => sibling.dot.actor === dot.actor && sibling.dot.counter === dot.counter
  )
  return knows(context, dot) && !there
}

/** Versions that the record has although `before` knew them superseded. */
export function resurrected(before: ObjectRecord, after: ObjectRecord): Dot[] {
  const then = new Set(before.siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`))
  return after.siblings
    .map(({ dot }) => dot)
    .filter((dot) => knows(before.context, dot) && !then.has(`${dot.actor}:${dot.counter}`))
}
