// Heap images: everything in linear memory that is not zero, and the globals, at a moment when nothing is running.
//
//   0            data             stack                              heap
//   |------------|................|---------------------------|.....|
//   static data, C stack (5 MiB, zero at rest)                 ^ heapTop
//
// An image is kept as the pieces in which it differs from its parent: an object's code differs from the empty interpreter
// in a few kilobytes of some 200, a state in the heap of its code, or a suspended handler, in what it touched. At the root
// stands the base, the empty interpreter's memory in full.
//
// One image at a time is written out, in `#active`. Restoring it again is two copies and two fills: what the last
// invocation wrote lies in the static data, in the heap up to the highest chunk it was given, and in the stack down to the
// lowest stack pointer, and the meters know both marks. So every invocation starts from the same bytes, whatever ran
// before, and a trap in the middle of anything is harmless. Writing out another image undoes the pieces of the one before
// and puts in its own.
import type { Instance } from './instance.ts'

export interface HeapImage {
  /** What it differs from; the base when undefined. */
  readonly parent: HeapImage | undefined
  /** Pairs of where a piece starts and ends, in bytes of the condensed memory (without the stack). */
  readonly places: Uint32Array
  /** The pieces' bytes, one behind the other. */
  readonly pieces: Uint8Array
  /** Up to where the condensed memory may be other than zero. */
  readonly extent: number
  /** Bytes that the allocator holds. */
  readonly memory: number
  readonly heapTop: number
  /** What keeping it costs. */
  readonly bytes: number
}

/** The C stack's size is a property of the build: it lies between the static data and the resting stack pointer. */
const STACK_BYTES = 5 * 1024 * 1024

/** The static data starts with at least this much that is constant (its last constant text ends at 86,864); the tests compare it after every attack. */
const CONSTANT_BYTES = 86_016

/** Functions that call none may use this much below the stack pointer without moving it. */
const RED_ZONE = 128

/** The allocator's header of the free space behind the highest chunk. */
const MARGIN = 64

/**
 * Pieces start and end at multiples of this. With 64 bytes a greeting's image takes 6.9 KB, with 256 it takes 13 KB, with
 * 1,024 it takes 28 KB; finer than 64 saves little and makes more pieces.
 */
const BLOCK_WORDS = 16

/** Memory is compared natively in pieces of this many words before any word is looked at. */
const CHUNK_WORDS = 1024

/** What the objects of an image cost beside its bytes. */
const OVERHEAD_BYTES = 512

export class Images {
  /** The empty interpreter. */
  readonly base: HeapImage
  /** Where the stack rests, which is where the heap starts. */
  readonly resting: number
  readonly #instance: Instance
  readonly #words: Int32Array
  // Condensed memory: the static data, and right behind it the heap.
  readonly #dataBytes: number
  readonly #baseBytes: Uint8Array
  #active: Uint8Array
  #activeWords: Int32Array
  #image: HeapImage
  // The program that ran last, if it ended in an orderly way.
  #calm: HeapImage | undefined
  // What restoring `#image` copies.
  #data: Uint8Array
  #variables: Uint8Array
  #heap: Uint8Array

  /** Takes the resting instance as the base of all images. */
  constructor(instance: Instance) {
    const { memory, meters, stackPointer } = instance
    this.#instance = instance
    this.#words = new Int32Array(memory.buffer)
    this.resting = stackPointer.value
    this.#dataBytes = this.resting - STACK_BYTES
    this.clearStack()
    const heapTop = meters.heapTop.value
    const extent = this.#extentOf(heapTop)
    const heapEnd = this.resting + extent - this.#dataBytes
    this.#baseBytes = Buffer.concat([
      memory.subarray(0, this.#dataBytes),
      memory.subarray(this.resting, heapEnd)
    ])
    this.base = {
      parent: undefined,
      places: new Uint32Array(),
      pieces: new Uint8Array(),
      extent,
      memory: meters.memory.value,
      heapTop,
      bytes: extent
    }
    this.#active = new Uint8Array(0)
    this.#activeWords = new Int32Array(0)
    this.#grow(2 * extent)
    this.#image = this.base
    this.#data = this.#variables = this.#heap = this.#active
    this.#show()
  }

  /**
   * Makes the instance's memory what it was when the image was taken. The constants at the start of the static data, which
   * no code of the interpreter writes, are left alone if the program that ran last is this one and it ended in an orderly
   * way. They are copied whenever another follows, so that even a flaw in the interpreter could not carry anything from one
   * object to another there.
   */
  restore(image: HeapImage): void {
    const again = this.#calm !== undefined && this.#calm === programOf(image)
    this.#calm = undefined
    const { memory, meters, stackPointer } = this.#instance
    const { resting } = this
    this.#write(image)
    this.clearStack()
    const heapEnd = resting + this.#heap.length
    const top = meters.heapTop.value + MARGIN
    if (top > heapEnd) memory.fill(0, heapEnd, top)
    if (again) memory.set(this.#variables, CONSTANT_BYTES)
    else memory.set(this.#data)
    memory.set(this.#heap, resting)
    stackPointer.value = resting
    meters.heapTop.value = image.heapTop
    meters.memory.value = image.memory
    meters.memoryPeak.value = image.memory
    meters.memoryRefused.value = 0
  }

  /** What was restored last ended in an orderly way. */
  ended(): void {
    this.#calm = programOf(this.#image)
  }

  /** Takes an image of the resting instance, as what it differs in from `parent`, and clears the stack. */
  capture(parent: HeapImage): HeapImage {
    const { meters } = this.#instance
    this.#write(parent)
    this.clearStack()
    const heapTop = meters.heapTop.value
    const extent = this.#extentOf(heapTop)
    this.#grow(extent)
    const places = new Uint32Array(this.#differences(extent))
    const pieces = this.#cut(places)
    const bytes = pieces.length + places.byteLength + OVERHEAD_BYTES
    return { parent, places, pieces, extent, memory: meters.memory.value, heapTop, bytes }
  }

  /** Zeroes what was written below the resting stack pointer. */
  clearStack(): void {
    const { memory, meters } = this.#instance
    const { resting } = this
    memory.fill(0, Math.min(meters.stackLow.value >>> 0, resting) - RED_ZONE, resting)
    meters.stackLow.value = resting
  }

  /** Do all these words of the heap hold what they hold in the image that was restored last? */
  unchanged(words: Int32Array): boolean {
    const memory = this.#words
    const active = this.#activeWords
    const shift = STACK_BYTES / 4
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!
      if (memory[word] !== active[word - shift]) return false
    }
    return true
  }

  #extentOf(heapTop: number): number {
    return (this.#dataBytes + heapTop + MARGIN - this.resting + 3) & ~3
  }

  #grow(extent: number): void {
    if (extent <= this.#active.length) return
    const grown = new Uint8Array(extent)
    grown.set(this.#active.length === 0 ? this.#baseBytes : this.#active)
    this.#active = grown
    this.#activeWords = new Int32Array(grown.buffer)
    if (this.#image !== undefined) this.#show()
  }

  #show(): void {
    this.#data = this.#active.subarray(0, this.#dataBytes)
    this.#variables = this.#active.subarray(CONSTANT_BYTES, this.#dataBytes)
    this.#heap = this.#active.subarray(this.#dataBytes, this.#image.extent)
  }

  // Writes an image out in `#active`.
  #write(image: HeapImage): void {
    if (image === this.#image) return
    for (let layer: HeapImage | undefined = this.#image; layer !== undefined; layer = layer.parent) {
      const { places } = layer
      for (let index = 0; index < places.length; index += 2) this.#undo(places[index]!, places[index + 1]!)
    }
    this.#grow(image.extent)
    this.#lay(image)
    this.#image = image
    this.#show()
  }

  #undo(start: number, end: number): void {
    const base = this.#baseBytes
    if (end <= base.length) this.#active.set(base.subarray(start, end), start)
    else {
      this.#active.fill(0, start, end)
      if (start < base.length) this.#active.set(base.subarray(start), start)
    }
  }

  #lay({ parent, places, pieces }: HeapImage): void {
    if (parent !== undefined) this.#lay(parent)
    for (let index = 0, at = 0; index < places.length; index += 2) {
      const start = places[index]!
      const length = places[index + 1]! - start
      this.#active.set(pieces.subarray(at, at + length), start)
      at += length
    }
  }

  // Where the memory differs from `#active`, as pairs of start and end.
  #differences(extent: number): number[] {
    const found: number[] = []
    const all = extent / 4
    const active = this.#activeWords
    for (let chunk = 0; chunk < all; chunk += CHUNK_WORDS) {
      const end = Math.min(chunk + CHUNK_WORDS, all)
      if (this.#sameChunk(chunk, end)) continue
      for (let block = chunk; block < end; block += BLOCK_WORDS) {
        const blockEnd = Math.min(block + BLOCK_WORDS, end)
        let at = block
        while (at < blockEnd && this.#words[this.#place(at)] === active[at]) at++
        if (at === blockEnd) continue
        if (found.at(-1) === 4 * block) found[found.length - 1] = 4 * blockEnd
        else found.push(4 * block, 4 * blockEnd)
      }
    }
    return found
  }

  #sameChunk(start: number, end: number): boolean {
    if (start < this.#dataBytes / 4 && end > this.#dataBytes / 4) return false
    const at = 4 * this.#place(start)
    const memory = this.#instance.memory.subarray(at, at + 4 * (end - start))
    return Buffer.compare(memory, this.#active.subarray(4 * start, 4 * end)) === 0
  }

  // The word of linear memory that a word of condensed memory stands for.
  #place(word: number): number {
    return 4 * word < this.#dataBytes ? word : word + STACK_BYTES / 4
  }

  #cut(places: Uint32Array): Uint8Array {
    const { memory } = this.#instance
    const parts: Uint8Array[] = []
    for (let index = 0; index < places.length; index += 2) {
      const [start, end] = [places[index]!, places[index + 1]!]
      const middle = Math.min(end, Math.max(start, this.#dataBytes))
      parts.push(memory.subarray(start, middle), memory.subarray(middle + STACK_BYTES, end + STACK_BYTES))
    }
    // A buffer of its own, not a part of the shared pool.
    return new Uint8Array(Buffer.concat(parts))
  }
}

// The image of the program that an image belongs to: the one that lies on the base.
function programOf(image: HeapImage): HeapImage {
  let found = image
  while (found.parent?.parent !== undefined) found = found.parent
  return found
}
