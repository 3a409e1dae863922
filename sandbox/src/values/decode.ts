// The bytes of format.ts back into values. What an object wrote is hostile in content but not in form: the interpreter
// serialised it natively. It may still hold what is not a value (a Date, a cycle, an endless expansion of shared parts);
// that is refused here with its path, before anything large is built.
import { FIXED_LENGTH, TAG, UINT8_ARRAY, VERSION } from './format.ts'
import { BIGINT_BYTES, setOwn, VALUE_DEPTH, type Value, ValueError } from './value.ts'

/** What a message's array holds: where each item starts and ends in the bytes, and the property names. */
export interface Message {
  readonly bytes: Uint8Array
  readonly names: readonly string[]
  /** Where the names end and the array's items start. */
  readonly body: number
  readonly length: number
}

/** Opens a message that is an array; its items are then read in order with a `ValueReader`. */
export function openMessage(bytes: Uint8Array): Message {
  const cursor = new Cursor(bytes, 0)
  if (cursor.byte() !== VERSION) throw new ValueError('the message', 'has another version')
  const names = Array.from({ length: cursor.unsigned() }, () => cursor.text())
  if (cursor.byte() !== TAG.array) throw new ValueError('the message', 'is not an array')
  const length = cursor.unsigned()
  return { bytes, names, body: cursor.at, length }
}

class Cursor {
  readonly bytes: Buffer
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw new ValueError('the message', 'ends early')
    return this.bytes[this.at++]!
  }

  unsigned(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
  }

  take(count: number): number {
    const start = this.at
    if (start + count > this.bytes.length) throw new ValueError('the message', 'ends early')
    this.at += count
    return start
  }

  text(): string {
    const head = this.unsigned()
    const length = Math.floor(head / 2)
    if (head % 2 === 1) {
      const start = this.take(length * 2)
      return this.bytes.toString('utf16le', start, this.at)
    }
    const start = this.take(length)
    if (length > 24) return this.bytes.toString('latin1', start, this.at)
    let text = ''
    for (let index = start; index < this.at; index++) text += String.fromCharCode(this.bytes[index]!)
    return text
  }
}

/** Reads a message's items one after the other. References may point into items read before. */
export class ValueReader {
  readonly #cursor: Cursor
  readonly #names: readonly string[]
  // Where each object starts, in the order in which they were written, and whether it is still open.
  readonly #starts: number[] = []
  readonly #open: boolean[] = []
  #next = 0
  #budget = 0
  /** Did the item that was read last contain a nested object or array? */
  nested = false

  constructor(message: Message) {
    this.#cursor = new Cursor(message.bytes, message.body)
    this.#names = message.names
    // The outer array is the first object.
    this.#note(message.body)
  }

  /** Where the next item starts. */
  get at(): number {
    return this.#cursor.at
  }

  /**
   * @param path what the item is called in errors
   * @param maxBytes what it may take when shared parts are written out each time
   * @returns undefined for an undefined item
   * @throws ValueError
   */
  next(path: string, maxBytes: number): Value | undefined {
    this.#budget = maxBytes
    this.nested = false
    return this.#value(path, 0)
  }

  #note(at: number): number {
    this.#starts[this.#next] = at
    this.#open[this.#next] = true
    return this.#next++
  }

  #spend(from: number, path: string): void {
    this.#budget -= this.#cursor.at - from
    if (this.#budget < 0) throw new ValueError(path, 'is too large when its shared parts are written out')
  }

  #value(path: string, depth: number): Value | undefined {
    const cursor = this.#cursor
    const from = cursor.at
    const tag = cursor.byte()
    switch (tag) {
      case TAG.null:
        return null
      case TAG.undefined:
        return undefined
      case TAG.false:
        return false
      case TAG.true:
        return true
      case TAG.integer: {
        const zigzag = cursor.unsigned()
        return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
      }
      case TAG.float:
        return finite(cursor.bytes.readDoubleLE(cursor.take(8)), path)
      case TAG.text: {
        const text = cursor.text()
        if (!text.isWellFormed())
          throw new ValueError(path, 'is text with half a surrogate pair, which is not a value')
        this.#spend(from, path)
        return text
      }
      case TAG.bigint: {
        const value = readBigint(cursor, path)
        this.#spend(from, path)
        return value
      }
      case TAG.reference:
        return this.#shared(cursor.unsigned(), path, depth)
      default:
        if (depth > 0) this.nested = true
        if (depth >= VALUE_DEPTH) throw new ValueError(path, `is nested more than ${VALUE_DEPTH} levels deep`)
        return this.#object(tag, from, path, depth + 1)
    }
  }

  #object(tag: number, from: number, path: string, depth: number): Value {
    const index = this.#note(from)
    const value = this.#content(tag, path, depth)
    this.#open[index] = false
    return value
  }

  #content(tag: number, path: string, depth: number): Value {
    switch (tag) {
      case TAG.object:
        return this.#properties(path, depth)
      case TAG.array:
        return this.#items(path, depth)
      case TAG.typedArray:
        return this.#bytes(path)
      default:
        throw new ValueError(path, `is ${KINDS.get(tag) ?? 'an object of a kind'} that is not a value`)
    }
  }

  #properties(path: string, depth: number): Value {
    const cursor = this.#cursor
    const object: Record<string, Value> = {}
    for (let count = cursor.unsigned(); count > 0; count--) {
      const from = cursor.at
      const reference = cursor.unsigned()
      const key = reference % 2 === 1 ? String((reference - 1) / 2) : this.#names[reference / 2 - 1]!
      this.#spend(from, path)
      const value = this.#value(`${path}.${key}`, depth)
      if (value !== undefined) setOwn(object, key, value)
    }
    return object
  }

  #items(path: string, depth: number): Value {
    const cursor = this.#cursor
    const items: Value[] = []
    for (let count = cursor.unsigned(), index = 0; index < count; index++) {
      this.#budget--
      if (this.#budget < 0) throw new ValueError(path, 'is too large when its shared parts are written out')
      const value = this.#value(`${path}[${index}]`, depth)
      if (value === undefined)
        throw new ValueError(`${path}[${index}]`, 'is undefined, which no value may contain')
      items.push(value)
    }
    return items
  }

  #bytes(path: string): Value {
    const cursor = this.#cursor
    const from = cursor.at
    const kind = cursor.byte()
    const length = cursor.unsigned()
    const offset = cursor.unsigned()
    if (kind !== UINT8_ARRAY)
      throw new ValueError(path, 'is a typed array other than Uint8Array, which is not a value')
    const back = this.#enterBuffer(path)
    const start = cursor.at
    const value = new Uint8Array(cursor.bytes.subarray(start + offset, start + offset + length))
    this.#cursor.at = back ?? start + this.#bufferLength
    this.#spend(back === undefined ? from : this.#cursor.at - length, path)
    return value
  }

  #bufferLength = 0

  // A typed array's buffer is an object of its own and may be shared with an earlier typed array. Returns where to go on
  // reading when the buffer stands elsewhere.
  #enterBuffer(path: string): number | undefined {
    const cursor = this.#cursor
    const at = cursor.at
    let tag = cursor.byte()
    let back: number | undefined
    if (tag === TAG.reference) {
      const index = cursor.unsigned()
      back = cursor.at
      cursor.at = this.#starts[index] ?? cursor.bytes.length
      tag = cursor.byte()
    } else {
      this.#open[this.#note(at)] = false
    }
    if (tag !== TAG.buffer) throw new ValueError(path, 'is a byte array without a buffer')
    this.#bufferLength = cursor.unsigned()
    if (cursor.unsigned() !== FIXED_LENGTH)
      throw new ValueError(path, 'has a resizable buffer, which is not a value')
    if (cursor.at + this.#bufferLength > cursor.bytes.length) throw new ValueError(path, 'ends early')
    return back
  }

  // A part that was written before: it is read again from its first place, so that no two parts of a value are one
  // object, and its size counts again. A part that is still open contains itself. Reading again meets the same objects
  // in the same order, so their numbers start again at the part's own.
  #shared(index: number, path: string, depth: number): Value | undefined {
    const start = this.#starts[index]
    if (start === undefined || this.#open[index])
      throw new ValueError(path, 'contains itself, which no value may')
    const back = this.#cursor.at
    const next = this.#next
    this.#cursor.at = start
    this.#next = index
    const value = this.#value(path, depth)
    this.#cursor.at = back
    this.#next = next
    return value
  }
}

const KINDS = new Map([
  [TAG.buffer as number, 'an ArrayBuffer,'],
  [17, 'a Date,'],
  [18, 'a boxed primitive,']
])

function finite(value: number, path: string): number {
  if (!Number.isFinite(value)) throw new ValueError(path, `is ${value}, which is not a value`)
  return value === 0 ? 0 : value
}

function readBigint(cursor: Cursor, path: string): bigint {
  const length = cursor.unsigned()
  if (length > BIGINT_BYTES) {
    throw new ValueError(path, `is a big integer of ${length} bytes; at most ${BIGINT_BYTES} are allowed`)
  }
  if (length === 0) return 0n
  const start = cursor.take(length)
  const bytes = Buffer.from(cursor.bytes.subarray(start, cursor.at)).reverse()
  return BigInt.asIntN(length * 8, BigInt(`0x${bytes.toString('hex')}`))
}
