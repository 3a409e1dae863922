// Where the encoder puts its bytes.

/** Growable bytes that are kept between calls. */
export class Sink {
  bytes = Buffer.allocUnsafeSlow(4096)
  length = 0

  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + count))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  unsigned(value: number): void {
    this.reserve(5)
    while (value >= 0x80) {
      this.bytes[this.length++] = (value & 0x7f) | 0x80
      value >>>= 7
    }
    this.bytes[this.length++] = value
  }

  text(text: string): void {
    const { length } = text
    this.reserve(5 + 2 * length)
    const wide = isWide(text)
    this.unsigned(length * 2 + (wide ? 1 : 0))
    if (!wide && length < 32) {
      for (let index = 0; index < length; index++) this.bytes[this.length++] = text.charCodeAt(index)
    } else {
      this.length += this.bytes.write(text, this.length, wide ? 'utf16le' : 'latin1')
    }
  }
}

function isWide(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return true
  return false
}
