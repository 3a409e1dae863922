// Version vectors with dots (Preguiça et al., "Dotted Version Vectors", 2010; the compact set form of Riak).
//
// Every write is one event, named by a *dot*: (actor, counter). A *vector* says which events are known: all of
// an actor's events up to its counter. A record is a vector and a set of siblings, each tagged with the dot
// that wrote it. Two records merge without loss: a sibling stays if both have it, or if the other side does not
// know its dot yet; whoever knows the dot but lacks the sibling has seen it superseded.
//
//   A: {a:1} [a1: x]      put through B without having seen x: {b:1} [b1: y]
//   merge:  {a:1, b:1} [a1: x, b1: y]        two siblings; a put with that context covers both
//
// A counter may be skipped but never used twice. Vectors hold no gaps, so a coordinator must know all its own
// earlier events on the key before it issues the next: it writes its own copy durably before anybody else
// hears of the dot.
//
// A vector forgets entries in the course of time (pruning.ts). An actor whose entry its own database has forgotten never writes
// again, for it could not tell how far it had counted.
//
// A copy may be dropped, once the key's homes have all of it, and with it goes what the database knew of its own events. If
// it went on counting where it stopped, the new vector would claim all earlier events, and versions that others still hold
// would count as superseded. So in both cases it goes on under another name: each copy has an *epoch*, higher than that of every
// copy of the key that was dropped before and of the entries that it has forgotten, and each epoch is an actor of its own.
import { sha256 } from './key.ts'

/** Who issues dots: one database of one node, for its whole life (a wiped disk is a new actor). 16 hex digits. */
export type Actor = string

/** One write event. */
export interface Dot {
  readonly actor: Actor
  readonly counter: number
}

/** Known events: for each actor, all up to and including the counter. */
export type VersionVector = Readonly<Record<Actor, number>>

/** When something about an entry's actor changed last, in seconds since 1970; an entry without a time is as old as can be. */
export type EntryTimes = Readonly<Record<Actor, number>>

export const EMPTY_VECTOR: VersionVector = Object.freeze({})

/** Who issues the dots of a copy: the database itself in the first epoch, and a name derived from it in later ones. */
export function actorOf(database: Actor, epoch: number): Actor {
  return epoch === 0 ? database : sha256(`${database}/${epoch}`).slice(0, 16)
}

/** Whether `vector` knows the event `dot`. */
export function covers(vector: VersionVector, dot: Dot): boolean {
  return dot.counter <= (vector[dot.actor] ?? 0)
}

/** Whether `a` knows every event that `b` knows. */
export function descends(a: VersionVector, b: VersionVector): boolean {
  for (const actor in b) if ((a[actor] ?? 0) < (b[actor] as number)) return false
  return true
}

/** The events known to either side. */
export function join(a: VersionVector, b: VersionVector): VersionVector {
  if (descends(a, b)) return a
  const joined: Record<Actor, number> = { ...a }
  for (const actor in b) joined[actor] = Math.max(joined[actor] ?? 0, b[actor] as number)
  return joined
}

/** The vector that knows `dot` (and with it every earlier event of its actor) besides `vector`. */
export function withDot(vector: VersionVector, dot: Dot): VersionVector {
  return { ...vector, [dot.actor]: Math.max(vector[dot.actor] ?? 0, dot.counter) }
}

/** Whether both name the same event. */
export function sameDot(a: Dot, b: Dot): boolean {
  return a.counter === b.counter && a.actor === b.actor
}

/** A total order of dots, for listings and for picking one of several equals; it says nothing about time. */
export function compareDots(a: Dot, b: Dot): number {
  if (a.counter !== b.counter) return a.counter - b.counter
  return a.actor < b.actor ? -1 : a.actor > b.actor ? 1 : 0
}

/** `a1b2c3d4:7`, how people see a dot: enough of the actor to tell replicas apart. */
export function showDot(dot: Dot): string {
  return `${dot.actor.slice(0, 8)}:${dot.counter}`
}
