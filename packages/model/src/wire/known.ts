// What comes again and again is looked up by its bytes instead of made anew: ids of nodes, keys, actors. Each table has a fixed
// number of slots; strangers may displace what is there, no more.

/** Text of more bytes is not worth remembering. */
const REMEMBERED = 64

export class KnownTexts {
  readonly #slots: string[]
  readonly #check: (text: string) => string

  /**
   * @param slots a power of two
   * @param check is asked once about each text that is remembered
   */
  constructor(slots: number, check: (text: string) => string = (text) => text) {
    this.#slots = Array(slots).fill('')
    this.#check = check
  }

  /** The text with these UTF-8 bytes. */
  at(bytes: Uint8Array, from: number, length: number): string {
    if (length > REMEMBERED || length === 0) return this.#check(decoded(bytes, from, length))
    let hash = length
    for (let at = from + length - 1, least = Math.max(from, at - HASHED + 1); at >= least; at--)
      hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0
    const slot = (hash ^ (hash >>> 10)) & (this.#slots.length - 1)
    const known = this.#slots[slot] as string
    if (known.length === length && isAscii(known, bytes, from)) return known
    const text = this.#check(decoded(bytes, from, length))
    this.#slots[slot] = text
    return text
  }
}

/** So many bytes at the end tell texts apart: most that have much in common begin alike. */
const HASHED = 16

/** Whether the text is exactly these bytes, which it cannot be unless both are ASCII. */
function isAscii(text: string, bytes: Uint8Array, from: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const byte = bytes[from + at] as number
    if (byte >= 0x80 || text.charCodeAt(at) !== byte) return false
  }
  return true
}

function decoded(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString()
}

const ACTORS = 256
const highs = new Int32Array(ACTORS)
const lows = new Int32Array(ACTORS)
const actors: string[] = Array(ACTORS).fill('0'.repeat(16))

/** The sixteen hexadecimal digits of the eight bytes there. */
export function knownActor(bytes: Uint8Array, at: number): string {
  const high = word(bytes, at)
  const low = word(bytes, at + 4)
  const slot = (high ^ low) & (ACTORS - 1)
  if (highs[slot] === high && lows[slot] === low) return actors[slot] as string
  const actor = Buffer.from(bytes.buffer, bytes.byteOffset + at, 8).toString('hex')
  highs[slot] = high
  lows[slot] = low
  actors[slot] = actor
  return actor
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  )
}
