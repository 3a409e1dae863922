// An ordered map from bytes to bytes. Keys are kept as strings of one character per byte, whose order is the
// order of the bytes; the sorted list of them is made anew when a scan needs it.
import type { Span } from './engine.ts'
import type { Entry } from './port.ts'

export interface MemoryMap {
  readonly size: number
  /** A copy of the stored bytes. */
  get(key: Uint8Array): Uint8Array | undefined
  /** Keeps a copy of `value`. */
  set(key: Uint8Array, value: Uint8Array): void
  delete(key: Uint8Array): void
  /** Entries within the span in key order, as copies: at most `entries`, and no more once they exceed `bytes`. */
  chunk(span: Span, entries: number, bytes: number): Entry[]
  /** Flips the last bit of the stored bytes; whether there were any. */
  flipBit(key: Uint8Array): boolean
}

export function createMemoryMap(): MemoryMap {
  const values = new Map<string, Uint8Array>()
  let sorted: string[] | undefined

  return {
    get size() {
      return values.size
    },
    get: (key) => copied(values.get(toText(key))),
    set(key, value) {
      const text = toText(key)
      if (!values.has(text)) sorted = undefined
      values.set(text, new Uint8Array(value))
    },
    delete(key) {
      if (values.delete(toText(key))) sorted = undefined
    },
    chunk({ after, before }, entries, bytes) {
      const end = before === undefined ? undefined : toText(before)
      sorted ??= [...values.keys()].sort(byCodeUnit)
      const found: Entry[] = []
      let at = after === undefined ? 0 : firstAfter(sorted, toText(after))
      for (let left = bytes; left > 0 && found.length < entries && at < sorted.length; at++) {
        const text = sorted[at]!
        if (end !== undefined && text >= end) break
        const value = new Uint8Array(values.get(text)!)
        found.push({ key: new Uint8Array(Buffer.from(text, 'latin1')), value })
        left -= text.length + value.length
      }
      return found
    },
    flipBit(key) {
      const value = values.get(toText(key))
      if (value === undefined) return false
      value[value.length - 1]! ^= 1
      return true
    }
  }
}

function copied(value: Uint8Array | undefined): Uint8Array | undefined {
  return value && new Uint8Array(value)
}

function toText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The index of the first text greater than `text`. */
function firstAfter(sorted: readonly string[], text: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! > text) high = middle
    else low = middle + 1
  }
  return low
}
