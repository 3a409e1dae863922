// The encoded form of plain values: bytes, and short ASCII text. Most objects hold nothing else, and the general encoder and decoder
// take three times as long for them. The bytes are the same (RFC 8949, major types 2 and 3).

const [BYTES, TEXT] = [0x40, 0x60]

/** Text up to this length is worth it: its head takes one byte or two. */
const TEXT_CHARACTERS = 64

/** Nothing for values that are not plain. */
export function encodePlain(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return encodeText(value)
  return value instanceof Uint8Array ? encodeBytes(value) : undefined
}

/** In memory of its own. Nothing for bytes that are not those of a plain value, or not well-formed. */
export function decodePlain(bytes: Uint8Array): string | Uint8Array | undefined {
  const initial = bytes[0] ?? 0
  const additional = initial & 0x1f
  const major = initial - additional
  if (major !== BYTES && major !== TEXT) return undefined
  const head = additional < 24 ? 1 : additional - 22
  if (bytes.length !== head + lengthOf(bytes, additional)) return undefined
  return major === BYTES ? new Uint8Array(bytes.subarray(head)) : decodeText(bytes, head)
}

/** Of what follows the head; NaN where it is too long to be plain, or where the head ends early. */
function lengthOf(bytes: Uint8Array, additional: number): number {
  if (additional < 24) return additional
  if (additional === 24) return bytes[1] ?? Number.NaN
  return additional === 25 ? 256 * (bytes[1] as number) + (bytes[2] as number) : Number.NaN
}

function encodeBytes(value: Uint8Array): Uint8Array | undefined {
  const { length } = value
  if (length > 0xffff) return undefined
  const head = length < 24 ? 1 : length < 256 ? 2 : 3
  const bytes = new Uint8Array(head + length)
  writeHead(bytes, BYTES, length)
  bytes.set(value, head)
  return bytes
}

function encodeText(text: string): Uint8Array | undefined {
  const { length } = text
  if (length > TEXT_CHARACTERS) return undefined
  const head = length < 24 ? 1 : 2
  const bytes = new Uint8Array(head + length)
  writeHead(bytes, TEXT, length)
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0x80) return undefined
    bytes[head + at] = unit
  }
  return bytes
}

function decodeText(bytes: Uint8Array, head: number): string | undefined {
  if (bytes.length > head + TEXT_CHARACTERS) return undefined
  for (let at = head; at < bytes.length; at++) if ((bytes[at] as number) >= 0x80) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset + head, bytes.length - head).toString('latin1')
}

function writeHead(bytes: Uint8Array, major: number, length: number): void {
  if (length < 24) bytes[0] = major | length
  else if (length < 256) {
    bytes[0] = major | 24
    bytes[1] = length
  } else {
    bytes[0] = major | 25
    bytes[1] = length >>> 8
    bytes[2] = length
  }
}
