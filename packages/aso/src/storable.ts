// What an object can store, answer and be sent: JSON's values, big integers and byte arrays, in plain objects and arrays.

/** `T` where it can be stored, `never` in the places where it cannot: a Date, a Map, a function. */
export type Storable<T> = T extends Scalar | Uint8Array
  ? T
  : T extends Unstorable
    ? never
    : T extends object
      ? { [Name in keyof T]: Storable<T[Name]> }
      : never

type Scalar = null | undefined | boolean | number | bigint | string

// Whatever has a prototype of its own would lose it on the way.
type Unstorable =
  | Date
  | RegExp
  | Error
  | Promise<unknown>
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>
  | ((...args: never) => unknown)
