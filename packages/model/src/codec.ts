// The bytes of records, messages, the membership and contexts (docs/wire.md). Decoders take bytes from disks and strangers: they
// check the size before they decode, then every part, and fail with one typed error. What they return shares no memory with
// the bytes.
import { crc32 } from 'node:zlib'
import { ModelError, type ModelErrorCode } from './errors.ts'
import type { Key } from './key.ts'
import { FRAME_BYTES, MEMBERSHIP_BYTES, RECORD_BYTES } from './limits.ts'
import type { Membership } from './member.ts'
import type { Message } from './message.ts'
import type { ObjectRecord } from './record.ts'
import type { VersionVector } from './version.ts'
import { readMembership, writeMembership } from './wire/members.ts'
import { readMessage, writeMessage } from './wire/message.ts'
import { readVector, writeVector } from './wire/parts.ts'
import { Reader } from './wire/reader.ts'
import { readRecord, writeRecord } from './wire/record.ts'
import { writer } from './wire/writer.ts'

/** The bytes of a record, as disks hold them. They share memory with those of others: to be copied, if they are kept. */
export function encodeRecord(record: ObjectRecord): Uint8Array {
  writeRecord(writer.begin(), record)
  return writer.shared()
}

/** @throws ModelError RECORD_INVALID */
export function decodeRecord(bytes: Uint8Array): ObjectRecord {
  return decoding(bytes, RECORD_BYTES, 'RECORD_INVALID', 'the record', readRecord)
}

/** The bytes of a message, as frames carry them. They, too, share memory with others. */
export function encodeMessage(message: Message): Uint8Array {
  writeMessage(writer.begin(), message)
  return writer.shared()
}

/** @throws ModelError MESSAGE_INVALID */
export function decodeMessage(bytes: Uint8Array): Message {
  return decoding(bytes, FRAME_BYTES, 'MESSAGE_INVALID', 'the message', readMessage)
}

/** The bytes of what a node knows of the ring, as its disk holds them. */
export function encodeMembership(membership: Membership): Uint8Array {
  writeMembership(writer.begin(), membership)
  return writer.copied()
}

/** @throws ModelError MEMBERSHIP_INVALID */
export function decodeMembership(bytes: Uint8Array): Membership {
  return decoding(bytes, MEMBERSHIP_BYTES, 'MEMBERSHIP_INVALID', 'the membership', readMembership)
}

/**
 * A version vector as clients carry it between a get and a put of one key: opaque text, with a checksum over both against
 * typing errors and mixed-up objects. It is no secret and no permission: whoever may put may supersede what there is.
 */
export function encodeContext(key: Key, vector: VersionVector): string {
  writeVector(writer.begin(), vector)
  const body = writer.shared().toString('base64url')
  return `${body}.${checksum(key, body)}`
}

/** @throws ModelError CONTEXT_INVALID where the text is not one that `encodeContext` made for this key */
export function decodeContext(key: Key, token: string): VersionVector {
  const [body, sum, ...rest] = token.slice(0, CONTEXT_CHARACTERS + 1).split('.')
  if (body === undefined || sum === undefined || rest.length > 0 || sum !== checksum(key, body)) {
    throw new ModelError(
      'CONTEXT_INVALID',
      'the context is not one that a get or put of this key answered; pass it on as it was'
    )
  }
  return decoding(
    Buffer.from(body, 'base64url'),
    CONTEXT_CHARACTERS,
    'CONTEXT_INVALID',
    'the context',
    readVector
  )
}

const CONTEXT_CHARACTERS = 16_384

function decoding<T>(
  bytes: Uint8Array,
  most: number,
  code: ModelErrorCode,
  what: string,
  read: (from: Reader) => T
): T {
  if (bytes.length > most)
    throw new ModelError(code, `${what} takes ${bytes.length} bytes; at most ${most} are allowed`)
  try {
    const reader = new Reader(bytes)
    const thing = read(reader)
    reader.end()
    return thing
  } catch (error) {
    // A reader's WireError and a ModelError from within both mean: these bytes are not one.
    throw new ModelError(code, `${what} is malformed: ${(error as Error).message}`)
  }
}

// Neither keys nor bodies hold a line feed.
function checksum(key: Key, body: string): string {
  return crc32(`${key}\n${body}`).toString(16).padStart(8, '0')
}
