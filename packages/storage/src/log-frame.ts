// A frame of the log: what one commit changes, as bytes that prove themselves.
//
//   0,4 CRC-32 of all that follows   4,4 bytes of content   8,8 salt of the log   16,6 sequence number   22 content
//
//   content, for each change: 0,1 space   1,2 bytes of the key   3,4 bytes of the value + 1, or 0 to remove   7 key, value
//
// All numbers are little endian. The salt is random, drawn with the log and never told: what a stranger stores in values cannot
// pass for a frame. The sequence number is below the checksum, so a frame of an earlier turn stays what it was.
import { crc32 } from 'node:zlib'
import { KEY_MAX_BYTES, SEAL_BYTES, VALUE_MAX_BYTES } from './limits.ts'
import { type Change, SPACES } from './port.ts'

export const SALT_BYTES = 8

const CHECKED_AT = 4
const SALT_AT = 8
const SEQUENCE_AT = 16
const SEQUENCE_BYTES = 6
const HEAD_BYTES = SEQUENCE_AT + SEQUENCE_BYTES
const CHANGE_HEAD_BYTES = 7

export interface Frame {
  readonly sequence: number
  /** Its own, without what fills its last block. */
  readonly length: number
  readonly content: Uint8Array
}

export function frameLength(changes: readonly Change[]): number {
  let length = HEAD_BYTES
  for (const { key, value } of changes)
    length += CHANGE_HEAD_BYTES + key.length + (value === null ? 0 : value.length)
  return length
}

/** Writes the frame at the beginning of `into`, which has `length` bytes for it, as reckoned by `frameLength`. */
export function writeFrame(
  into: Buffer,
  length: number,
  salt: Uint8Array,
  sequence: number,
  changes: readonly Change[]
): void {
  into.writeUInt32LE(length - HEAD_BYTES, CHECKED_AT)
  into.set(salt, SALT_AT)
  into.writeUIntLE(sequence, SEQUENCE_AT, SEQUENCE_BYTES)
  let at = HEAD_BYTES
  for (const { space, key, value } of changes) {
    into[at] = SPACES.indexOf(space)
    into.writeUInt16LE(key.length, at + 1)
    into.writeUInt32LE(value === null ? 0 : value.length + 1, at + 3)
    into.set(key, at + CHANGE_HEAD_BYTES)
    at += CHANGE_HEAD_BYTES + key.length
    if (value === null) continue
    into.set(value, at)
    at += value.length
  }
  into.writeUInt32LE(crc32(into.subarray(CHECKED_AT, length)))
}

/** The frame that begins there, if a whole one of this log does. Its content shares memory with `bytes`. */
export function readFrame(bytes: Buffer, at: number, salt: Uint8Array): Frame | undefined {
  if (at + HEAD_BYTES > bytes.length) return undefined
  const length = HEAD_BYTES + bytes.readUInt32LE(at + CHECKED_AT)
  if (at + length > bytes.length) return undefined
  if (Buffer.compare(bytes.subarray(at + SALT_AT, at + SALT_AT + SALT_BYTES), salt) !== 0) return undefined
  if (bytes.readUInt32LE(at) !== crc32(bytes.subarray(at + CHECKED_AT, at + length))) return undefined
  const sequence = bytes.readUIntLE(at + SEQUENCE_AT, SEQUENCE_BYTES)
  return { sequence, length, content: bytes.subarray(at + HEAD_BYTES, at + length) }
}

/** The changes in a frame, in memory shared with it; nothing where they are not as we write them. */
export function readChanges(content: Uint8Array): Change[] | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const changes: Change[] = []
  let at = 0
  while (at < content.length) {
    if (at + CHANGE_HEAD_BYTES > content.length) return undefined
    const space = SPACES[view.getUint8(at)]
    const keyLength = view.getUint16(at + 1, true)
    const mark = view.getUint32(at + 3, true)
    const valueAt = at + CHANGE_HEAD_BYTES + keyLength
    const end = valueAt + Math.max(0, mark - 1)
    const isOurs = keyLength > 0 && keyLength <= KEY_MAX_BYTES && mark <= VALUE_MAX_BYTES + SEAL_BYTES + 1
    if (space === undefined || !isOurs || end > content.length) return undefined
    const key = content.subarray(at + CHANGE_HEAD_BYTES, valueAt)
    changes.push({ space, key, value: mark === 0 ? null : content.subarray(valueAt, end) })
    at = end
  }
  return changes
}
