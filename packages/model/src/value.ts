// Values: what states, replies, payloads and passive objects are made of. JSON's types and two that JSON lacks:
// bytes and big integers. The encoded form is CBOR (RFC 8949), tags 2 and 3 for every bigint, so that 5n stays a bigint.
import { decode, encode, Token, Type } from 'cborg'
import { ModelError } from './errors.ts'
import { VALUE_BYTES, VALUE_DEPTH } from './limits.ts'
import { decodePlain, encodePlain } from './plain-value.ts'
import { decodeSmall, encodeSmall } from './small-value.ts'

export type Value =
  | null
  | boolean
  | number
  | string
  | bigint
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value }

/** A value in its encoded form. The cores carry it as it is; only handlers and clients look inside. */
export type EncodedValue = Uint8Array

/**
 * The encoded form. Properties that are `undefined` are left out, as JSON does.
 * @param what names the value in the error: "the payload"
 * @throws ModelError VALUE_INVALID (with the path) for what is not a value, VALUE_TOO_LARGE above `most` bytes
 */
export function encodeValue(value: unknown, what = 'the value', most = VALUE_BYTES): EncodedValue {
  const bytes = encodePlain(value) ?? encodeSmall(value) ?? encodeAny(value, what)
  if (bytes.length > most) throw tooLarge(what, bytes.length, most)
  return bytes
}

/**
 * The value in `bytes`, which may come from anywhere.
 * @throws ModelError VALUE_INVALID or VALUE_TOO_LARGE
 */
export function decodeValue(bytes: EncodedValue, what = 'the value', most = VALUE_BYTES): Value {
  if (bytes.length > most) throw tooLarge(what, bytes.length, most)
  const plain = decodePlain(bytes) ?? decodeSmall(bytes)
  return plain === undefined ? decodeAny(bytes, what) : plain
}

/** Whether it is an object with named properties, as the state of an active object has to be. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function encodeAny(value: unknown, what: string): EncodedValue {
  check(value, what, 0)
  return encode(value, ENCODING)
}

function decodeAny(bytes: EncodedValue, what: string): Value {
  let value: unknown
  try {
    value = decode(bytes, DECODING)
  } catch (error) {
    // Whatever the decoder says of hostile bytes (a RangeError for deep nesting among them) is the bytes' fault.
    throw new ModelError('VALUE_INVALID', `${what} is not well-formed CBOR: ${(error as Error).message}`)
  }
  check(value, what, 0)
  return value as Value
}

function check(value: unknown, path: string, depth: number): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw invalid(path, 'is text with a lone surrogate, which UTF-8 cannot hold')
      return
    case 'boolean':
    case 'bigint':
    case 'number':
      return
    case 'object':
      break
    default:
      throw invalid(path, `is ${typeof value}`)
  }
  if (value === null || value instanceof Uint8Array) return
  if (depth >= VALUE_DEPTH) throw invalid(path, `is nested deeper than ${VALUE_DEPTH} levels`)
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) check(value[at], `${path}[${at}]`, depth + 1)
    return
  }
  if (!isPlainObject(value)) throw invalid(path, 'is not a plain object')
  for (const name of Object.keys(value)) {
    if (name === '__proto__') throw invalid(path, 'has a property named __proto__')
    if (!name.isWellFormed()) throw invalid(path, 'has a property whose name has a lone surrogate')
    if (value[name] !== undefined) check(value[name], `${path}.${name}`, depth + 1)
  }
}

const ENCODING = {
  ignoreUndefinedProperties: true,
  // Keys keep the order in which they were written, as JSON does.
  mapSorter: () => 0,
  typeEncoders: {
    // The encoder takes it for the integer 0.
    number: (value: number) => (Object.is(value, -0) ? [new Token(Type.float, -0)] : null),
    bigint: (value: bigint) => (value >= 0n ? bigNumber(2, value) : bigNumber(3, -1n - value))
  }
}

const DECODING = {
  allowUndefined: false,
  rejectDuplicateMapKeys: true,
  tags: {
    2: (inner: () => unknown) => fromBytes(inner()),
    3: (inner: () => unknown) => -1n - fromBytes(inner())
  }
}

function bigNumber(tag: number, magnitude: bigint): Token[] {
  const hex = magnitude.toString(16)
  const bytes = Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'))
  return [new Token(Type.tag, tag), new Token(Type.bytes, bytes)]
}

function fromBytes(bytes: unknown): bigint {
  if (!(bytes instanceof Uint8Array)) throw new Error('a bigint is made of bytes')
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

function invalid(path: string, why: string): ModelError {
  return new ModelError(
    'VALUE_INVALID',
    `${path.slice(0, 200)} ${why}; allowed are null, booleans, numbers, strings, bigints, Uint8Array, arrays and plain objects of these`
  )
}

function tooLarge(what: string, used: number, allowed: number): ModelError {
  return new ModelError(
    'VALUE_TOO_LARGE',
    `${what} takes ${used} bytes encoded; at most ${allowed} are allowed`
  )
}
