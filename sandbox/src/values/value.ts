// What may cross the border between an object and the rest of the world: JSON's values, byte arrays and big integers.
import { types } from 'node:util'

export type Value =
  | null
  | boolean
  | number
  | string
  | bigint
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value }

export type PlainObject = { readonly [key: string]: Value }

/** Levels of nesting that a value may have; a cap so that no recursion over values can overflow a stack. */
export const VALUE_DEPTH = 64

/** Bytes of a big integer. Turning one into decimal text takes time that grows with the square of its length. */
export const BIGINT_BYTES = 1024

/** A value that cannot cross, and where in it the trouble is. */
export class ValueError extends Error {
  readonly path: string

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`)
    this.name = 'ValueError'
    this.path = path
  }
}

/** A value is larger than it may be. `used` is what it took when reading or writing it was given up. */
export class SizeError extends Error {
  readonly used: number
  readonly allowed: number

  constructor(part: string, used: number, allowed: number) {
    super(`${part} takes more than ${used} bytes; at most ${allowed} are allowed`)
    this.name = 'SizeError'
    this.used = used
    this.allowed = allowed
  }
}

/** Is it an object made by `{}` or without a prototype, in any realm? */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || isForeignObjectPrototype(prototype)
}

// Objects of another realm (a test runner's context, say) have another Object.prototype.
function isForeignObjectPrototype(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty')
}

/** `object[key] = value` that also holds for the key `__proto__`. */
export function setOwn(object: Record<string, Value>, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  } else {
    object[key] = value
  }
}

/** Deep equality of values. The order of an object's keys does not matter. */
export function sameValue(a: Value, b: Value): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0
  }
  if (isArray(a) || isArray(b)) {
    return (
      isArray(a) &&
      isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameValue(item, b[index]!))
    )
  }
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key]!, b[key]!))
  )
}

function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
