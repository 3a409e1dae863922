// The bytes in which values cross: QuickJS's own serialisation, which it reads and writes natively, without running any
// of the object's code and without spending bytecode instructions.
//
//   message  := VERSION count:leb (text of each property name)*  value
//   value    := tag …        names are referred to by (index + 1) << 1, integer names by (number << 1) | 1
//   text     := (length << 1 | wide):leb  then one byte (Latin-1) or two bytes (UTF-16) a unit
//
// The format belongs to the pinned build of the interpreter (`layout.ts`). It never leaves the process.

export const VERSION = 5

export const TAG = {
  null: 1,
  undefined: 2,
  false: 3,
  true: 4,
  integer: 5,
  float: 6,
  text: 7,
  object: 8,
  array: 9,
  bigint: 10,
  typedArray: 14,
  buffer: 15,
  reference: 19
} as const

/** The kind of typed array that a Uint8Array is. */
export const UINT8_ARRAY = 2

/** The maximal length of a buffer that cannot be resized. */
export const FIXED_LENGTH = 0xffffffff
