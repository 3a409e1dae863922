// The bytes of records, messages and contexts: CBOR maps with the fields' own names. Decoders take bytes from disks
// and strangers: they check the size before they decode, then every field, and fail with one typed error.
import { readCbor } from './cbor-read.ts'
import { writeCbor } from './cbor-write.ts'
import { ModelError, type ModelErrorCode } from './errors.ts'
import { type Key, sha256 } from './key.ts'
import { FRAME_BYTES, MEMBERSHIP_BYTES, RECORD_BYTES } from './limits.ts'
import type { Message } from './message.ts'
import { packVector } from './packed-vector.ts'
import { type Membership, readMembership } from './read-member.ts'
import { readMessage } from './read-message.ts'
import { readRecord, readVector } from './read-record.ts'
import type { ObjectRecord } from './record.ts'
import type { VersionVector } from './version.ts'

/** The bytes of a record, as disks hold them. */
export function encodeRecord(record: ObjectRecord): Uint8Array {
  return writeCbor(packed(record))
}

/** @throws ModelError RECORD_INVALID */
export function decodeRecord(bytes: Uint8Array): ObjectRecord {
  return decoding(bytes, RECORD_BYTES, 'RECORD_INVALID', 'the record', readRecord)
}

/** The bytes of a message, as frames carry them. */
export function encodeMessage(message: Message): Uint8Array {
  return writeCbor('record' in message ? { ...message, record: packed(message.record) } : message)
}

/** @throws ModelError MESSAGE_INVALID */
export function decodeMessage(bytes: Uint8Array): Message {
  return decoding(bytes, FRAME_BYTES, 'MESSAGE_INVALID', 'the message', readMessage)
}

/** The bytes of what a node knows of the ring, as its disk holds them. */
export function encodeMembership(membership: Membership): Uint8Array {
  return writeCbor(membership)
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
  const body = Buffer.from(writeCbor(vector)).toString('base64url')
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
  read: (thing: unknown) => T
): T {
  if (bytes.length > most)
    throw new ModelError(code, `${what} takes ${bytes.length} bytes; at most ${most} are allowed`)
  try {
    return read(readCbor(bytes))
  } catch (error) {
    // The decoder's complaints, a field's ShapeError and a ModelError from within all mean: these bytes are not one.
    throw new ModelError(code, `${what} is malformed: ${(error as Error).message}`)
  }
}

/** A record as disks and frames carry it. */
function packed({ context, times, siblings }: ObjectRecord): object {
  return { context: packVector(context, times), siblings }
}

// Neither keys nor bodies hold a line feed.
function checksum(key: Key, body: string): string {
  return sha256(`${key}\n${body}`).slice(0, 8)
}
