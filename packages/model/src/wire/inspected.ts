// What an inspection found, and what an object's handlers cost.
import { HANDLERS, RECORD_SIBLINGS, REPLICAS } from '../limits.ts'
import type { InspectedResponse, ReplicaSummary, Spent, VersionSummary } from '../request.ts'
import { readHandler } from './code.ts'
import {
  type Draft,
  readDot,
  readNode,
  readQuorum,
  readTimers,
  writeDot,
  writeDots,
  writeQuorum,
  writeTimers
} from './parts.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

type Inspected = Pick<InspectedResponse, 'versions' | 'replicas' | 'quorum' | 'spent'>

/** number of versions · the versions · number of replicas · the replicas · quorum · what was spent */
export function writeInspected(to: Writer, { versions, replicas, quorum, spent }: Inspected): void {
  to.whole(versions.length)
  for (const version of versions) writeVersion(to, version)
  to.whole(replicas.length)
  for (const replica of replicas) writeReplica(to, replica)
  writeQuorum(to, quorum)
  writeSpent(to, spent)
}

export function readInspected(from: Reader): Inspected {
  return {
    versions: from.list('versions', RECORD_SIBLINGS, readVersion),
    replicas: from.list('replicas', 2 * REPLICAS, readReplica),
    quorum: readQuorum(from),
    spent: readSpent(from)
  }
}

const VERSION = { codeHash: 1, owner: 2, timers: 4, expiresAt: 8 }
const KINDS = ['value', 'tombstone'] as const

/**
 * kind (1 byte) · flags (codeHash, owner, timers, expiresAt) · dot · number of handlers · their names · stateBytes · writtenAt
 * · codeHash (32 bytes) · owner · timers · expiresAt
 */
function writeVersion(to: Writer, version: VersionSummary): void {
  const { dot, kind, codeHash, owner, handlers, stateBytes, timers, writtenAt, expiresAt } = version
  to.byte(KINDS.indexOf(kind))
  to.byte(
    (codeHash === undefined ? 0 : VERSION.codeHash) |
      (owner === undefined ? 0 : VERSION.owner) |
      (timers === undefined ? 0 : VERSION.timers) |
      (expiresAt === undefined ? 0 : VERSION.expiresAt)
  )
  writeDot(to, dot)
  to.whole(handlers.length)
  for (const name of handlers) to.text(name)
  to.whole(stateBytes)
  to.whole(writtenAt)
  if (codeHash !== undefined) to.hex(codeHash, HASH_DIGITS)
  if (owner !== undefined) to.text(owner)
  if (timers !== undefined) writeTimers(to, timers)
  if (expiresAt !== undefined) to.whole(expiresAt)
}

function readVersion(from: Reader): VersionSummary {
  const kind = from.oneOf('the kind', KINDS)
  const flags = from.flags('the version', 15)
  const version: Draft<VersionSummary> = {
    kind,
    dot: readDot(from),
    handlers: from.list('handlers', HANDLERS, readHandler),
    stateBytes: from.whole('stateBytes'),
    writtenAt: from.whole('writtenAt')
  }
  if (flags & VERSION.codeHash) version.codeHash = from.hex(HASH_DIGITS / 2)
  if (flags & VERSION.owner) version.owner = readNode(from)
  if (flags & VERSION.timers) version.timers = readTimers(from)
  if (flags & VERSION.expiresAt) version.expiresAt = from.whole('expiresAt')
  return version
}

const HASH_DIGITS = 64
const ROLES = ['home', 'fallback', 'leased'] as const
const ANSWERED = 1

/** role (1 byte) · flags (answered) · node · number of dots · the dots */
function writeReplica(to: Writer, { node, role, versions }: ReplicaSummary): void {
  to.byte(ROLES.indexOf(role))
  to.byte(versions === undefined ? 0 : ANSWERED)
  to.text(node)
  if (versions !== undefined) writeDots(to, versions)
}

function readReplica(from: Reader): ReplicaSummary {
  const role = from.oneOf('the role', ROLES)
  const flags = from.flags('the replica', ANSWERED)
  const replica: Draft<ReplicaSummary> = { node: readNode(from), role }
  if (flags & ANSWERED) replica.versions = from.list('versions', RECORD_SIBLINGS, readDot)
  return replica
}

/** The four budgets · the operations of the object and of its owner · the storage, in the order of their fields. */
function writeSpent(to: Writer, spent: Spent): void {
  const { cpuMicros, bytes, ownerCpuMicros, ownerBytes, operations, ownerOperations, storage } = spent
  for (const { spent, allowed, penalty, waitMs } of [cpuMicros, bytes, ownerCpuMicros, ownerBytes])
    for (const number of [spent, allowed, penalty, waitMs]) to.whole(number)
  for (const { left, allowed } of [operations, ownerOperations])
    for (const number of [left, allowed]) to.whole(number)
  for (const number of [storage.objectBytes, storage.ownerBytes, storage.allowed]) to.whole(number)
}

function readSpent(from: Reader): Spent {
  return {
    cpuMicros: readBudget(from),
    bytes: readBudget(from),
    ownerCpuMicros: readBudget(from),
    ownerBytes: readBudget(from),
    operations: readOperations(from),
    ownerOperations: readOperations(from),
    storage: {
      objectBytes: from.whole('objectBytes'),
      ownerBytes: from.whole('ownerBytes'),
      allowed: from.whole('allowed')
    }
  }
}

function readBudget(from: Reader): Spent['bytes'] {
  return {
    spent: from.whole('spent'),
    allowed: from.whole('allowed'),
    penalty: from.whole('penalty'),
    waitMs: from.whole('waitMs')
  }
}

function readOperations(from: Reader): Spent['operations'] {
  return { left: from.whole('left'), allowed: from.whole('allowed') }
}
