// Values as JSON text, for HTTP and the command line. What JSON lacks is written as an object with one property:
// bytes {"$bytes": "aGk="} (base64), big integers {"$bigint": "5"}.
import { ModelError } from './errors.ts'
import { isPlainObject, type Value } from './value.ts'

/** A form of `value` that JSON.stringify writes without loss. */
export function toJson(value: Value): unknown {
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toJson(part)]))
}

/**
 * The value that `toJson` (or anybody) wrote.
 * @throws ModelError VALUE_INVALID for malformed $bytes or $bigint; whether the rest is a value, `encodeValue` checks
 */
export function fromJson(json: unknown, depth = 0): Value {
  if (depth > 1_000) throw new ModelError('VALUE_INVALID', 'the JSON is nested deeper than 1,000 levels')
  if (Array.isArray(json)) return json.map((part) => fromJson(part, depth + 1))
  if (!isPlainObject(json)) return json as Value
  const names = Object.keys(json)
  if (names.length === 1 && '$bigint' in json) return bigintOf(json.$bigint)
  if (names.length === 1 && '$bytes' in json) return bytesOf(json.$bytes)
  return Object.fromEntries(names.map((name) => [name, fromJson(json[name], depth + 1)]))
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

function bigintOf(text: unknown): bigint {
  if (typeof text === 'string' && /^-?\d{1,20000}$/.test(text)) return BigInt(text)
  throw new ModelError('VALUE_INVALID', '$bigint holds a whole number in decimal, as text')
}

function bytesOf(text: unknown): Uint8Array {
  if (typeof text === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(text))
    return new Uint8Array(Buffer.from(text, 'base64'))
  throw new ModelError('VALUE_INVALID', '$bytes holds base64 text')
}
