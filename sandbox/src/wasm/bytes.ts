// Reading and writing WebAssembly's bytes: LEB128 integers, names, vectors.
import { RewriteError } from './errors.ts'

export class Reader {
  readonly bytes: Uint8Array
  readonly end: number
  at: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get done(): boolean {
    return this.at >= this.end
  }

  byte(): number {
    if (this.at >= this.end) throw new RewriteError('MALFORMED', `the binary ends early, at byte ${this.at}`)
    return this.bytes[this.at++]!
  }

  /** An unsigned LEB128 integer below 2³². */
  u32(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if ((byte & 0x80) === 0) {
        if (value > 0xffffffff) break
        return value
      }
    }
    throw new RewriteError('MALFORMED', `an integer before byte ${this.at} is longer than 32 bits`)
  }

  /** A signed LEB128 integer of 32 bits. */
  s32(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if ((byte & 0x80) === 0) return shift < 28 && (byte & 0x40) !== 0 ? value | (-1 << (shift + 7)) : value
    }
    throw new RewriteError('MALFORMED', `an integer before byte ${this.at} is longer than 32 bits`)
  }

  /** Steps over a LEB128 integer of any width. */
  skipInteger(): void {
    for (let length = 1; (this.byte() & 0x80) !== 0; length++) {
      if (length === 10) {
        throw new RewriteError('MALFORMED', `an integer before byte ${this.at} is longer than 64 bits`)
      }
    }
  }

  skip(count: number): void {
    if (this.at + count > this.end)
      throw new RewriteError('MALFORMED', `the binary ends early, at byte ${this.at}`)
    this.at += count
  }

  name(): string {
    const length = this.u32()
    const start = this.at
    this.skip(length)
    return new TextDecoder().decode(this.bytes.subarray(start, this.at))
  }
}

export class Writer {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity)
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  write(bytes: ArrayLike<number>): void {
    const needed = this.#length + bytes.length
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      grown.set(this.bytes)
      this.#bytes = grown
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = needed
  }
}

/** `value` as an unsigned LEB128 integer. */
export function u32(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value >>> 0; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** `value` as a signed LEB128 integer of 32 bits. */
export function s32(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value | 0; ; rest >>= 7) {
    const byte = rest & 0x7f
    const sign = byte & 0x40
    if ((rest >> 6 === 0 && sign === 0) || (rest >> 6 === -1 && sign !== 0)) return [...bytes, byte]
    bytes.push(byte | 0x80)
  }
}

export function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text)
  return [...u32(bytes.length), ...bytes]
}
