// Reads the CBOR that nodes exchange and store (RFC 8949), from bytes that may come from anywhere. Only what the codec
// writes is let in: whole numbers that a double holds, floats that are numbers, bytes, text, lists, maps with distinct names,
// true, false and null, of definite length. Anything else is an error, found before anything is allocated for it.
//
// A reader of our own because requests spend more time here than anywhere else: names and ids, which come again and again, are
// looked up instead of made anew.

/** Deeper than any message; what is nested deeper is refused before the stack is used up. */
const DEPTH = 32

/** What is the matter with the bytes. */
class CborError extends Error {}

/** The one thing in `bytes`. The result shares no memory with them. @throws CborError */
export function readCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes)
  const thing = reader.thing(0)
  reader.end()
  return thing
}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  end(): void {
    const left = this.#bytes.length - this.#at
    if (left > 0) throw new CborError(`${left} bytes are left over`)
  }

  thing(depth: number): unknown {
    if (depth > DEPTH) throw new CborError(`it is nested deeper than ${DEPTH} levels`)
    const initial = this.#byte()
    const additional = initial & 0x1f
    switch (initial >> 5) {
      case 0:
        return this.#argument(additional)
      case 1:
        return -1 - this.#argument(additional)
      case 2:
        return this.#copy(this.#argument(additional))
      case 3:
        return this.#text(this.#argument(additional))
      case 4:
        return this.#list(this.#argument(additional), depth)
      case 5:
        return this.#map(this.#argument(additional), depth)
      case 7:
        return this.#simple(additional)
      default:
        throw new CborError('tags are not allowed')
    }
  }

  #list(length: number, depth: number): unknown[] {
    this.#demand(length)
    const items: unknown[] = []
    for (let item = 0; item < length; item++) items.push(this.thing(depth + 1))
    return items
  }

  #map(length: number, depth: number): Record<string, unknown> {
    this.#demand(2 * length)
    const found: Record<string, unknown> = {}
    for (let entry = 0; entry < length; entry++) {
      const initial = this.#byte()
      if (initial >> 5 !== 3) throw new CborError('a name is not text')
      const name = this.#text(this.#argument(initial & 0x1f))
      if (name === '__proto__') throw new CborError('a name is __proto__')
      if (Object.hasOwn(found, name)) throw new CborError(`the name ${name.slice(0, 40)} comes twice`)
      found[name] = this.thing(depth + 1)
    }
    return found
  }

  #copy(length: number): Uint8Array {
    const copy = new Uint8Array(this.#demand(length))
    const [from, bytes] = [this.#at, this.#bytes]
    this.#at += length
    if (length > LOOPED) copy.set(bytes.subarray(from, from + length))
    else for (let at = 0; at < length; at++) copy[at] = bytes[from + at] as number
    return copy
  }

  #text(length: number): string {
    const from = this.#at
    this.#at += this.#demand(length)
    return length <= REMEMBERED ? remembered(this.#bytes, from, length) : decoded(this.#bytes, from, length)
  }

  #simple(additional: number): unknown {
    switch (additional) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 25:
        return finite(half(this.#unsigned(2)))
      case 26:
        return finite(this.#view(4).getFloat32(0))
      case 27:
        return finite(this.#view(8).getFloat64(0))
      default:
        throw new CborError(`the simple value ${additional} is not allowed`)
    }
  }

  #argument(additional: number): number {
    if (additional < 24) return additional
    if (additional === 24) return this.#byte()
    if (additional === 25) return this.#unsigned(2)
    if (additional === 26) return this.#unsigned(4)
    if (additional !== 27) throw new CborError('lengths are definite')
    const high = this.#unsigned(4)
    if (high >= 2 ** 21) throw new CborError('a whole number is above 2^53 - 1')
    return high * 2 ** 32 + this.#unsigned(4)
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new CborError('it ends too early')
    return byte
  }

  #unsigned(length: number): number {
    this.#demand(length)
    let value = 0
    for (let at = 0; at < length; at++) value = value * 256 + (this.#bytes[this.#at++] as number)
    return value
  }

  #view(length: number): DataView {
    this.#demand(length)
    const { buffer, byteOffset } = this.#bytes
    this.#at += length
    return new DataView(buffer, byteOffset + this.#at - length, length)
  }

  /** So many bytes have to be there: each item of a list takes one at least. */
  #demand(length: number): number {
    if (length > this.#bytes.length - this.#at) throw new CborError('it ends too early')
    return length
  }
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new CborError(`${value} is not allowed`)
}

function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff]
  const magnitude =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? Number.POSITIVE_INFINITY
        : (1024 + fraction) * 2 ** (exponent - 25)
  return bits & 0x8000 ? -magnitude : magnitude
}

function decoded(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString()
}

/** Up to this length bytes are copied one by one, which is faster. */
const LOOPED = 32

/** Text of up to so many bytes is worth remembering: the names of fields, of actors and of nodes. */
const REMEMBERED = 64
/** One text for each slot. Strangers may displace what is there, no more. */
const SLOTS = 1_024
const slots: string[] = Array(SLOTS).fill('')

function remembered(bytes: Uint8Array, from: number, length: number): string {
  let hash = length
  for (let at = from; at < from + length; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0
  const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1)
  const known = slots[slot] as string
  if (known.length === length && isAscii(known, bytes, from)) return known
  const text = decoded(bytes, from, length)
  slots[slot] = text
  return text
}

/** Whether the text is exactly these bytes, which it cannot be unless both are ASCII. */
function isAscii(text: string, bytes: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const byte = bytes[from + at] as number
    if (byte >= 0x80 || text.charCodeAt(at) !== byte) return false
  }
  return true
}
