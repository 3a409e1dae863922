// The words of the heap that a value consists of.
//
// Whether a handler changed its state is usually answered without serialising it. The interpreter's serialiser only reads:
// it runs no code of the object, follows no prototype, and its output depends on nothing but the words it reads. So if
// all words that it would read are the same after the handler as before, it would write the same bytes, whatever
// happened in between: it does not matter whether a part was moved away and back, or freed and built again in the same
// place. Reference counts and the links of the garbage collector's lists are no part of what it reads.
//
// This walk reads the same structures in the same order and notes every word. It knows only what the decoder builds, plain
// objects and dense arrays of primitives; whatever else it meets has no footprint, and is serialised and compared instead.
// It also answers the value it read, so that its understanding of the heap can be held against the bytes the value was
// built from before anybody relies on it.
import { setOwn, VALUE_DEPTH, type Value } from '../values/value.ts'
import type { Interpreter, Pointer } from './interpreter.ts'

export interface Footprint {
  readonly value: Value
  /** Indices of 32-bit words in linear memory. */
  readonly words: Int32Array
}

/** @param root points to an object; undefined when it holds something that the walk does not know */
export function footprint(interpreter: Interpreter, root: Pointer): Footprint | undefined {
  const walk = new Walk(interpreter)
  try {
    return { value: walk.value(root, 0), words: Int32Array.from(walk.words) }
  } catch (error) {
    if (error instanceof Unfamiliar) return undefined
    throw error
  }
}

class Unfamiliar extends Error {}

// The upper word of a value tells its type; other upper words belong to floats, shifted so that no float collides.
const TYPE = {
  bigint: 0xfffffff7,
  text: 0xfffffff9,
  object: 0xffffffff,
  integer: 0,
  boolean: 1,
  null: 2,
  shortBigint: 7
} as const
const FLOAT_SHIFT = 0x8007fff6
const LAST_SPECIAL = 8

// Offsets in this build's structures.
const OBJECT = { flags: 4, shape: 20, properties: 24, first: 32, second: 36, third: 40 } as const
const SHAPE = { count: 32, entries: 48 } as const
const TEXT = { length: 4, hash: 8, units: 16 } as const
const BIGINT = { length: 4, limbs: 8 } as const
const VIEW = { buffer: 12, offset: 16, length: 20, tracks: 24 } as const
const BUFFER = { length: 0, most: 4, state: 8, bytes: 12 } as const
const ATOMS = 56

const CLASS = { object: 1, array: 2, buffer: 19, uint8Array: 23 } as const

/** Of an object's flags: its elements lie in one piece. */
const DENSE = 0x800

/** Of a property's flags, in the upper six bits: enumerable, and a value rather than an accessor or a reference. */
const ENUMERABLE_VALUE = { mask: 0x3c, flags: 0x04 } as const

/** An atom that stands for an integer, and of the text that others stand for, the mark of a name rather than a symbol. */
const INTEGER_ATOM = 0x80000000
const NAME = 1

class Walk {
  readonly words: number[] = []
  readonly #view: DataView
  readonly #bytes: Buffer
  readonly #atoms: number

  constructor({ instance, runtime }: Interpreter) {
    const { view, memory } = instance
    this.#view = view
    this.#bytes = Buffer.from(memory.buffer)
    this.#atoms = this.#word(runtime + ATOMS)
  }

  /** @param at where the value's two words lie */
  value(at: number, depth: number): Value {
    const low = this.#word(at)
    const type = this.#word(at + 4)
    switch (type) {
      case TYPE.integer:
        return low | 0
      case TYPE.boolean:
        return low !== 0
      case TYPE.null:
        return null
      case TYPE.shortBigint:
        return BigInt(low | 0)
      case TYPE.text:
        return this.#text(low)
      case TYPE.bigint:
        return this.#bigint(low)
      case TYPE.object:
        if (depth >= VALUE_DEPTH) throw new Unfamiliar()
        return this.#object(low, depth + 1)
      default:
        if (type <= LAST_SPECIAL || type > 0xfffffff0) throw new Unfamiliar()
        return float(low, (type - FLOAT_SHIFT) >>> 0)
    }
  }

  #word(at: number): number {
    this.words.push(at >>> 2)
    return this.#view.getUint32(at, true)
  }

  // Notes all words that `length` bytes lie in.
  #run(at: number, length: number): Buffer {
    for (let word = at >>> 2; 4 * word < at + length; word++) this.words.push(word)
    return this.#bytes.subarray(at, at + length)
  }

  #text(at: number): string {
    const head = this.#word(at + TEXT.length)
    this.#word(at + TEXT.hash)
    const length = head & 0x7fffffff
    return head >>> 31 === 1
      ? this.#run(at + TEXT.units, 2 * length).toString('utf16le')
      : this.#run(at + TEXT.units, length).toString('latin1')
  }

  #bigint(at: number): bigint {
    const count = this.#word(at + BIGINT.length)
    let value = 0n
    for (let limb = count - 1; limb >= 0; limb--) {
      value = (value << 32n) | BigInt(this.#word(at + BIGINT.limbs + 4 * limb))
    }
    return BigInt.asIntN(32 * count, value)
  }

  #object(at: number, depth: number): Value {
    const flags = this.#word(at + OBJECT.flags)
    const shape = this.#word(at + OBJECT.shape)
    const properties = this.#word(at + OBJECT.properties)
    const count = this.#word(shape + SHAPE.count)
    switch (flags >>> 16) {
      case CLASS.object:
        return this.#properties(shape, properties, count, depth)
      case CLASS.array:
        if ((flags & DENSE) === 0) throw new Unfamiliar()
        return this.#elements(at, properties, depth)
      case CLASS.uint8Array:
        return this.#view8(at)
      default:
        throw new Unfamiliar()
    }
  }

  #properties(shape: number, properties: number, count: number, depth: number): Value {
    const object: Record<string, Value> = {}
    for (let index = 0; index < count; index++) {
      const flags = this.#word(shape + SHAPE.entries + 8 * index) >>> 26
      const atom = this.#word(shape + SHAPE.entries + 8 * index + 4)
      if ((flags & ENUMERABLE_VALUE.mask) !== ENUMERABLE_VALUE.flags) throw new Unfamiliar()
      setOwn(object, this.#name(atom), this.value(properties + 8 * index, depth))
    }
    return object
  }

  #name(atom: number): string {
    if (atom >= INTEGER_ATOM) return String(atom - INTEGER_ATOM)
    const text = this.#word(this.#atoms + 4 * atom)
    if (atom === 0 || text % 4 !== 0) throw new Unfamiliar()
    if (this.#word(text + TEXT.hash) >>> 30 !== NAME) throw new Unfamiliar()
    return this.#text(text)
  }

  #elements(at: number, properties: number, depth: number): Value {
    const elements = this.#word(at + OBJECT.second)
    const count = this.#word(at + OBJECT.third)
    // An array's length is its first property.
    const length = this.#word(properties)
    if (this.#word(properties + 4) !== TYPE.integer || length !== count) throw new Unfamiliar()
    const items: Value[] = []
    for (let index = 0; index < count; index++) items.push(this.value(elements + 8 * index, depth))
    return items
  }

  #view8(at: number): Value {
    const view = this.#word(at + OBJECT.first)
    this.#word(at + OBJECT.second)
    const length = this.#word(at + OBJECT.third)
    const owner = this.#word(view + VIEW.buffer)
    const offset = this.#word(view + VIEW.offset)
    const viewed = this.#word(view + VIEW.length)
    this.#word(view + VIEW.tracks)
    if (this.#word(owner + OBJECT.flags) >>> 16 !== CLASS.buffer) throw new Unfamiliar()
    const buffer = this.#word(owner + OBJECT.first)
    const size = this.#word(buffer + BUFFER.length)
    this.#word(buffer + BUFFER.most)
    this.#word(buffer + BUFFER.state)
    if (offset !== 0 || viewed !== length || size !== length) throw new Unfamiliar()
    return new Uint8Array(this.#run(this.#word(buffer + BUFFER.bytes), length))
  }
}

const scratch = new DataView(new ArrayBuffer(8))

function float(low: number, high: number): number {
  scratch.setUint32(0, low, true)
  scratch.setUint32(4, high, true)
  return scratch.getFloat64(0, true)
}
