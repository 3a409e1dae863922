// The timers of a database: for each copy that has any, one entry, in the order of the time at which it next has something to do.
// So a database of any size can say what comes next without reading what it holds, and a node keeps only the nearest in memory.
//
//   key    time in milliseconds (8 bytes) · the key's own bytes
import { type Key, keyBytes } from './key.ts'
import type { Millis } from './time.ts'

/** A copy has something to do at this time, and nothing before. */
export interface Wake {
  readonly due: Millis
  readonly key: Key
}

const HEAD_BYTES = 8
const decoder = new TextDecoder()

/** The bytes under which the entry is stored. */
export function wakeKey({ due, key }: Wake): Uint8Array {
  const text = keyBytes(key)
  const bytes = new Uint8Array(HEAD_BYTES + text.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(due / 2 ** 32))
  view.setUint32(4, due % 2 ** 32)
  bytes.set(text, HEAD_BYTES)
  return bytes
}

/** The entry in its stored form; nothing where these bytes are none. */
export function readWake(bytes: Uint8Array): Wake | undefined {
  if (bytes.length <= HEAD_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    due: view.getUint32(0) * 2 ** 32 + view.getUint32(4),
    key: decoder.decode(bytes.subarray(HEAD_BYTES))
  }
}

/** The order in which entries are stored. */
export function compareWakes(a: Wake, b: Wake): number {
  return a.due !== b.due ? a.due - b.due : Buffer.compare(keyBytes(a.key), keyBytes(b.key))
}
