// Writes the CBOR that cbor-read.ts reads: numbers, text, bytes, true, false, null, lists, and objects as maps with their
// properties in order, without those that are undefined.

/** Room that is kept from one message to the next, in bytes: most fit. */
const KEPT_BYTES = 65_536

/** The encoded form, in memory of its own. @throws TypeError for what has none, which is a bug of the caller's */
export function writeCbor(thing: unknown): Uint8Array {
  const writer = free ?? new Writer()
  free = undefined
  writer.thing(thing)
  const bytes = writer.take()
  free = writer
  return bytes
}

// Not shared by two at a time: a getter of what is written may write, too.
let free: Writer | undefined

class Writer {
  #room = Buffer.allocUnsafeSlow(KEPT_BYTES)
  #at = 0

  thing(thing: unknown): void {
    switch (typeof thing) {
      case 'string':
        return this.#text(thing)
      case 'number':
        return this.#number(thing)
      case 'boolean':
        return this.#initial(0xe0, thing ? 21 : 20)
      case 'object':
        if (thing === null) return this.#initial(0xe0, 22)
        if (thing instanceof Uint8Array) return this.#bytes(thing)
        if (Array.isArray(thing)) return this.#list(thing)
        return this.#map(thing as Record<string, unknown>)
      default:
        throw new TypeError(`${typeof thing} has no encoded form`)
    }
  }

  /** What was written, and an empty writer. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.#at)
    bytes.set(this.#room.subarray(0, this.#at))
    this.#at = 0
    if (this.#room.length > KEPT_BYTES) this.#room = Buffer.allocUnsafeSlow(KEPT_BYTES)
    return bytes
  }

  #list(items: readonly unknown[]): void {
    this.#initial(0x80, items.length)
    for (const item of items) this.thing(item)
  }

  #map(properties: Record<string, unknown>): void {
    const names = Object.keys(properties)
    let length = 0
    for (const name of names) if (properties[name] !== undefined) length++
    this.#initial(0xa0, length)
    for (const name of names) {
      const value = properties[name]
      if (value === undefined) continue
      this.#text(name)
      this.thing(value)
    }
  }

  #bytes(bytes: Uint8Array): void {
    this.#initial(0x40, bytes.length)
    this.#provide(bytes.length)
    this.#room.set(bytes, this.#at)
    this.#at += bytes.length
  }

  #text(text: string): void {
    const { length } = text
    this.#provide(MOST_HEAD + 3 * length)
    const before = this.#at
    if (length <= LOOPED) {
      this.#initial(0x60, length)
      const room = this.#room
      let at = 0
      for (; at < length; at++) {
        const unit = text.charCodeAt(at)
        if (unit >= 0x80) break
        room[this.#at + at] = unit
      }
      if (at === length) {
        this.#at += length
        return
      }
      this.#at = before
    }
    this.#initial(0x60, Buffer.byteLength(text))
    this.#at += this.#room.write(text, this.#at)
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value))
      return value >= 0 ? this.#initial(0, value) : this.#initial(0x20, -1 - value)
    this.#provide(MOST_HEAD)
    if (Math.fround(value) === value) {
      this.#room[this.#at] = 0xfa
      this.#at = this.#room.writeFloatBE(value, this.#at + 1)
    } else {
      this.#room[this.#at] = 0xfb
      this.#at = this.#room.writeDoubleBE(value, this.#at + 1)
    }
  }

  /** What a thing begins with: its kind, and a number in as few bytes as it fits into. */
  #initial(major: number, argument: number): void {
    this.#provide(MOST_HEAD)
    const room = this.#room
    if (argument < 24) room[this.#at++] = major | argument
    else if (argument < 0x100) {
      room[this.#at++] = major | 24
      room[this.#at++] = argument
    } else if (argument < 0x1_0000) {
      room[this.#at++] = major | 25
      room[this.#at++] = argument >>> 8
      room[this.#at++] = argument
    } else if (argument < 0x1_0000_0000) {
      room[this.#at] = major | 26
      this.#at = room.writeUInt32BE(argument, this.#at + 1)
    } else {
      room[this.#at] = major | 27
      room.writeUInt32BE(Math.floor(argument / 0x1_0000_0000), this.#at + 1)
      this.#at = room.writeUInt32BE(argument >>> 0, this.#at + 5)
    }
  }

  #provide(bytes: number): void {
    const needed = this.#at + bytes
    if (needed <= this.#room.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#room.length))
    larger.set(this.#room.subarray(0, this.#at))
    this.#room = larger
  }
}

/** A kind with the largest argument, in bytes. */
const MOST_HEAD = 9

/** Up to this length text is written character by character, which is faster. */
const LOOPED = 64
