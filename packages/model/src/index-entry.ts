// The index: for each copy on a disk one small entry, in the order of positions, so that a database can say what it holds
// in a region without reading what it holds.
//
//   key    n (1 byte) · first 8 bytes of the position · the key's own bytes
//   value  digest (8 bytes) · epoch (4 bytes) · when nobody could read it any more, in seconds (4 bytes), or 0
//          · 1 where its versions wait to be merged (1 byte)
//          · for each of their owners: its mark (8 bytes) · bytes that it holds there (4 bytes)
//
// `n` comes first because copies of objects with different N have different homes, and are compared apart.
import type { Holding } from './holding.ts'
import { type Key, keyBytes } from './key.ts'
import { type Bits64, positionOf } from './position.ts'
import { type Region, regionBits, regionStart } from './region.ts'

/** What the index says of a copy. */
export interface IndexMark {
  /** Homes that the object has: its own choice, or the node's default when it was written. */
  readonly n: number
  readonly digest: Bits64
  /** Of the copy: see version.ts. */
  readonly epoch: number
  /** Seconds since 1970 after which nothing of the record could be read any more, or 0 where a version lives. */
  readonly spentAt: number
  /** It holds versions that a merge would make one: see mergeable.ts. */
  readonly apart?: true
  /** What it takes up, and whose that is. */
  readonly held: readonly Holding[]
}

export interface IndexEntry extends IndexMark {
  readonly key: Key
  readonly position: Bits64
}

const HEAD_BYTES = 9
const decoder = new TextDecoder()
const VALUE_BYTES = 17
const HOLDING_BYTES = 12

/** The bytes under which the entry is stored. */
export function indexKey(n: number, key: Key): Uint8Array {
  const text = keyBytes(key)
  const { high, low } = positionOf(key)
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + text.length)
  bytes[0] = n
  bytes.writeUInt32BE(high, 1)
  bytes.writeUInt32BE(low, 5)
  bytes.set(text, HEAD_BYTES)
  return bytes
}

/** Sorts before every entry of the region, and after all that lie before it. */
export function indexStart(n: number, region: Region): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, n)
  view.setUint32(1, regionStart(region))
  return bytes
}

/** Sorts behind every entry of the region, and before or at all that lie behind it. */
export function indexEnd(n: number, region: Region): Uint8Array {
  const bytes = indexStart(n, region)
  const view = new DataView(bytes.buffer)
  const end = regionStart(region) + 2 ** (32 - regionBits(region))
  view.setUint32(1, end)
  if (end === 2 ** 32) view.setUint8(0, n + 1)
  return bytes
}

export function indexValue({ digest, epoch, spentAt, apart, held }: IndexMark): Uint8Array {
  const value = Buffer.allocUnsafe(VALUE_BYTES + HOLDING_BYTES * held.length)
  value.writeUInt32BE(digest.high, 0)
  value.writeUInt32BE(digest.low, 4)
  value.writeUInt32BE(epoch, 8)
  value.writeUInt32BE(spentAt, 12)
  value[16] = apart ? 1 : 0
  let at = VALUE_BYTES
  for (const { owner, bytes } of held) {
    at = value.writeDoubleBE(owner, at)
    at = value.writeUInt32BE(bytes, at)
  }
  return value
}

/** The entry in its stored form; nothing where these bytes are none. */
export function readIndexEntry(key: Uint8Array, value: Uint8Array): IndexEntry | undefined {
  if (key.length <= HEAD_BYTES || !isValueLength(value.length)) return undefined
  const name = new DataView(key.buffer, key.byteOffset, key.byteLength)
  const mark = new DataView(value.buffer, value.byteOffset, value.byteLength)
  return {
    n: name.getUint8(0),
    position: { high: name.getUint32(1), low: name.getUint32(5) },
    key: decoder.decode(key.subarray(HEAD_BYTES)),
    digest: { high: mark.getUint32(0), low: mark.getUint32(4) },
    epoch: mark.getUint32(8),
    spentAt: mark.getUint32(12),
    ...(mark.getUint8(16) === 0 ? {} : { apart: true as const }),
    held: readHeld(mark)
  }
}

function isValueLength(length: number): boolean {
  return length >= VALUE_BYTES && (length - VALUE_BYTES) % HOLDING_BYTES === 0
}

function readHeld(mark: DataView): readonly Holding[] {
  const held: Holding[] = []
  for (let at = VALUE_BYTES; at < mark.byteLength; at += HOLDING_BYTES)
    held.push({ owner: mark.getFloat64(at), bytes: mark.getUint32(at + 8) })
  return held
}
