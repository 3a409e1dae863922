// The shape of a message without building its values: where each item lies, how large it is, whether anything is nested
// in it. Two messages whose first items have the same bytes and the same names hold the same values there, so unchanged
// state is recognised without decoding it.
import { TAG } from './format.ts'

export interface Item {
  readonly tag: number
  readonly start: number
  readonly end: number
  /** Does it contain objects, arrays or shared parts below its root? */
  readonly nested: boolean
  /** Its bytes together with the property names that occur first in it. */
  readonly size: number
  /** Property names that it and the items before it use. */
  readonly names: number
}

export interface Outline {
  readonly bytes: Uint8Array
  /** Where each property name ends; the first starts at `head`. */
  readonly nameEnds: readonly number[]
  readonly head: number
  readonly items: readonly Item[]
}

/** Of a message that holds an array. The message is one that the interpreter or the encoder wrote. */
export function outline(bytes: Uint8Array): Outline {
  const walk = new Walk(bytes)
  walk.at = 1
  const count = walk.unsigned()
  const head = walk.at
  const nameEnds: number[] = []
  for (let index = 0; index < count; index++) {
    walk.text()
    nameEnds.push(walk.at)
  }
  walk.at++
  const items: Item[] = []
  for (let length = walk.unsigned(); length > 0; length--) {
    const start = walk.at
    const before = walk.names
    walk.objects = 0
    walk.value()
    const nameBytes = (nameEnds[walk.names - 1] ?? head) - (nameEnds[before - 1] ?? head)
    const tag = bytes[start]!
    const inner = walk.objects - (tag === TAG.typedArray ? 2 : 1)
    items.push({
      tag,
      start,
      end: walk.at,
      nested: inner > 0,
      size: walk.at - start + nameBytes,
      names: walk.names
    })
  }
  return { bytes, nameEnds, head, items }
}

/** Are the first `count` items of both the same, byte for byte and name for name? */
export function samePrefix(a: Outline, b: Outline, count: number): boolean {
  const last = a.items[count - 1]
  const other = b.items[count - 1]
  if (last === undefined || other === undefined || last.names !== other.names) return false
  return (
    equal(
      a.bytes,
      a.head,
      a.nameEnds[last.names - 1] ?? a.head,
      b.bytes,
      b.head,
      b.nameEnds[last.names - 1] ?? b.head
    ) && equal(a.bytes, a.items[0]!.start, last.end, b.bytes, b.items[0]!.start, other.end)
  )
}

function equal(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  if (aEnd - aStart > 256) return Buffer.compare(a.subarray(aStart, aEnd), b.subarray(bStart, bEnd)) === 0
  for (let index = 0; index < aEnd - aStart; index++)
    if (a[aStart + index] !== b[bStart + index]) return false
  return true
}

class Walk {
  readonly bytes: Uint8Array
  at = 0
  objects = 0
  names = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  unsigned(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.bytes[this.at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
  }

  text(): void {
    const head = this.unsigned()
    this.at += head % 2 === 1 ? head - 1 : head / 2
  }

  // Iterative, because what an object wrote may be nested as deeply as its stack allowed.
  value(): void {
    const open: { left: number; keyed: boolean }[] = [{ left: 1, keyed: false }]
    while (open.length > 0) {
      const level = open[open.length - 1]!
      if (level.left === 0) {
        open.pop()
        continue
      }
      level.left--
      if (level.keyed) this.#name()
      const inside = this.#token()
      if (inside !== undefined) open.push(inside)
    }
  }

  #name(): void {
    const reference = this.unsigned()
    if (reference % 2 === 0 && reference / 2 > this.names) this.names = reference / 2
  }

  #token(): { left: number; keyed: boolean } | undefined {
    const tag = this.bytes[this.at++]
    switch (tag) {
      case TAG.integer:
        this.unsigned()
        return undefined
      case TAG.float:
        this.at += 8
        return undefined
      case TAG.text:
        this.text()
        return undefined
      case TAG.bigint: {
        const length = this.unsigned()
        this.at += length
        return undefined
      }
      case TAG.object:
        this.objects++
        return { left: this.unsigned(), keyed: true }
      case TAG.array:
        this.objects++
        return { left: this.unsigned(), keyed: false }
      case TAG.typedArray:
        this.objects++
        this.at++
        this.unsigned()
        this.unsigned()
        return { left: 1, keyed: false }
      case TAG.buffer: {
        this.objects++
        const length = this.unsigned()
        this.unsigned()
        this.at += length
        return undefined
      }
      case TAG.reference:
        this.objects++
        this.unsigned()
        return undefined
      case 17:
      case 18:
        // A Date or a boxed primitive: one value inside.
        this.objects++
        return { left: 1, keyed: false }
      default:
        return undefined
    }
  }
}
