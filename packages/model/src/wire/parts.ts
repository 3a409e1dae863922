// The parts that records, requests and messages have in common: keys, dots, vectors, quorums, timers, coordinates.
import type { Coordinate } from '../coordinate.ts'
import { type Key, parseKey } from '../key.ts'
import {
  COORDINATE_DIMENSIONS,
  COORDINATE_MS,
  KEY_BYTES,
  NODE_ID_CHARACTERS,
  TIMER_EVERY_MS,
  TIMER_NAME_BYTES,
  TIMERS,
  VECTOR_ENTRIES
} from '../limits.ts'
import { parseQuorum, type Quorum } from '../quorum.ts'
import type { NodeId } from '../request.ts'
import type { Timer } from '../timer.ts'
import type { Actor, Dot, VersionVector } from '../version.ts'
import { KnownTexts } from './known.ts'
import { type Reader, WireError } from './reader.ts'
import type { Writer } from './writer.ts'

/** For results that are put together part by part. */
export type Draft<T> = { -readonly [P in keyof T]: T[P] }

export const ACTOR_DIGITS = 16

const KEYS = new KnownTexts(4_096, parseKey)

export function readKey(from: Reader): Key {
  return from.known(KEYS, 'the key', KEY_BYTES)
}

export function readNode(from: Reader): NodeId {
  return from.text('the node id', NODE_ID_CHARACTERS)
}

/** actor (8 bytes) · counter */
export function writeDot(to: Writer, { actor, counter }: Dot): void {
  to.hex(actor, ACTOR_DIGITS)
  to.whole(counter)
}

export function readDot(from: Reader): Dot {
  return { actor: from.actor(), counter: from.whole('the counter', 1) }
}

export function writeDots(to: Writer, dots: readonly Dot[]): void {
  to.whole(dots.length)
  for (const dot of dots) writeDot(to, dot)
}

/** number of entries · for each: actor (8 bytes), counter */
export function writeVector(to: Writer, vector: VersionVector): void {
  const actors = Object.keys(vector)
  to.whole(actors.length)
  for (const actor of actors) {
    to.hex(actor, ACTOR_DIGITS)
    to.whole(vector[actor] as number)
  }
}

export function readVector(from: Reader): VersionVector {
  const vector: Record<Actor, number> = {}
  for (let left = from.whole('the entries of the vector', 0, VECTOR_ENTRIES); left > 0; left--) {
    const actor = from.actor()
    if (vector[actor] !== undefined) throw new WireError('an actor has two entries')
    vector[actor] = from.whole('a counter', 1)
  }
  return vector
}

/** N · R · W, a byte each */
export function writeQuorum(to: Writer, { n, r, w }: Quorum): void {
  to.byte(n)
  to.byte(r)
  to.byte(w)
}

export function readQuorum(from: Reader): Quorum {
  return parseQuorum({ n: from.byte(), r: from.byte(), w: from.byte() })
}

const [EVERY, FAILURES] = [1, 2]
const PLACES = ['primary', 'replica'] as const

/** number of timers · for each: flags (every, failures) · name · due · place (1 byte) · every · failures */
export function writeTimers(to: Writer, timers: readonly Timer[]): void {
  to.whole(timers.length)
  for (const { name, due, every, on, failures } of timers) {
    to.byte((every === undefined ? 0 : EVERY) | (failures === undefined ? 0 : FAILURES))
    to.text(name)
    to.whole(due)
    to.byte(PLACES.indexOf(on))
    if (every !== undefined) to.whole(every)
    if (failures !== undefined) to.whole(failures)
  }
}

export function readTimers(from: Reader): readonly Timer[] {
  return from.list('timers', TIMERS, () => {
    const flags = from.flags('the timer', EVERY | FAILURES)
    const timer: Draft<Timer> = {
      name: from.utf8('the name of a timer', TIMER_NAME_BYTES),
      due: from.whole('due'),
      on: from.oneOf('the place of a timer', PLACES)
    }
    if (flags & EVERY) timer.every = from.whole('every', TIMER_EVERY_MS)
    if (flags & FAILURES) timer.failures = from.whole('failures', 1)
    return timer
  })
}

/** COORDINATE_DIMENSIONS places · height · error, each as float32: coordinates are told in steps that it holds. */
export function writeCoordinate(to: Writer, { vector, height, error }: Coordinate): void {
  for (const place of vector) to.float32(place)
  to.float32(height)
  to.float32(error)
}

export function readCoordinate(from: Reader): Coordinate {
  const vector: number[] = []
  for (let left = COORDINATE_DIMENSIONS; left > 0; left--)
    vector.push(within(from.float32(), 'a place', -COORDINATE_MS, COORDINATE_MS))
  return {
    vector,
    height: within(from.float32(), 'the height', 0, COORDINATE_MS),
    error: within(from.float32(), 'the error', 0, 1)
  }
}

function within(number: number, name: string, least: number, most: number): number {
  if (number >= least && number <= most) return number
  throw new WireError(`${name} is ${number}; a number from ${least} to ${most} is allowed`)
}
