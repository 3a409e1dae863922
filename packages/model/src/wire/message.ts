// Messages: the type (1 byte), the id, and the fields of the type (the table is in docs/wire.md).
import { VALUE_BYTES } from '../limits.ts'
import type { Message } from '../message.ts'
import {
  readCompare,
  readKnown,
  readLease,
  readLeased,
  readList,
  readListing,
  readSums,
  readVersions,
  writeCompare,
  writeKnown,
  writeLease,
  writeList,
  writeListing,
  writeSums,
  writeVersions
} from './comparison.ts'
import { readFailure, writeFailure } from './failure.ts'
import { readGossipDigest, readMembers, readPartitions, writeMembers } from './members.ts'
import { readCoordinate, readKey, readNode, writeCoordinate } from './parts.ts'
import { type Reader, WireError } from './reader.ts'
import { readRecord, writeRecord } from './record.ts'
import { readCaller, readCapability, readRequest, writeCaller, writeRequest } from './request.ts'
import { readResponse, writeResponse } from './response.ts'
import type { Writer } from './writer.ts'

/** The byte that stands for each type. A number is never given to another one. */
const TYPES = {
  request: 1,
  response: 2,
  confirm: 3,
  confirmed: 4,
  reply: 5,
  read: 6,
  record: 7,
  write: 8,
  stored: 9,
  failed: 10,
  ping: 11,
  pong: 12,
  gossip: 13,
  gossiped: 14,
  members: 15,
  compare: 16,
  sums: 17,
  list: 18,
  listing: 19,
  versions: 20,
  known: 21,
  lease: 22,
  leased: 23
} as const satisfies Record<Message['type'], number>

const [BACKGROUND, HINT, COORDINATES] = [1, 2, 1]

export function writeMessage(to: Writer, message: Message): void {
  to.byte(TYPES[message.type])
  to.whole(message.id)
  switch (message.type) {
    case 'request':
      writeRequest(to, message.request)
      return writeCaller(to, message.caller)
    case 'response':
      return writeResponse(to, message.response)
    case 'confirm':
      return to.whole(message.request)
    case 'reply':
      to.text(message.key)
      to.text(message.capability)
      return to.bytes(message.data)
    case 'read':
      to.byte(message.background ? BACKGROUND : 0)
      return to.text(message.key)
    case 'record':
      return writeRecord(to, message.record)
    case 'write':
      to.byte((message.background ? BACKGROUND : 0) | (message.hint === undefined ? 0 : HINT))
      to.text(message.key)
      if (message.hint !== undefined) to.text(message.hint)
      return writeRecord(to, message.record)
    case 'failed':
      return writeFailure(to, message.failure)
    case 'pong':
      to.byte(message.coordinates === undefined ? 0 : COORDINATES)
      return message.coordinates === undefined ? undefined : writeCoordinate(to, message.coordinates)
    case 'gossip':
      to.whole(message.partitions)
      return to.raw(message.digest)
    case 'gossiped':
      to.whole(message.partitions)
      to.raw(message.digest)
      return writeMembers(to, message.members)
    case 'members':
      to.whole(message.partitions)
      return writeMembers(to, message.members)
    case 'compare':
      return writeCompare(to, message)
    case 'sums':
      return writeSums(to, message)
    case 'list':
      return writeList(to, message)
    case 'listing':
      return writeListing(to, message)
    case 'versions':
      return writeVersions(to, message)
    case 'known':
      return writeKnown(to, message)
    case 'lease':
      return writeLease(to, message)
    case 'leased':
      return to.bytes(message.digest)
    case 'confirmed':
    case 'stored':
    case 'ping':
      return
  }
}

export function readMessage(from: Reader): Message {
  const type = from.byte()
  const id = from.whole('the id')
  switch (type) {
    case TYPES.request:
      return { type: 'request', id, request: readRequest(from), caller: readCaller(from) }
    case TYPES.response:
      return { type: 'response', id, response: readResponse(from) }
    case TYPES.confirm:
      return { type: 'confirm', id, request: from.whole('the request') }
    case TYPES.confirmed:
      return { type: 'confirmed', id }
    case TYPES.reply:
      return readReply(from, id)
    case TYPES.read:
      return readRead(from, id)
    case TYPES.record:
      return { type: 'record', id, record: readRecord(from) }
    case TYPES.write:
      return readWrite(from, id)
    case TYPES.stored:
      return { type: 'stored', id }
    case TYPES.failed:
      return { type: 'failed', id, failure: readFailure(from) }
    case TYPES.ping:
      return { type: 'ping', id }
    case TYPES.pong: {
      const flags = from.flags('the pong', COORDINATES)
      return flags === 0 ? { type: 'pong', id } : { type: 'pong', id, coordinates: readCoordinate(from) }
    }
    case TYPES.gossip:
      return { type: 'gossip', id, partitions: readPartitions(from), digest: readGossipDigest(from) }
    case TYPES.gossiped: {
      const [partitions, digest] = [readPartitions(from), readGossipDigest(from)]
      return { type: 'gossiped', id, partitions, digest, members: readMembers(from) }
    }
    case TYPES.members:
      return { type: 'members', id, partitions: readPartitions(from), members: readMembers(from) }
    case TYPES.compare:
      return readCompare(from, id)
    case TYPES.sums:
      return readSums(from, id)
    case TYPES.list:
      return readList(from, id)
    case TYPES.listing:
      return readListing(from, id)
    case TYPES.versions:
      return readVersions(from, id)
    case TYPES.known:
      return readKnown(from, id)
    case TYPES.lease:
      return readLease(from, id)
    case TYPES.leased:
      return readLeased(from, id)
    default:
      throw new WireError(`${type} is not the type of a message`)
  }
}

function readReply(from: Reader, id: number): Message {
  const key = readKey(from)
  const capability = readCapability(from)
  return { type: 'reply', id, key, capability, data: from.bytes('the data', VALUE_BYTES) }
}

function readRead(from: Reader, id: number): Message {
  const flags = from.flags('the read', BACKGROUND)
  const key = readKey(from)
  return flags === 0 ? { type: 'read', id, key } : { type: 'read', id, key, background: true }
}

function readWrite(from: Reader, id: number): Message {
  const flags = from.flags('the write', BACKGROUND | HINT)
  const key = readKey(from)
  const hint = flags & HINT ? { hint: readNode(from) } : {}
  const background = flags & BACKGROUND ? { background: true as const } : {}
  return { type: 'write', id, key, record: readRecord(from), ...hint, ...background }
}
