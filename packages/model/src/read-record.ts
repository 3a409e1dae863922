// The checked reading of a record's parts from decoded structures. A record that contradicts itself (a sibling whose
// event its own vector does not know, two siblings of one event) is refused: merging it could lose writes.

import { sha256 } from './key.ts'
import {
  CODE_BYTES,
  HANDLER_CHARACTERS,
  HANDLERS,
  NODE_ID_CHARACTERS,
  RECORD_SIBLINGS,
  SIGNATURE_CHARACTERS,
  TIMER_EVERY_MS,
  TIMER_NAME_BYTES,
  TIMERS,
  VALUE_BYTES,
  VECTOR_ENTRIES
} from './limits.ts'
import { readPackedVector } from './packed-vector.ts'
import { parseQuorum, type Quorum } from './quorum.ts'
import type { Code, ObjectRecord, Sibling } from './record.ts'
import { bytes, fields, list, oneOf, optional, ShapeError, text, utf8, whole } from './shape.ts'
import type { Timer } from './timer.ts'
import { compareDots, covers, type Dot, sameDot, type VersionVector } from './version.ts'

export function readVector(thing: unknown): VersionVector {
  const found = fields(thing, 'the vector')
  const actors = Object.keys(found)
  if (actors.length > VECTOR_ENTRIES)
    throw new ShapeError(`the vector has ${actors.length} entries; at most ${VECTOR_ENTRIES} are allowed`)
  for (const actor of actors) {
    readActor(actor)
    whole(found[actor], 'a counter', 1)
  }
  return found as VersionVector
}

export function readDot(thing: unknown): Dot {
  const { actor, counter } = fields(thing, 'the dot')
  return { actor: readActor(actor), counter: whole(counter, 'the counter', 1) }
}

export function readRecord(thing: unknown): ObjectRecord {
  const found = fields(thing, 'the record')
  const { context, ...times } = readPackedVector(found.context)
  const siblings = list(found.siblings, 'siblings', RECORD_SIBLINGS, readSibling)
  siblings.forEach((sibling, at) => {
    if (!covers(context, sibling.dot)) throw new ShapeError('a sibling is unknown to the vector')
    const before = siblings[at - 1]
    if (before !== undefined && compareDots(before.dot, sibling.dot) > 0)
      throw new ShapeError('siblings are out of order')
    if (before !== undefined && sameDot(before.dot, sibling.dot))
      throw new ShapeError('two siblings of one event')
  })
  return { context, ...times, siblings }
}

export function readQuorum(thing: unknown): Quorum {
  return parseQuorum(fields(thing, 'the quorum'))
}

function readSibling(thing: unknown): Sibling {
  const found = fields(thing, 'the sibling')
  return {
    dot: readDot(found.dot),
    kind: oneOf(found.kind, 'kind', ['value', 'tombstone']),
    ...optional('code', found.code, readCode),
    state: bytes(found.state, 'the state', VALUE_BYTES),
    ...optional('timers', found.timers, readTimers),
    ...optional('quorum', found.quorum, readQuorum),
    born: readLife(found.born),
    ...optional('owner', found.owner, (owner) => text(owner, 'the owner', NODE_ID_CHARACTERS)),
    writtenAt: whole(found.writtenAt, 'writtenAt'),
    ...optional('expiresAt', found.expiresAt, (at) => whole(at, 'expiresAt'))
  }
}

function readCode(thing: unknown): Code {
  const found = fields(thing, 'the code')
  const source = utf8(found.source, 'the source', CODE_BYTES)
  const hash = text(found.hash, 'the hash', 64)
  if (hash !== sha256(source)) throw new ShapeError('the hash is not that of the source')
  return {
    source,
    hash,
    handlers: list(found.handlers, 'handlers', HANDLERS, (name) =>
      text(name, 'a handler', HANDLER_CHARACTERS)
    ),
    ...optional('signature', found.signature, readSignature)
  }
}

export function readSignature(thing: unknown): string {
  return text(thing, 'the signature', SIGNATURE_CHARACTERS)
}

export function readTimers(thing: unknown): readonly Timer[] {
  return list(thing, 'timers', TIMERS, (item) => {
    const found = fields(item, 'the timer')
    return {
      name: utf8(found.name, 'the name of a timer', TIMER_NAME_BYTES),
      due: whole(found.due, 'due'),
      ...optional('every', found.every, (every) => whole(every, 'every', TIMER_EVERY_MS)),
      on: oneOf(found.on, 'on', ['primary', 'replica']),
      ...optional('failures', found.failures, (failures) => whole(failures, 'failures', 1))
    }
  })
}

function readLife(thing: unknown): string {
  if (typeof thing === 'string' && /^[0-9a-f]{16}$/.test(thing)) return thing
  throw new ShapeError('a life is named by 16 hex digits')
}

function readActor(thing: unknown): string {
  if (typeof thing === 'string' && /^[0-9a-f]{16}$/.test(thing)) return thing
  throw new ShapeError('an actor is 16 hex digits')
}
