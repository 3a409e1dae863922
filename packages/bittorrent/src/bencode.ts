// Bencode (BEP 3), strictly: each value has one form, what is not in it is refused, and bytes of strangers can neither exhaust the
// stack nor reach a prototype. Only the order of a dictionary's keys is let pass, since some clients do not sort; `encode` sorts.
//
//   decode(Buffer.from('d1:ai-3e1:bl2:hieee'))   Map { 'a' → -3, 'b' → [<68 69>] }
//
// Strings are views into the bytes that were decoded, not copies. Keys are read as Latin-1: one character a byte.
import { BittorrentError } from './errors.ts'

/** An integer that a double does not hold is a bigint. */
export type Bencoded = number | bigint | Uint8Array | readonly Bencoded[] | Dictionary
export type Dictionary = ReadonlyMap<string, Bencoded>

/** Lists and dictionaries in each other: KRPC needs four, values of BEP 44 are the application's. */
export const BENCODE_DEPTH = 32
/** Digits of a string's length: more than any packet or request has bytes. */
const LENGTH_DIGITS = 7
/** What BEP 44 allows its sequence numbers, and nobody needs more. */
const INTEGER_MOST = 2n ** 63n - 1n
const INTEGER_CHARACTERS = 20

const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const DICTIONARY = 0x64
const END = 0x65
const INTEGER = 0x69
const LIST = 0x6c

/** @throws BittorrentError BENCODE_INVALID, BENCODE_TOO_DEEP */
export function decode(bytes: Uint8Array): Bencoded {
  const decoder = new Decoder(bytes)
  const value = decoder.value(0)
  decoder.expectEnd()
  return value
}

class Decoder {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  value(depth: number): Bencoded {
    const type = this.#bytes[this.#at]
    if (type === DICTIONARY) return this.#dictionary(depth)
    if (type === LIST) return this.#list(depth)
    if (type === INTEGER) return this.#integer()
    return this.#string()
  }

  expectEnd(): void {
    if (this.#at < this.#bytes.length) throw this.#invalid('more than one value')
  }

  #dictionary(depth: number): Dictionary {
    this.#enter(depth)
    const entries = new Map<string, Bencoded>()
    while (!this.#left()) {
      const length = this.#length()
      const key = this.#bytes.toString('latin1', this.#at, this.#at + length)
      if (entries.has(key)) throw this.#invalid('a key twice')
      this.#at += length
      entries.set(key, this.value(depth + 1))
    }
    return entries
  }

  #list(depth: number): Bencoded[] {
    this.#enter(depth)
    const items: Bencoded[] = []
    while (!this.#left()) items.push(this.value(depth + 1))
    return items
  }

  #enter(depth: number): void {
    if (depth >= BENCODE_DEPTH)
      throw new BittorrentError('BENCODE_TOO_DEEP', `bencode deeper than ${BENCODE_DEPTH} at ${this.#at}`, {
        at: this.#at,
        allowed: BENCODE_DEPTH
      })
    this.#at++
  }

  /** Whether a list or a dictionary ends here. */
  #left(): boolean {
    if (this.#bytes[this.#at] !== END) return false
    this.#at++
    return true
  }

  #string(): Uint8Array {
    const length = this.#length()
    const begin = this.#at
    this.#at += length
    return this.#bytes.subarray(begin, this.#at)
  }

  /** Reads `LENGTH:` and says that so many bytes follow. */
  #length(): number {
    const begin = this.#at
    let length = 0
    let byte = this.#bytes[this.#at]
    while (byte !== undefined && byte >= ZERO && byte <= NINE) {
      if (this.#at - begin >= LENGTH_DIGITS) throw this.#invalid('a length of too many digits')
      length = length * 10 + byte - ZERO
      byte = this.#bytes[++this.#at]
    }
    if (byte !== COLON || this.#at === begin) throw this.#invalid('no value begins')
    if (this.#bytes[begin] === ZERO && this.#at - begin > 1) throw this.#invalid('a length with a zero ahead')
    this.#at++
    if (this.#at + length > this.#bytes.length) throw this.#invalid('a string that goes on beyond the end')
    return length
  }

  #integer(): number | bigint {
    const begin = ++this.#at
    const negative = this.#bytes[begin] === MINUS
    if (negative) this.#at++
    const digits = this.#at
    let value = 0
    let byte = this.#bytes[this.#at]
    while (byte !== undefined && byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO
      byte = this.#bytes[++this.#at]
      if (this.#at - begin > INTEGER_CHARACTERS) throw this.#invalid('an integer of more than 64 bits')
    }
    const count = this.#at - digits
    if (byte !== END || count === 0) throw this.#invalid('no integer')
    if (this.#bytes[digits] === ZERO && (count > 1 || negative))
      throw this.#invalid('an integer with a zero ahead')
    const text = value > Number.MAX_SAFE_INTEGER ? this.#bytes.toString('latin1', begin, this.#at) : undefined
    this.#at++
    if (text === undefined) return negative ? -value : value
    const large = BigInt(text)
    if (large > INTEGER_MOST || large < -INTEGER_MOST - 1n)
      throw this.#invalid('an integer of more than 64 bits')
    return large
  }

  #invalid(what: string): BittorrentError {
    return new BittorrentError('BENCODE_INVALID', `no bencode: ${what} at ${this.#at}`, { at: this.#at })
  }
}

/** What `encode` takes: text stands for its UTF-8, entries that are undefined are left out. */
export type Encodable =
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Encodable[]
  | ReadonlyMap<string, Bencoded>
  | { readonly [key: string]: Encodable | undefined }

/** In the one form that BEP 3 allows. Keys are taken as Latin-1. */
export function encode(value: Encodable): Buffer {
  const parts: Buffer[] = []
  append(parts, value)
  return Buffer.concat(parts)
}

function append(parts: Buffer[], value: Encodable): void {
  if (typeof value === 'number' || typeof value === 'bigint') parts.push(Buffer.from(`i${value}e`, 'latin1'))
  else if (typeof value === 'string') appendBytes(parts, Buffer.from(value))
  else if (value instanceof Uint8Array) appendBytes(parts, value)
  else if (Array.isArray(value)) {
    parts.push(Buffer.from('l'))
    for (const item of value as readonly Encodable[]) append(parts, item)
    parts.push(Buffer.from('e'))
  } else {
    const entries: [string, Encodable | undefined][] =
      value instanceof Map ? [...value] : Object.entries(value as Readonly<Record<string, Encodable>>)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    parts.push(Buffer.from('d'))
    for (const [key, item] of entries) {
      if (item === undefined) continue
      appendBytes(parts, Buffer.from(key, 'latin1'))
      append(parts, item)
    }
    parts.push(Buffer.from('e'))
  }
}

function appendBytes(parts: Buffer[], bytes: Uint8Array): void {
  parts.push(
    Buffer.from(`${bytes.length}:`, 'latin1'),
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  )
}
