// Records, as disks hold them and messages carry them (the table is in docs/wire.md). A record that contradicts itself (a sibling
// whose event its own vector does not know, two siblings of one event) is refused: merging it could lose writes.
import {
  NODE_ID_CHARACTERS,
  RECORD_SIBLINGS,
  VALUE_BYTES,
  VECTOR_COUNTER,
  VECTOR_ENTRIES
} from '../limits.ts'
import type { ObjectRecord, Sibling } from '../record.ts'
import { type Actor, compareDots, covers, type EntryTimes, type VersionVector } from '../version.ts'
import { readCode, writeCode } from './code.ts'
import {
  ACTOR_DIGITS,
  type Draft,
  readDot,
  readQuorum,
  readTimers,
  writeDot,
  writeQuorum,
  writeTimers
} from './parts.ts'
import { type Reader, WireError } from './reader.ts'
import type { Writer } from './writer.ts'

/**
 * number of entries · for each: actor (8 bytes), counter, time in seconds or 0
 * · number of siblings · the siblings in the order of their dots
 */
export function writeRecord(to: Writer, { context, times, siblings }: ObjectRecord): void {
  const actors = Object.keys(context)
  to.whole(actors.length)
  for (const actor of actors) {
    to.hex(actor, ACTOR_DIGITS)
    to.whole(context[actor] as number)
    to.whole(times?.[actor] ?? 0)
  }
  to.whole(siblings.length)
  for (const sibling of siblings) writeSibling(to, sibling)
}

export function readRecord(from: Reader): ObjectRecord {
  const known = readEntries(from)
  const siblings: Sibling[] = []
  for (let left = from.whole('the siblings', 0, RECORD_SIBLINGS); left > 0; left--) {
    const sibling = readSibling(from)
    if (!covers(known.context, sibling.dot)) throw new WireError('a sibling is unknown to the vector')
    const before = siblings.at(-1)
    const order = before === undefined ? -1 : compareDots(before.dot, sibling.dot)
    if (order > 0) throw new WireError('siblings are out of order')
    if (order === 0) throw new WireError('two siblings of one event')
    siblings.push(sibling)
  }
  return { ...known, siblings }
}

function readEntries(from: Reader): { context: VersionVector; times?: EntryTimes } {
  const context: Record<Actor, number> = {}
  let times: Record<Actor, number> | undefined
  for (let left = from.whole('the entries of the vector', 0, VECTOR_ENTRIES); left > 0; left--) {
    const actor = from.actor()
    if (context[actor] !== undefined) throw new WireError('an actor has two entries')
    context[actor] = from.whole('a counter', 1, VECTOR_COUNTER)
    const time = from.whole('a time', 0, MOST_TIME)
    if (time > 0) {
      times ??= {}
      times[actor] = time
    }
  }
  return times === undefined ? { context } : { context, times }
}

/** Seconds since 1970: until 2106. */
const MOST_TIME = 2 ** 32 - 1

const [CODE, TIMERS, QUORUM, OWNER, EXPIRES] = [1, 2, 4, 8, 16]
const KINDS = ['value', 'tombstone'] as const

/**
 * kind (1 byte) · flags (code, timers, quorum, owner, expiresAt) · dot · born (8 bytes) · writtenAt · state
 * · code · timers · quorum · owner · expiresAt
 */
function writeSibling(to: Writer, sibling: Sibling): void {
  const { code, timers, quorum, owner, expiresAt } = sibling
  to.byte(KINDS.indexOf(sibling.kind))
  to.byte(
    (code === undefined ? 0 : CODE) |
      (timers === undefined ? 0 : TIMERS) |
      (quorum === undefined ? 0 : QUORUM) |
      (owner === undefined ? 0 : OWNER) |
      (expiresAt === undefined ? 0 : EXPIRES)
  )
  writeDot(to, sibling.dot)
  to.hex(sibling.born, LIFE_DIGITS)
  to.whole(sibling.writtenAt)
  to.bytes(sibling.state)
  if (code !== undefined) writeCode(to, code)
  if (timers !== undefined) writeTimers(to, timers)
  if (quorum !== undefined) writeQuorum(to, quorum)
  if (owner !== undefined) to.text(owner)
  if (expiresAt !== undefined) to.whole(expiresAt)
}

function readSibling(from: Reader): Sibling {
  const kind = from.oneOf('the kind', KINDS)
  const flags = from.flags('the sibling', CODE | TIMERS | QUORUM | OWNER | EXPIRES)
  const sibling: Draft<Sibling> = {
    dot: readDot(from),
    kind,
    born: from.hex(LIFE_DIGITS / 2),
    writtenAt: from.whole('writtenAt'),
    state: from.bytes('the state', VALUE_BYTES)
  }
  if (flags & CODE) sibling.code = readCode(from)
  if (flags & TIMERS) sibling.timers = readTimers(from)
  if (flags & QUORUM) sibling.quorum = readQuorum(from)
  if (flags & OWNER) sibling.owner = from.text('the owner', NODE_ID_CHARACTERS)
  if (flags & EXPIRES) sibling.expiresAt = from.whole('expiresAt')
  return sibling
}

const LIFE_DIGITS = 16
