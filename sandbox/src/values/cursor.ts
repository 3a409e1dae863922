// A place in a message's bytes that moves on as it is read, and never beyond their end.
import { ValueError } from './value.ts'

/** @throws ValueError from every method that would read beyond the end */
export class Cursor {
  readonly bytes: Buffer
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw new ValueError('the message', 'ends early')
    return this.bytes[this.at++]!
  }

  unsigned(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 128
    }
  }

  take(count: number): number {
    const start = this.at
    if (start + count > this.bytes.length) throw new ValueError('the message', 'ends early')
    this.at += count
    return start
  }

  text(): string {
    const head = this.unsigned()
    const length = Math.floor(head / 2)
    if (head % 2 === 1) {
      const start = this.take(length * 2)
      return this.bytes.toString('utf16le', start, this.at)
    }
    const start = this.take(length)
    if (length > 24) return this.bytes.toString('latin1', start, this.at)
    let text = ''
    for (let index = start; index < this.at; index++) text += String.fromCharCode(this.bytes[index]!)
    return text
  }
}
