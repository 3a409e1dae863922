// The bytes of format.ts back into values. What an object wrote is hostile in content but not in form: the interpreter
// serialised it natively. It may still hold what is not a value (a Date, a cycle, an endless expansion of shared parts);
// that is refused here with its path, before anything large is built.
import { Cursor } from './cursor.ts'
import { FIXED_LENGTH, TAG, UINT8_ARRAY, VERSION } from './format.ts'
import { BIGINT_BYTES, SizeError, setOwn, VALUE_DEPTH, type Value, ValueError } from './value.ts'

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
  const count = cursor.unsigned()
  // Each takes a byte at least.
  if (count > bytes.length) throw new ValueError('the message', 'ends early')
  const names: string[] = []
  while (names.length < count) names.push(wellFormed(cursor.text()))
  if (cursor.byte() !== TAG.array) throw new ValueError('the message', 'is not an array')
  const length = cursor.unsigned()
  return { bytes, names, body: cursor.at, length }
}

// Outside, such a name would become another one as soon as it is written as UTF-8.
function wellFormed(name: string): string {
  if (name.isWellFormed()) return name
  throw new ValueError(
    `the property name ${JSON.stringify(name)}`,
    'has half a surrogate pair, which no value may'
  )
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
  #allowed = 0
  // The way to what is being read: put together only for an error, because values are many and errors are not.
  readonly #path: (string | number)[] = []

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
   * @throws ValueError, and SizeError
   */
  next(path: string, maxBytes: number): Value | undefined {
    this.#budget = this.#allowed = maxBytes
    this.#path.length = 0
    this.#path.push(path)
    return this.#value(0)
  }

  /** The next item, which must be a text: made well-formed, because objects may write any. @throws ValueError */
  text(): string {
    if (this.#cursor.byte() !== TAG.text) throw new ValueError('a text', 'is something else')
    return this.#cursor.text().toWellFormed()
  }

  #note(at: number): number {
    this.#starts[this.#next] = at
    this.#open[this.#next] = true
    return this.#next++
  }

  // No byte is counted twice where it is read once, so that a message without shared parts never costs more than it has.
  #spend(from: number): void {
    this.#budget -= this.#cursor.at - from
    if (this.#budget < 0) throw new SizeError(String(this.#path[0]), this.#allowed, this.#allowed)
  }

  #value(depth: number): Value | undefined {
    const cursor = this.#cursor
    const start = cursor.at
    const tag = cursor.byte()
    if (tag !== TAG.reference) this.#spend(start)
    const from = cursor.at
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
        return this.#finite(cursor.bytes.readDoubleLE(cursor.take(8)))
      case TAG.text: {
        const text = cursor.text()
        if (!text.isWellFormed())
          throw this.#error('is text with half a surrogate pair, which is not a value')
        this.#spend(from)
        return text
      }
      case TAG.bigint: {
        const value = this.#bigint()
        this.#spend(from)
        return value
      }
      case TAG.reference:
        return this.#shared(cursor.unsigned(), depth)
      default:
        if (depth >= VALUE_DEPTH) throw this.#error(`is nested more than ${VALUE_DEPTH} levels deep`)
        return this.#object(tag, start, depth + 1)
    }
  }

  #object(tag: number, from: number, depth: number): Value {
    const index = this.#note(from)
    const value = this.#content(tag, depth)
    this.#open[index] = false
    return value
  }

  #content(tag: number, depth: number): Value {
    switch (tag) {
      case TAG.object:
        return this.#properties(depth)
      case TAG.array:
        return this.#items(depth)
      case TAG.typedArray:
        return this.#bytes()
      default:
        throw this.#error(`is ${KINDS.get(tag) ?? 'an object of a kind'} that is not a value`)
    }
  }

  #properties(depth: number): Value {
    const cursor = this.#cursor
    const path = this.#path
    const object: Record<string, Value> = {}
    for (let count = cursor.unsigned(); count > 0; count--) {
      const from = cursor.at
      const reference = cursor.unsigned()
      const key = reference % 2 === 1 ? String((reference - 1) / 2) : this.#names[reference / 2 - 1]!
      this.#spend(from)
      path.push(key)
      const value = this.#value(depth)
      path.pop()
      if (value !== undefined) setOwn(object, key, value)
    }
    return object
  }

  #items(depth: number): Value {
    const cursor = this.#cursor
    const path = this.#path
    const last = path.push(0) - 1
    const items: Value[] = []
    for (let count = cursor.unsigned(), index = 0; index < count; index++) {
      path[last] = index
      const value = this.#value(depth)
      if (value === undefined) throw this.#error('is undefined, which no value may contain')
      items.push(value)
    }
    path.pop()
    return items
  }

  #bytes(): Value {
    const cursor = this.#cursor
    const from = cursor.at
    const kind = cursor.byte()
    const length = cursor.unsigned()
    const offset = cursor.unsigned()
    if (kind !== UINT8_ARRAY)
      throw this.#error('is a typed array other than Uint8Array, which is not a value')
    const back = this.#enterBuffer()
    const start = cursor.at
    const value = new Uint8Array(cursor.bytes.subarray(start + offset, start + offset + length))
    this.#cursor.at = back ?? start + this.#bufferLength
    this.#spend(back === undefined ? from : this.#cursor.at - length)
    return value
  }

  #bufferLength = 0

  // A typed array's buffer is an object of its own and may be shared with an earlier typed array. Returns where to go on
  // reading when the buffer stands elsewhere.
  #enterBuffer(): number | undefined {
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
    if (tag !== TAG.buffer) throw this.#error('is a byte array without a buffer')
    this.#bufferLength = cursor.unsigned()
    if (cursor.unsigned() !== FIXED_LENGTH) throw this.#error('has a resizable buffer, which is not a value')
    if (cursor.at + this.#bufferLength > cursor.bytes.length) throw this.#error('ends early')
    return back
  }

  // A part that was written before: it is read again from its first place, so that no two parts of a value are one
  // object, and its size counts again. A part that is still open contains itself. Reading again meets the same objects
  // in the same order, so their numbers start again at the part's own.
  #shared(index: number, depth: number): Value | undefined {
    const start = this.#starts[index]
    if (start === undefined || this.#open[index]) throw this.#error('contains itself, which no value may')
    const back = this.#cursor.at
    const next = this.#next
    this.#cursor.at = start
    this.#next = index
    const value = this.#value(depth)
    this.#cursor.at = back
    this.#next = next
    return value
  }

  #finite(value: number): number {
    if (!Number.isFinite(value)) throw this.#error(`is ${value}, which is not a value`)
    return value === 0 ? 0 : value
  }

  #bigint(): bigint {
    const cursor = this.#cursor
    const length = cursor.unsigned()
    if (length > BIGINT_BYTES) {
      throw this.#error(`is a big integer of ${length} bytes; at most ${BIGINT_BYTES} are allowed`)
    }
    if (length === 0) return 0n
    const start = cursor.take(length)
    const bytes = Buffer.from(cursor.bytes.subarray(start, cursor.at)).reverse()
    return BigInt.asIntN(length * 8, BigInt(`0x${bytes.toString('hex')}`))
  }

  #error(problem: string): ValueError {
    const [root, ...way] = this.#path
    const steps = way.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    return new ValueError(`${root}${steps.join('')}`, problem)
  }
}

const KINDS = new Map([
  [TAG.buffer as number, 'an ArrayBuffer,'],
  [17, 'a Date,'],
  [18, 'a boxed primitive,']
])
