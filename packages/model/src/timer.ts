// A timer of an object: when its onTimer is to run next. Timers belong to a version, like its state: they are replicated and
// superseded with it.
//
// A timer that repeats is spread when it is set: by up to a tenth of its interval, and at most SPREAD_MS, as its object's key and
// its name decide. Objects that were put together therefore do not tick together, and each keeps its own beat ever after. What
// runs at every replica is spread once more, by the node, so that the replicas of an object do not tick together either.
//
// Whoever is late runs once: `due` is when it should have run first, `missed` how many ticks came after that one.
import { sha256 } from './key.ts'
import type { Millis } from './time.ts'

/** primary: once for the object, by the first of its homes that is up; replica: at each of its homes, for that one's own state. */
export type TimerPlace = 'primary' | 'replica'

export interface Timer {
  readonly name: string
  /** When it runs next; of a timer at every replica, when it runs first, and from when the ticks are counted. */
  readonly due: Millis
  /** Milliseconds from one tick to the next; absent: it runs once. */
  readonly every?: Millis
  readonly on: TimerPlace
  /** How often a timer that runs once has failed. */
  readonly failures?: number
}

/** A tick: what onTimer is told. */
export interface Tick {
  readonly name: string
  /** When it was due: of several that were missed, the first. */
  readonly due: Millis
  /** Ticks after that one which nobody ran either. */
  readonly missed: number
  readonly on: TimerPlace
}

/** Longest time by which a timer is spread, in milliseconds. */
const SPREAD_MS = 30_000

/** By how much what happens every so often, to be spread over all `name`s, is late for this one. */
export function spreadOf(name: string, everyMs: Millis): Millis {
  const share = Number.parseInt(sha256(name).slice(0, 8), 16) / 2 ** 32
  return Math.floor(share * Math.min(SPREAD_MS, everyMs / 10))
}

/** Ticks that are over at `now`, after the first one at `due`. */
export function missedBy(due: Millis, every: Millis | undefined, now: Millis): number {
  return every === undefined ? 0 : Math.max(0, Math.floor((now - due) / every))
}

/**
 * When a timer that runs at every replica is due at this node.
 *
 * @param done the due time of the last tick that the node has done; nothing if it has done none
 * @returns nothing where all is done
 */
export function dueHere(id: string, timer: Timer, done: Millis | undefined): Millis | undefined {
  const { due, every } = timer
  const first = every === undefined ? due : due + spreadOf(`${timer.name}\n${id}`, every)
  if (done === undefined || done < first) return first
  return every === undefined ? undefined : first + every * (missedBy(first, every, done) + 1)
}
