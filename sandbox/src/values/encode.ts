// Values into the bytes of format.ts. Everything is checked on the way: what is not a value, is nested too deeply or is
// too large is refused with its path.
import { types } from 'node:util'
import { u32 } from '../wasm/bytes.ts'
import { FIXED_LENGTH, TAG, UINT8_ARRAY, VERSION } from './format.ts'
import { room } from './room.ts'
import { Sink } from './sink.ts'
import { BIGINT_BYTES, isPlainObject, SizeError, VALUE_DEPTH, ValueError } from './value.ts'

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
  // Only an item of an array that is an accessor can get here: see `attempt`.
  if (encoding) throw new ValueError('a value', 'was encoded in the middle of another')
  encoding = true
  try {
    return attempt(parts)
  } catch (error) {
    if (error instanceof ValueError || error instanceof SizeError) throw error
    throw new ValueError(current.name, 'could not be read: an accessor in it threw')
  } finally {
    encoding = false
  }
}

// Accessors of objects are refused before they could run. Those of arrays cannot be told from items without asking for
// the descriptor of each, so they run, and whatever they do must leave a well-formed message or an error.
function attempt(parts: readonly Part[]): Encoded {
  body.length = 0
  names.length = 0
  indices.clear()
  body.byte(TAG.array)
  body.unsigned(parts.length)
  const sizes: number[] = []
  for (const part of parts) {
    const before = body.length + names.length
    budget = before + part.maxBytes
    current = part
    write(part.value, part.name, 0)
    checkSize()
    sizes.push(body.length + names.length - before)
  }
  return { bytes: assemble(), sizes }
}

// The encoder's state. It is synchronous and never re-entered.
let encoding = false
const body = new Sink()
const names = new Sink()
const indices = new Map<string, number>()
let budget = 0
let current: Part = { name: '', value: null, maxBytes: 0 }

const LONG_TEXT = 256

/** @param more bytes that are about to follow */
function checkSize(more = 0): void {
  const { name, maxBytes } = current
  const size = body.length + names.length + more
  if (size > budget) throw new SizeError(name, size - budget + maxBytes, maxBytes)
}

function assemble(): Uint8Array<ArrayBuffer> {
  const count = indices.size
  const head = count < 0x80 ? [VERSION, count] : [VERSION, ...u32(count)]
  const bytes = room(head.length + names.length + body.length)
  bytes.set(head)
  names.bytes.copy(bytes, head.length, 0, names.length)
  body.bytes.copy(bytes, head.length + names.length, 0, body.length)
  return bytes
}

function write(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
      // The same long text may stand in many places: what does not fit is not copied first.
      if (value.length > LONG_TEXT) checkSize(value.length)
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
  // Its traps would run in the middle of the encoder, and need not answer the same twice.
  if (types.isProxy(value)) throw new ValueError(path, 'is a Proxy, which is not a value')
  if (value instanceof Uint8Array) writeBytes(value)
  else if (Array.isArray(value)) writeArray(value, path, depth)
  else if (isPlainObject(value)) writeProperties(value, path, depth)
  else throw new ValueError(path, `is a ${makerOf(value)}, which is not a value`)
}

// Read without running code of the caller's: a constructor or its name may be an accessor.
function makerOf(value: object): string {
  const maker = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value), 'constructor')?.value
  const name = typeof maker === 'function' ? Object.getOwnPropertyDescriptor(maker, 'name')?.value : undefined
  return typeof name === 'string' && name !== '' ? name : 'strange object'
}

function writeBytes(value: Uint8Array): void {
  const length: number = Reflect.apply(byteLengthOf, value, [])
  body.byte(TAG.typedArray)
  body.byte(UINT8_ARRAY)
  body.unsigned(length)
  body.unsigned(0)
  body.byte(TAG.buffer)
  body.unsigned(length)
  body.unsigned(FIXED_LENGTH)
  body.reserve(length)
  // A detached buffer counts as empty, and cannot be copied from.
  if (length > 0) body.bytes.set(value, body.length)
  body.length += length
}

// The true one: a property of the array's own may have the same name.
const byteLengthOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  'byteLength'
)!.get!

function writeArray(value: readonly unknown[], path: string, depth: number): void {
  body.byte(TAG.array)
  const { length } = value
  body.unsigned(length)
  if (length > budget) checkSizeOf(length)
  for (let index = 0; index < length; index++) write(value[index], `${path}[${index}]`, depth)
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
    count--
    body.unsigned(nameIndex(key))
    write(item, `${path}.${key}`, depth)
  }
  if (count !== 0) throw new ValueError(path, 'changed while it was read')
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
    if (!key.isWellFormed())
      throw new ValueError(
        `the property name ${JSON.stringify(key)}`,
        'has half a surrogate pair, which no value may'
      )
    indices.set(key, index)
    names.text(key)
  }
  return index * 2
}

const INTEGER_NAME = /^(?:0|[1-9]\d{0,9})$/
