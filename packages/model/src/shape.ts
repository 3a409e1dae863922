// Reading hostile structures: each function takes a decoded thing apart and says what was wrong with it. The codec
// turns the sentence into its own error.
import { isPlainObject } from './value.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What a structure lacked; the decoder that catches it adds what it was decoding. */
export class ShapeError extends Error {}

export function fields(thing: unknown, name: string): Fields {
  if (!isPlainObject(thing)) throw new ShapeError(`${name} is not a structure`)
  return thing
}

export function list<T>(thing: unknown, name: string, most: number, item: (thing: unknown) => T): T[] {
  if (!Array.isArray(thing)) throw new ShapeError(`${name} is not a list`)
  if (thing.length > most)
    throw new ShapeError(`${name} has ${thing.length} entries; at most ${most} are allowed`)
  return thing.map(item)
}

export function text(thing: unknown, name: string, most: number): string {
  if (typeof thing !== 'string') throw new ShapeError(`${name} is not text`)
  if (thing.length > most)
    throw new ShapeError(`${name} has ${thing.length} characters; at most ${most} are allowed`)
  return thing
}

/** Text of at most so many UTF-8 bytes. */
export function utf8(thing: unknown, name: string, most: number): string {
  const found = text(thing, name, most)
  const used = Buffer.byteLength(found)
  if (used > most) throw new ShapeError(`${name} has ${used} bytes; at most ${most} are allowed`)
  return found
}

export function bytes(thing: unknown, name: string, most: number): Uint8Array {
  if (!(thing instanceof Uint8Array)) throw new ShapeError(`${name} is not bytes`)
  if (thing.length > most)
    throw new ShapeError(`${name} has ${thing.length} bytes; at most ${most} are allowed`)
  return thing
}

/** A whole number of at least `least`, exact in a double. */
export function whole(thing: unknown, name: string, least = 0): number {
  if (typeof thing === 'number' && Number.isSafeInteger(thing) && thing >= least) return thing
  throw new ShapeError(`${name} is not a whole number of at least ${least}`)
}

export function oneOf<T extends string>(thing: unknown, name: string, allowed: readonly T[]): T {
  if (allowed.includes(thing as T)) return thing as T
  throw new ShapeError(`${name} is not one of ${allowed.join(', ')}`)
}

/** A flag is true or absent, never false. */
export function readTrue(thing: unknown, name: string): true {
  if (thing !== true) throw new ShapeError(`${name} must be true or absent`)
  return thing
}

/** `{ name: read(thing) }`, or nothing where the field is absent: optional fields stay absent, never undefined. */
export function optional<N extends string, T>(
  name: N,
  thing: unknown,
  read: (thing: unknown) => T
): { [K in N]?: T } {
  return thing === undefined ? {} : ({ [name]: read(thing) } as { [K in N]?: T })
}
