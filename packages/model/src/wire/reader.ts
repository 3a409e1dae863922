// Reads the parts that every form is made of (docs/wire.md), from bytes that may come from anywhere: every length is held against
// its bound, and against the bytes that are there, before anything is allocated for it.
import { KnownTexts, knownActor } from './known.ts'

/** What is the matter with the bytes; the codec adds what it was reading, and makes its own error of it. */
export class WireError extends Error {}

export class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  end(): void {
    const left = this.#bytes.length - this.#at
    if (left > 0) throw new WireError(`${left} bytes are left over`)
  }

  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new WireError('it ends too early')
    return byte
  }

  /** Which of some optional parts follow: a bit for each. Bits that mean nothing are refused. */
  flags(name: string, known: number): number {
    const flags = this.byte()
    if ((flags & ~known) !== 0) throw new WireError(`${name} has unknown flags: ${flags}`)
    return flags
  }

  /** A whole number of at least `least`, exact in a double, in as few bytes as it takes. */
  whole(name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
    let byte = this.byte()
    let value = byte & 0x7f
    for (let scale = 0x80; byte >= 0x80; scale *= 0x80) {
      byte = this.byte()
      if (byte === 0 || scale >= 2 ** 56) throw new WireError(`${name} is not in its shortest form`)
      value += (byte & 0x7f) * scale
    }
    if (value >= least && value <= most) return value
    throw new WireError(`${name} is ${value}; a whole number from ${least} to ${most} is allowed`)
  }

  /** So many bytes, in memory of their own. */
  raw(length: number): Uint8Array {
    const copy = new Uint8Array(this.#demand(length))
    copy.set(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return copy
  }

  /** As many bytes as are announced, in memory of their own. */
  bytes(name: string, most: number): Uint8Array {
    return this.raw(this.whole(name, 0, most))
  }

  /** The same as they lie there: to look at, not to keep. */
  view(name: string, most: number): Uint8Array {
    const length = this.#demand(this.whole(name, 0, most))
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** Text of at most so many characters. */
  text(name: string, most: number): string {
    const text = this.known(TEXTS, name, 3 * most)
    if (text.length <= most) return text
    throw new WireError(`${name} has ${text.length} characters; at most ${most} are allowed`)
  }

  /** Text of at most so many UTF-8 bytes. */
  utf8(name: string, most: number): string {
    return this.known(TEXTS, name, most)
  }

  /** Text of at most so many UTF-8 bytes that may be among those that are known. */
  known(texts: KnownTexts, name: string, most: number): string {
    const length = this.#demand(this.whole(name, 0, most))
    const from = this.#at
    this.#at += length
    return texts.at(this.#bytes, from, length)
  }

  /** Sixteen hexadecimal digits, of which few different ones come again and again. */
  actor(): string {
    const from = this.#at
    this.#at += this.#demand(8)
    return knownActor(this.#bytes, from)
  }

  /** Twice as many hexadecimal digits, in lower case. */
  hex(bytes: number): string {
    const from = this.#at
    this.#at += this.#demand(bytes)
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, bytes).toString('hex')
  }

  float32(): number {
    return this.#view(4).getFloat32(0)
  }

  float64(): number {
    return this.#view(8).getFloat64(0)
  }

  /** As many items as are announced. */
  list<T>(name: string, most: number, item: (from: Reader) => T): T[] {
    const items: T[] = []
    for (let left = this.whole(name, 0, most); left > 0; left--) items.push(item(this))
    return items
  }

  /** One of a few, which is written as its place among them. */
  oneOf<T>(name: string, allowed: readonly T[]): T {
    const place = this.byte()
    const found = allowed[place]
    if (found === undefined) throw new WireError(`${name} is ${place}; it is below ${allowed.length}`)
    return found
  }

  #view(length: number): DataView {
    const from = this.#bytes.byteOffset + this.#at
    this.#at += this.#demand(length)
    return new DataView(this.#bytes.buffer, from, length)
  }

  #demand(length: number): number {
    if (length > this.#bytes.length - this.#at) throw new WireError('it ends too early')
    return length
  }
}

/** The ids of nodes, the names of handlers. */
const TEXTS = new KnownTexts(1_024)
