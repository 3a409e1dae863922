// Values as JSON text, for HTTP and the command line. What JSON lacks is written as an object with one property:
// bytes {"$bytes": "aGk="} (base64), big integers {"$bigint": "5"}, numbers that are none {"$number": "NaN"}. A value
// that happens to look like one of these is wrapped once more: {"$object": {"$bytes": "…"}}.
import { ModelError } from './errors.ts'
import { isPlainObject, type Value } from './value.ts'

/** A form of `value` that JSON.stringify writes without loss. */
export function toJson(value: Value): unknown {
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { $number: Object.is(value, -0) ? '-0' : String(value) }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const written = Object.fromEntries(entries.map(([name, part]) => [name, toJson(part)]))
  return entries.length === 1 && READERS.has(entries[0]?.[0] ?? '') ? { $object: written } : written
}

/**
 * The value that `toJson` (or anybody) wrote.
 * @throws ModelError VALUE_INVALID for malformed $-forms; whether the rest is a value, `encodeValue` checks
 */
export function fromJson(json: unknown): Value {
  return read(json, 0)
}

/**
 * The value in JSON text.
 * @throws ModelError VALUE_INVALID with the parser's word on where it broke
 */
export function parseJson(text: string, what: string): Value {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new ModelError('VALUE_INVALID', `${what} is not JSON: ${(error as Error).message}`)
  }
  return fromJson(json)
}

type Reader = (inner: unknown, depth: number) => Value

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['$bigint', bigintOf],
  ['$bytes', bytesOf],
  ['$number', numberOf],
  ['$object', (inner, depth) => properties(inner, depth)]
])

function read(json: unknown, depth: number): Value {
  if (depth > 1_000) throw new ModelError('VALUE_INVALID', 'the JSON is nested deeper than 1,000 levels')
  if (Array.isArray(json)) return json.map((part) => read(part, depth + 1))
  if (!isPlainObject(json)) return json as Value
  const [only, ...others] = Object.keys(json)
  const reader = only === undefined || others.length > 0 ? undefined : READERS.get(only)
  return reader === undefined ? properties(json, depth) : reader(json[only as string], depth + 1)
}

function properties(json: unknown, depth: number): Value {
  if (!isPlainObject(json)) throw new ModelError('VALUE_INVALID', '$object holds an object')
  return Object.fromEntries(Object.entries(json).map(([name, part]) => [name, read(part, depth + 1)]))
}

function bigintOf(text: unknown): bigint {
  if (typeof text === 'string' && /^-?\d{1,20000}$/.test(text)) return BigInt(text)
  throw new ModelError('VALUE_INVALID', '$bigint holds a whole number in decimal, as text')
}

function bytesOf(text: unknown): Uint8Array {
  const wellFormed = typeof text === 'string' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
  if (wellFormed) return new Uint8Array(Buffer.from(text, 'base64'))
  throw new ModelError('VALUE_INVALID', '$bytes holds base64 text, padded')
}

function numberOf(text: unknown): number {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity' || text === '-0') return Number(text)
  throw new ModelError('VALUE_INVALID', '$number holds NaN, Infinity, -Infinity or -0, as text')
}
