// The shape of a message without building its values: where each item lies and how large it is. On the way everything is refused that the interpreter can write and that is not a value. Its serialiser knows twelve
// kinds besides the values' own: dates, boxed primitives, buffers and the other typed arrays can stand in an outcome; bytecode,
// modules, templates and shared buffers are never written; what else there is (functions, symbols, proxies, accessors,
// maps, errors…) it refuses itself. A tag that is not in the list below is refused, so nothing is ever skipped by guess.
// The walk is linear in the bytes. It does not follow references to parts that were written before: a reader that
// writes them out counts what they take (decode.ts).
import { FIXED_LENGTH, TAG, UINT8_ARRAY } from './format.ts'
import { BIGINT_BYTES, VALUE_DEPTH } from './value.ts'

export interface Item {
  readonly tag: number
  readonly start: number
  readonly end: number
  /** Its bytes together with the property names that occur first in it. */
  readonly size: number
  /** Property names that it and the items before it use. */
  readonly names: number
}

export interface Outline {
  readonly bytes: Uint8Array
  /** Where the property names start, and where each of them ends. */
  readonly nameEnds: readonly number[]
  readonly items: readonly Item[]
}

/** Of a message that holds an array; undefined when something in it is not a value. */
export function outline(bytes: Uint8Array): Outline | undefined {
  const walk = new Walk(bytes)
  walk.at = 1
  const count = walk.unsigned()
  const nameEnds = [walk.at]
  for (let index = 0; index < count && walk.at < bytes.length; index++) {
    walk.text()
    nameEnds.push(walk.at)
  }
  if (bytes[walk.at++] !== TAG.array) return undefined
  const items: Item[] = []
  for (let length = walk.unsigned(); length > 0; length--) {
    const start = walk.at
    const before = walk.names
    if (!walk.value() || walk.names > count) return undefined
    const nameBytes = nameEnds[walk.names]! - nameEnds[before]!
    items.push({
      tag: bytes[start]!,
      start,
      end: walk.at,
      size: walk.at - start + nameBytes,
      names: walk.names
    })
  }
  return walk.at === bytes.length ? { bytes, nameEnds, items } : undefined
}

/** Where a message's property names end and its array starts. */
export function bodyStart(bytes: Uint8Array): number {
  const walk = new Walk(bytes)
  walk.at = 1
  for (let left = walk.unsigned(); left > 0 && walk.at < bytes.length; left--) walk.text()
  return walk.at
}

class Walk {
  readonly bytes: Uint8Array
  at = 0
  names = 0
  // How many values are left at each level that is open, and whether each of them has a name.
  readonly #left: number[] = []
  readonly #keyed: boolean[] = []

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

  /** Walks over one value; false when it is none. */
  value(): boolean {
    const left = this.#left
    const keyed = this.#keyed
    left.length = keyed.length = 0
    if (!this.#token(false)) return false
    while (left.length > 0) {
      const level = left.length - 1
      const rest = left[level]!
      if (rest === 0) {
        left.pop()
        keyed.pop()
        continue
      }
      left[level] = rest - 1
      const named = keyed[level]!
      if (named) this.#name()
      if (!this.#token(!named)) return false
    }
    return this.at <= this.bytes.length
  }

  #name(): void {
    const reference = this.unsigned()
    if (reference % 2 === 0 && reference / 2 > this.names) this.names = reference / 2
  }

  // Walks over a value up to what it contains; false when it is none.
  #token(item: boolean): boolean {
    switch (this.bytes[this.at++]) {
      case TAG.null:
      case TAG.false:
      case TAG.true:
        return true
      case TAG.undefined:
        return !item
      case TAG.integer:
      case TAG.reference:
        this.unsigned()
        return true
      case TAG.float:
        this.at += 8
        return this.#finite()
      case TAG.text: {
        const start = this.at
        this.text()
        return this.#wellFormed(start)
      }
      case TAG.bigint: {
        const length = this.unsigned()
        this.at += length
        return length <= BIGINT_BYTES
      }
      case TAG.object:
        return this.#enter(true)
      case TAG.array:
        return this.#enter(false)
      case TAG.typedArray:
        return this.#view()
      default:
        return false
    }
  }

  #enter(keyed: boolean): boolean {
    this.#left.push(this.unsigned())
    this.#keyed.push(keyed)
    return this.#left.length <= VALUE_DEPTH
  }

  // The upper bits of a float that is infinite or not a number are all ones.
  #finite(): boolean {
    const high = this.bytes[this.at - 1]! & 0x7f
    return high !== 0x7f || this.bytes[this.at - 2]! < 0xf0
  }

  // Only text of two bytes a unit can hold half a surrogate pair.
  #wellFormed(start: number): boolean {
    if (this.bytes[start]! % 2 === 0) return true
    const { bytes, at } = this
    if (at > bytes.length) return false
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start)
      .subarray(lengthOfHead(bytes, start))
      .toString('utf16le')
      .isWellFormed()
  }

  #view(): boolean {
    if (this.bytes[this.at++] !== UINT8_ARRAY) return false
    this.unsigned()
    this.unsigned()
    const tag = this.bytes[this.at++]
    if (tag === TAG.reference) {
      this.unsigned()
      return true
    }
    if (tag !== TAG.buffer) return false
    const length = this.unsigned()
    const fixed = this.unsigned() === FIXED_LENGTH
    this.at += length
    return fixed
  }
}

function lengthOfHead(bytes: Uint8Array, start: number): number {
  let length = 1
  while (bytes[start + length - 1]! >= 0x80) length++
  return length
}
