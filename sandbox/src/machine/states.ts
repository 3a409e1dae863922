// States that are kept in the heap, ready to be used: of objects that are invoked again with the same state. Building a
// state of 10 KB from its bytes takes some 200 µs, restoring an image that has it takes 5.
//
// A state gets its image when it comes for the second time; of the first only a fingerprint is remembered. So objects that
// are invoked now and then leave nothing behind, and all that is kept is bounded: images by their bytes, fingerprints by
// their number. Whether a state is the one of an image is decided by comparing all its bytes.
import { crc32 } from 'node:zlib'
import type { HeapImage } from './image.ts'
import type { Pointer } from './interpreter.ts'
import type { Program } from './program.ts'

export interface KeptState {
  readonly program: Program
  /** The message that it was built from. */
  readonly message: Uint8Array
  readonly image: HeapImage
  /** Points to the state. */
  readonly self: Pointer
  /** The most memory that building it took at once, beyond the program's. */
  readonly peak: number
  /** Its words in the heap; undefined when they are not known. */
  readonly words: Int32Array | undefined
}

/** Fingerprints of states that came once; at about 50 bytes each. */
const FINGERPRINTS = 8192

export class States {
  readonly #most: number
  // Most recently used last.
  readonly #kept = new Map<string, KeptState>()
  readonly #seen = new Set<string>()
  #last: KeptState | undefined
  #bytes = 0

  /** @param most bytes of images that are kept */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes of all images that are kept. */
  get bytes(): number {
    return this.#bytes
  }

  /** The image of this program with this state, if it is kept; `repeated` tells whether it came before. */
  find(program: Program, message: Uint8Array): { state: KeptState | undefined; repeated: boolean } {
    const last = this.#last
    if (last !== undefined && last.program === program && same(last.message, message)) {
      return { state: last, repeated: true }
    }
    const print = fingerprint(program, message)
    const state = this.#kept.get(print)
    if (state !== undefined && same(state.message, message)) {
      this.#kept.delete(print)
      this.#kept.set(print, state)
      this.#last = state
      return { state, repeated: true }
    }
    const repeated = this.#seen.delete(print)
    this.#seen.add(print)
    if (this.#seen.size > FINGERPRINTS) this.#seen.delete(this.#seen.values().next().value!)
    return { state: undefined, repeated }
  }

  keep(state: KeptState): void {
    const print = fingerprint(state.program, state.message)
    this.#drop(print)
    this.#kept.set(print, state)
    this.#bytes += bytesOf(state)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#most) return
      this.#drop(oldest)
    }
  }

  /** Forgets all states of a program. */
  forget(program: Program): void {
    for (const [print, state] of this.#kept) if (state.program === program) this.#drop(print)
  }

  #drop(print: string): void {
    const state = this.#kept.get(print)
    if (state === undefined) return
    this.#kept.delete(print)
    this.#bytes -= bytesOf(state)
    if (this.#last === state) this.#last = undefined
  }
}

function bytesOf({ message, image, words }: KeptState): number {
  return message.length + image.bytes + (words?.byteLength ?? 0)
}

function fingerprint({ number }: Program, message: Uint8Array): string {
  return `${number} ${message.length} ${crc32(message)}`
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}
