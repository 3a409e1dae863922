// The checked reading of messages, requests and responses from decoded structures.
import { readCoordinate } from './coordinate.ts'
import { parseKey } from './key.ts'
import {
  CAPABILITY_CHARACTERS,
  CODE_BYTES,
  HANDLER_CHARACTERS,
  HANDLERS,
  NODE_ID_CHARACTERS,
  PAYLOAD_BYTES,
  RECORD_SIBLINGS,
  REPLICAS,
  VALUE_BYTES
} from './limits.ts'
import type { Message } from './message.ts'
import { parsePin } from './pin.ts'
import { COMPARISONS, readComparison } from './read-comparison.ts'
import { readFailure } from './read-failure.ts'
import { LEASES, readLease } from './read-lease.ts'
import { readDigest, readMembers, readPartitions } from './read-member.ts'
import { readDot, readQuorum, readRecord, readSignature, readTimers, readVector } from './read-record.ts'
import { readSpent } from './read-spent.ts'
import type {
  Caller,
  ClientRequest,
  ClientResponse,
  ReplicaSummary,
  Reply,
  Usage,
  VersionSummary
} from './request.ts'
import {
  bytes,
  type Fields,
  fields,
  list,
  oneOf,
  optional,
  readTrue,
  ShapeError,
  text,
  utf8,
  whole
} from './shape.ts'

const TYPES = [
  'request',
  'response',
  'confirm',
  'confirmed',
  'reply',
  'read',
  'record',
  'write',
  'stored',
  'failed',
  'ping',
  'pong',
  'gossip',
  'gossiped',
  'members',
  ...COMPARISONS,
  ...LEASES
] as const

export function readMessage(thing: unknown): Message {
  const found = fields(thing, 'the message')
  const id = whole(found.id, 'id')
  const type = oneOf(found.type, 'type', TYPES)
  switch (type) {
    case 'request':
      return {
        type,
        id,
        request: readRequest(found.request),
        caller: readCaller(found.caller)
      }
    case 'response':
      return { type, id, response: readResponse(found.response) }
    case 'confirm':
      return { type, id, request: whole(found.request, 'request') }
    case 'reply':
      return {
        type,
        id,
        key: parseKey(found.key),
        capability: readCapability(found.capability),
        data: bytes(found.data, 'the data', VALUE_BYTES)
      }
    case 'read':
      return { type, id, key: parseKey(found.key), ...readBackground(found) }
    case 'record':
      return { type, id, record: readRecord(found.record) }
    case 'write':
      return {
        type,
        id,
        key: parseKey(found.key),
        record: readRecord(found.record),
        ...optional('hint', found.hint, readNode),
        ...readBackground(found)
      }
    case 'failed':
      return { type, id, failure: readFailure(found.failure) }
    case 'gossip':
      return { type, id, partitions: readPartitions(found.partitions), digest: readDigest(found.digest) }
    case 'gossiped':
      return {
        type,
        id,
        partitions: readPartitions(found.partitions),
        digest: readDigest(found.digest),
        members: readMembers(found.members)
      }
    case 'members':
      return { type, id, partitions: readPartitions(found.partitions), members: readMembers(found.members) }
    case 'compare':
    case 'sums':
    case 'list':
    case 'listing':
    case 'versions':
    case 'known':
      return readComparison(type, id, found)
    case 'lease':
    case 'leased':
      return readLease(type, id, found)
    case 'confirmed':
    case 'stored':
    case 'pong':
      return { type, id, ...optional('coordinates', found.coordinates, readCoordinate) }
    case 'ping':
      return { type, id }
  }
}

function readBackground({ background }: Fields): { background?: true } {
  return optional('background', background, (thing) => readTrue(thing, 'background'))
}

function readBoolean(thing: unknown, name: string): boolean {
  if (typeof thing !== 'boolean') throw new ShapeError(`${name} is neither true nor false`)
  return thing
}

/** The request in a structure from a stranger. */
export function readRequest(thing: unknown): ClientRequest {
  const found = fields(thing, 'the request')
  const op = oneOf(found.op, 'op', ['put', 'get', 'delete', 'inspect'])
  const key = parseKey(found.key)
  switch (op) {
    case 'put':
      return {
        op,
        key,
        ...optional('code', found.code, (code) => utf8(code, 'the code', CODE_BYTES)),
        ...optional('signature', found.signature, readSignature),
        ...optional('value', found.value, (value) => bytes(value, 'the value', VALUE_BYTES)),
        ...optional('context', found.context, readVector),
        ...optional('quorum', found.quorum, readQuorum),
        ...optional('expiresAt', found.expiresAt, (at) => whole(at, 'expiresAt')),
        ...optional('pin', found.pin, parsePin),
        ...optional('update', found.update, (update) => readTrue(update, 'update'))
      }
    case 'get':
      return {
        op,
        key,
        ...optional('payload', found.payload, (payload) => bytes(payload, 'the payload', PAYLOAD_BYTES)),
        ...optional('alone', found.alone, (alone) => readTrue(alone, 'alone')),
        ...optional('pin', found.pin, parsePin),
        ...optional('source', found.source, (source) => readTrue(source, 'source')),
        ...optional('hedged', found.hedged, (hedged) => readTrue(hedged, 'hedged'))
      }
    case 'delete':
      return {
        op,
        key,
        ...optional('payload', found.payload, (payload) => bytes(payload, 'the payload', PAYLOAD_BYTES)),
        ...optional('context', found.context, readVector)
      }
    case 'inspect':
      return { op, key }
  }
}

function readResponse(thing: unknown): ClientResponse {
  const found = fields(thing, 'the response')
  if (found.ok === false) return { ok: false, failure: readFailure(found.failure) }
  if (found.ok !== true) throw new ShapeError('ok is neither true nor false')
  const op = oneOf(found.op, 'op', ['get', 'put', 'delete', 'inspect'])
  const answered = {
    ok: true as const,
    coordinator: readNode(found.coordinator),
    context: readVector(found.context),
    usage: readUsage(found.usage)
  }
  switch (op) {
    case 'get':
      return { ...answered, op, replies: list(found.replies, 'replies', RECORD_SIBLINGS, readReply) }
    case 'put':
    case 'delete':
      return {
        ...answered,
        op,
        dots: list(found.dots, 'dots', RECORD_SIBLINGS, readDot),
        ...optional('signed', found.signed, (signed) => readBoolean(signed, 'signed'))
      }
    case 'inspect':
      return {
        ...answered,
        op,
        versions: list(found.versions, 'versions', RECORD_SIBLINGS, readSummary),
        replicas: list(found.replicas, 'replicas', 2 * REPLICAS, readReplica),
        quorum: readQuorum(found.quorum),
        spent: readSpent(found.spent)
      }
  }
}

function readReply(thing: unknown): Reply {
  const found = fields(thing, 'the reply')
  return {
    value: bytes(found.value, 'the value', VALUE_BYTES),
    dot: readDot(found.dot),
    ...optional('silent', found.silent, (silent) => readTrue(silent, 'silent'))
  }
}

function readSummary(thing: unknown): VersionSummary {
  const found = fields(thing, 'the version')
  return {
    dot: readDot(found.dot),
    kind: oneOf(found.kind, 'kind', ['value', 'tombstone']),
    ...optional('codeHash', found.codeHash, (hash) => text(hash, 'the hash', 64)),
    ...optional('owner', found.owner, readNode),
    handlers: list(found.handlers, 'handlers', HANDLERS, (name) =>
      text(name, 'a handler', HANDLER_CHARACTERS)
    ),
    stateBytes: whole(found.stateBytes, 'stateBytes'),
    ...optional('timers', found.timers, readTimers),
    writtenAt: whole(found.writtenAt, 'writtenAt'),
    ...optional('expiresAt', found.expiresAt, (at) => whole(at, 'expiresAt'))
  }
}

function readReplica(thing: unknown): ReplicaSummary {
  const found = fields(thing, 'the replica')
  return {
    node: readNode(found.node),
    role: oneOf(found.role, 'role', ['home', 'fallback', 'leased']),
    ...optional('versions', found.versions, (dots) => list(dots, 'versions', RECORD_SIBLINGS, readDot))
  }
}

function readUsage(thing: unknown): Usage {
  const found = fields(thing, 'the usage')
  return {
    instructions: whole(found.instructions, 'instructions'),
    steps: whole(found.steps, 'steps'),
    memory: whole(found.memory, 'memory')
  }
}

function readCaller(thing: unknown): Caller {
  const found = fields(thing, 'the caller')
  return {
    id: readNode(found.id),
    ...optional('address', found.address, (address) => text(address, 'the address', 64)),
    ...optional('coordinates', found.coordinates, readCoordinate),
    ...optional('object', found.object, parseKey),
    ...optional('depth', found.depth, (depth) => whole(depth, 'depth')),
    ...optional('capability', found.capability, readCapability)
  }
}

function readCapability(thing: unknown): string {
  return text(thing, 'the capability', CAPABILITY_CHARACTERS)
}

function readNode(thing: unknown): string {
  return text(thing, 'the node id', NODE_ID_CHARACTERS)
}
