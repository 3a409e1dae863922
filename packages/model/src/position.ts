// Where keys lie, and what they hold, in 64 bits each. A key's position is SHA-256 of its bytes; 64 bits of it tell keys
// apart well enough to sort them. A digest stands for a record: two copies with equal digests know the same events and hold
// the same versions.
//
// Two halves of 32 bits, because a double holds no 64 and a bigint is slow.
import { hash } from 'node:crypto'
import type { Key } from './key.ts'
import type { ObjectRecord } from './record.ts'

/** 64 bits as two unsigned halves of 32. */
export interface Bits64 {
  readonly high: number
  readonly low: number
}

/** The first 64 bits of the key's position. */
export function positionOf(key: Key): Bits64 {
  return hashBits(key)
}

/** 64 bits of SHA-256 over the key, the vector and the dots of the siblings. */
export function digestOf(key: Key, { context, siblings }: ObjectRecord): Bits64 {
  const known = Object.keys(context)
    .sort()
    .map((actor) => `${actor}:${context[actor]}`)
  const there = siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`)
  return hashBits(`${key}\n${known.join(' ')}\n${there.join(' ')}`)
}

/** Negative where `a` is the smaller number, 0 where both are the same. */
export function compareBits64(a: Bits64, b: Bits64): number {
  return a.high !== b.high ? a.high - b.high : a.low - b.low
}

/** Eight bytes for each, one after the other. */
export function packBits64(items: readonly Bits64[]): Uint8Array {
  const bytes = new Uint8Array(8 * items.length)
  const view = new DataView(bytes.buffer)
  items.forEach(({ high, low }, at) => {
    view.setUint32(8 * at, high)
    view.setUint32(8 * at + 4, low)
  })
  return bytes
}

/** The inverse of `packBits64`; a rest of fewer than eight bytes is left out. */
export function unpackBits64(bytes: Uint8Array): Bits64[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, at) => ({
    high: view.getUint32(8 * at),
    low: view.getUint32(8 * at + 4)
  }))
}

/** The first 64 bits of SHA-256. As text of one character for each byte it costs a third of what it costs as bytes. */
export function hashBits(text: string): Bits64 {
  const digest = hash('sha256', text, 'binary')
  return { high: wordAt(digest, 0), low: wordAt(digest, 4) }
}

function wordAt(bytes: string, at: number): number {
  const high = (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1)
  return ((high << 16) | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)) >>> 0
}
