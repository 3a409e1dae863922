// Writes the parts that every form is made of (docs/wire.md): bytes, whole numbers, texts, actors, one behind the other.
//
// Messages are written side by side into slabs, and a message is a view of its slab: no copy, and no allocation for most. They
// are sent and forgotten; what is kept has to be `copied`, or it would keep the whole slab alive.

/** Bytes of a slab: some hundreds of the usual messages. */
const SLAB_BYTES = 65_536

export class Writer {
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  /** Where the present thing begins. */
  #start = 0
  #at = 0

  /** Forgets what an encoder left that failed. */
  begin(): this {
    this.#at = this.#start
    return this
  }

  /** What was written, in memory that it shares with what is written next to it. */
  shared(): Buffer {
    const bytes = this.#slab.subarray(this.#start, this.#at)
    this.#start = this.#at
    return bytes
  }

  /** What was written, in memory of its own. */
  copied(): Uint8Array {
    const bytes = new Uint8Array(this.#at - this.#start)
    bytes.set(this.#slab.subarray(this.#start, this.#at))
    this.#at = this.#start
    if (this.#slab.length > SLAB_BYTES) this.#renew(0)
    return bytes
  }

  byte(value: number): void {
    if (this.#at === this.#slab.length) this.#renew(1)
    this.#slab[this.#at++] = value
  }

  /** Seven bits a byte, the lowest first; all bytes but the last have the highest bit set. */
  whole(value: number): void {
    if (!(value >= 0 && Number.isSafeInteger(value)))
      throw new TypeError(`${value} is not a whole number of at least 0`)
    this.#provide(MOST_WHOLE)
    let rest = value
    for (; rest >= 0x8000_0000; rest = Math.floor(rest / 0x80)) this.#slab[this.#at++] = (rest % 0x80) | 0x80
    for (; rest >= 0x80; rest >>>= 7) this.#slab[this.#at++] = (rest & 0x7f) | 0x80
    this.#slab[this.#at++] = rest
  }

  /** The bytes themselves: their number is known to who reads them. */
  raw(bytes: Uint8Array): void {
    this.#provide(bytes.length)
    this.#slab.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** Their number, and the bytes. */
  bytes(bytes: Uint8Array): void {
    this.whole(bytes.length)
    this.raw(bytes)
  }

  /** The number of its UTF-8 bytes, and these. */
  text(text: string): void {
    const { length } = text
    this.#provide(MOST_WHOLE + 3 * length)
    if (length <= LOOPED && this.#ascii(text)) return
    this.whole(Buffer.byteLength(text))
    this.#at += this.#slab.write(text, this.#at)
  }

  /** So many hexadecimal digits, in lower case, as half as many bytes. */
  hex(text: string, digits: number): void {
    if (text.length !== digits) throw new TypeError(`"${text.slice(0, 80)}" has not ${digits} digits`)
    this.#provide(digits / 2)
    for (let at = 0; at < digits; at += 2) {
      const high = DIGITS[text.charCodeAt(at)] as number
      const low = DIGITS[text.charCodeAt(at + 1)] as number
      if (!(high + low < 32)) throw new TypeError(`"${text.slice(0, 80)}" is not in hexadecimal`)
      this.#slab[this.#at++] = (high << 4) | low
    }
  }

  /** Four bytes, the highest first. */
  float32(value: number): void {
    this.#provide(4)
    this.#at = this.#slab.writeFloatBE(value, this.#at)
  }

  /** Eight bytes, the highest first. */
  float64(value: number): void {
    this.#provide(8)
    this.#at = this.#slab.writeDoubleBE(value, this.#at)
  }

  // For short texts the native functions take longer to call than the loop to run.
  #ascii(text: string): boolean {
    const { length } = text
    const [slab, from] = [this.#slab, this.#at + 1]
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at)
      if (unit >= 0x80) return false
      slab[from + at] = unit
    }
    slab[this.#at] = length
    this.#at = from + length
    return true
  }

  #provide(bytes: number): void {
    if (this.#at + bytes > this.#slab.length) this.#renew(bytes)
  }

  /** A new slab, in which the present thing and so many bytes more have room. */
  #renew(bytes: number): void {
    const before = this.#slab.subarray(this.#start, this.#at)
    this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, 2 * before.length + bytes))
    this.#slab.set(before)
    this.#start = 0
    this.#at = before.length
  }
}

/** The one writer of the codec: nothing is written while something else is. */
export const writer = new Writer()

/** The longest whole number, in bytes. */
const MOST_WHOLE = 8

/** Up to this length text is written character by character. Its length fits into one byte. */
const LOOPED = 100

/** What each ASCII character is worth as a digit; 255 for those that are none. */
const DIGITS = new Uint8Array(128).fill(255)
for (let digit = 0; digit < 16; digit++) DIGITS[digit.toString(16).charCodeAt(0)] = digit
