// Did an invocation change the state, or `local`? Usually the bytes answer. If the state's differ, its values decide,
// because an object may have written the same value with its keys in another order or a number in another form, and a
// change of state costs a quorum write. For `local` a false alarm costs little, so its bytes decide.
import { openMessage, ValueReader } from '../values/decode.ts'
import { bodyStart, type Outline } from '../values/outline.ts'
import { sameValue, type Value } from '../values/value.ts'

/**
 * Is the first item of both messages the same, byte for byte and name for name? Both hold arrays of fewer than 128 items.
 * Names are numbered in the order in which items use them, so those of the first item stand first.
 */
export function sameFirst(before: Uint8Array, after: Outline | Uint8Array): boolean {
  const bytes = after instanceof Uint8Array ? after : after.bytes
  const body = bodyStart(before)
  if (after instanceof Uint8Array) {
    // All names of both are the first item's.
    return same(before, 0, body, bytes, 0) && same(bytes, body + HEAD, bytes.length, before, body + HEAD)
  }
  const { names, start, end } = after.items[0]!
  const nameStart = after.nameEnds[0]!
  const nameEnd = after.nameEnds[names]!
  const head = headLength(before)
  return (
    nameEnd - nameStart <= body - head &&
    same(bytes, nameStart, nameEnd, before, head) &&
    same(bytes, start, end, before, body + HEAD)
  )
}

/** The tag and the length of the array, before its items. */
const HEAD = 2

/**
 * @param maxBytes what the new state may take when its shared parts are written out
 * @throws ValueError, and SizeError when what the object left is not a value, or too large a one
 */
export function stateChanged(before: Uint8Array, after: Uint8Array, maxBytes: number): boolean {
  return !sameValue(first(before, before.length)!, first(after, maxBytes)!)
}

function first(message: Uint8Array, maxBytes: number): Value | undefined {
  return new ValueReader(openMessage(message)).next('the state', maxBytes)
}

// The version, and how many names there are.
function headLength(message: Uint8Array): number {
  let length = 2
  while (message[length - 1]! >= 0x80) length++
  return length
}

// Are the bytes of `a` from `start` to `end` those of `b` from `at` on?
function same(a: Uint8Array, start: number, end: number, b: Uint8Array, at: number): boolean {
  if (at + end - start > b.length) return false
  if (end - start > 256) return Buffer.compare(a.subarray(start, end), b.subarray(at, at + end - start)) === 0
  for (let index = start; index < end; index++) if (a[index] !== b[at + index - start]) return false
  return true
}
