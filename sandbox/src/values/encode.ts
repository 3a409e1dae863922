// Values into the bytes of format.ts. Everything is checked on the way: what is not a value, is nested too deeply or is
// too large is refused with its path.
import { u32 } from '../wasm/bytes.ts'
import { FIXED_LENGTH, TAG, UINT8_ARRAY, VERSION } from './format.ts'
import { BIGINT_BYTES, isPlainObject, VALUE_DEPTH, ValueError } from './value.ts'

/** A value to encode, the name it has in messages, and the bytes it may take. */
export interface Part {
  readonly name: string
  readonly value: unknown
  readonly maxBytes: number
}

export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The bytes that each part takes, in order; property names count where they first occur. */
  readonly sizes: readonly number[]
}

/**
 * Encodes an array of the parts. `undefined` stands for itself as a part and is dropped as a property, as in JSON.
 *
 * @throws ValueError, and SizeError when a part is larger than it may be
 */
export function encodeParts(parts: readonly Part[]): Encoded {
  body.length = 0
  names.length = 0
  indices.clear()
  body.byte(TAG.array)
  body.unsigned(parts.length)
  const sizes = parts.map((part) => {
    const before = body.length + names.length
    budget = before + part.maxBytes
    current = part
    write(part.value, part.name, 0)
    const size = body.length + names.length - before
    checkSize()
    return size
  })
  return { bytes: assemble(), sizes }
}

/** A part is larger than it may be. `used` is what it took when the encoder gave up. */
export class SizeError extends Error {
  readonly part: string
  readonly used: number
  readonly allowed: number

  constructor(part: string, used: number, allowed: number) {
    super(`${part} takes more than ${used} bytes; at most ${allowed} are allowed`)
    this.name = 'SizeError'
    this.part = part
    this.used = used
    this.allowed = allowed
  }
}

/** Growable bytes that are kept between calls. */
class Sink {
  bytes = Buffer.allocUnsafeSlow(4096)
  length = 0

  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + count))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  unsigned(value: number): void {
    this.reserve(5)
    while (value >= 0x80) {
      this.bytes[this.length++] = (value & 0x7f) | 0x80
      value >>>= 7
    }
    this.bytes[this.length++] = value
  }

  text(text: string): void {
    const { length } = text
    this.reserve(5 + 2 * length)
    const wide = isWide(text)
    this.unsigned(length * 2 + (wide ? 1 : 0))
    if (!wide && length < 32) {
      for (let index = 0; index < length; index++) this.bytes[this.length++] = text.charCodeAt(index)
    } else {
      this.length += this.bytes.write(text, this.length, wide ? 'utf16le' : 'latin1')
    }
  }
}

function isWide(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return true
  return false
}

// The encoder's state. It is synchronous and never re-entered: accessors are refused before they could run.
const body = new Sink()
const names = new Sink()
const indices = new Map<string, number>()
let budget = 0
let current: Part = { name: '', value: null, maxBytes: 0 }

function checkSize(): void {
  const { name, maxBytes } = current
  const size = body.length + names.length
  if (size > budget) throw new SizeError(name, size - budget + maxBytes, maxBytes)
}

function assemble(): Uint8Array<ArrayBuffer> {
  const count = indices.size
  const head = count < 0x80 ? [VERSION, count] : [VERSION, ...u32(count)]
  const bytes = new Uint8Array(head.length + names.length + body.length)
  bytes.set(head)
  bytes.set(names.bytes.subarray(0, names.length), head.length)
  bytes.set(body.bytes.subarray(0, body.length), head.length + names.length)
  return bytes
}

function write(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new ValueError(path, 'is text with half a surrogate pair, which is not a value')
      body.byte(TAG.text)
      body.text(value)
      break
    case 'number':
      writeNumber(value, path)
      break
    case 'boolean':
      body.byte(value ? TAG.true : TAG.false)
      break
    case 'bigint':
      writeBigint(value, path)
      break
    case 'undefined':
      if (depth > 0) throw new ValueError(path, 'is undefined, which no value may contain')
      body.byte(TAG.undefined)
      break
    case 'object':
      if (value === null) body.byte(TAG.null)
      else writeObject(value, path, depth + 1)
      break
    default:
      throw new ValueError(path, `is a ${typeof value}, which is not a value`)
  }
}

function writeNumber(value: number, path: string): void {
  if (Number.isInteger(value) && value >= -0x7fffffff && value <= 0x7fffffff) {
    // Zigzag, so that small negative numbers are short. Negative zero becomes zero, as in JSON.
    body.byte(TAG.integer)
    body.unsigned(((value << 1) ^ (value >> 31)) >>> 0)
  } else if (Number.isFinite(value)) {
    body.byte(TAG.float)
    body.reserve(8)
    body.length = body.bytes.writeDoubleLE(value, body.length)
  } else {
    throw new ValueError(path, `is ${value}, which is not a value`)
  }
}

function writeBigint(value: bigint, path: string): void {
  // Two's complement, little endian, as short as the sign allows.
  body.byte(TAG.bigint)
  if (value === 0n) {
    body.unsigned(0)
    return
  }
  const magnitude = value < 0n ? -value - 1n : value
  if (magnitude >> BigInt(BIGINT_BYTES * 8 - 1) !== 0n) {
    throw new ValueError(path, `is a big integer of more than ${BIGINT_BYTES} bytes`)
  }
  const length = Math.floor(bitLength(magnitude) / 8) + 1
  const digits = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0')
  const bytes = Buffer.from(digits, 'hex').reverse()
  body.unsigned(length)
  body.reserve(length)
  body.bytes.set(bytes, body.length)
  body.length += length
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

function writeObject(value: object, path: string, depth: number): void {
  if (depth > VALUE_DEPTH) throw new ValueError(path, `is nested more than ${VALUE_DEPTH} levels deep`)
  checkSize()
  if (value instanceof Uint8Array) writeBytes(value)
  else if (Array.isArray(value)) writeArray(value, path, depth)
  else if (isPlainObject(value)) writeProperties(value, path, depth)
  else throw new ValueError(path, `is a ${value.constructor?.name ?? 'strange object'}, which is not a value`)
}

function writeBytes(value: Uint8Array): void {
  body.byte(TAG.typedArray)
  body.byte(UINT8_ARRAY)
  body.unsigned(value.length)
  body.unsigned(0)
  body.byte(TAG.buffer)
  body.unsigned(value.length)
  body.unsigned(FIXED_LENGTH)
  body.reserve(value.length)
  body.bytes.set(value, body.length)
  body.length += value.length
}

function writeArray(value: readonly unknown[], path: string, depth: number): void {
  body.byte(TAG.array)
  body.unsigned(value.length)
  if (value.length > budget) checkSizeOf(value.length)
  for (let index = 0; index < value.length; index++) write(value[index], `${path}[${index}]`, depth)
}

// An array longer than the budget cannot fit, and may be sparse: it is refused before it is walked.
function checkSizeOf(length: number): void {
  throw new SizeError(current.name, length, current.maxBytes)
}

function writeProperties(value: object, path: string, depth: number): void {
  const keys = Object.keys(value)
  let count = 0
  for (const key of keys) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    if (descriptor === undefined || !('value' in descriptor)) {
      throw new ValueError(`${path}.${key}`, 'is an accessor, which is not a value')
    }
    if (descriptor.value !== undefined) count++
  }
  body.byte(TAG.object)
  body.unsigned(count)
  for (const key of keys) {
    const item = (value as Record<string, unknown>)[key]
    if (item === undefined) continue
    body.unsigned(nameIndex(key))
    write(item, `${path}.${key}`, depth)
  }
}

// Names that look like array indices below 2³¹ are integers to the interpreter; all others have an index in the table.
function nameIndex(key: string): number {
  const code = key.charCodeAt(0)
  if (code <= 0x39 && code >= 0x30 && INTEGER_NAME.test(key)) {
    const number = Number(key)
    if (number <= 0x3fffffff) return number * 2 + 1
  }
  let index = indices.get(key)
  if (index === undefined) {
    index = indices.size + 1
    indices.set(key, index)
    names.text(key)
  }
  return index * 2
}

const INTEGER_NAME = /^(?:0|[1-9]\d{0,9})$/
