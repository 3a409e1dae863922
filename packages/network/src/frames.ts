/**
 * Frames on a byte stream: four bytes of big-endian length, then that many bytes.
 *
 *     00 00 00 05 68 65 6c 6c 6f        the frame "hello"
 *
 * The decoder refuses a length above the cap when it has read the four bytes, before it keeps or allocates
 * anything, and it never allocates what a peer merely announces: bytes are kept as they arrive and joined
 * when the frame is complete, so a silent peer that announced a megabyte costs nothing.
 */
import { Uint8ArrayList } from 'uint8arraylist'
import { NetworkError } from './errors.ts'

export const HEADER_BYTES = 4

/** Frames up to this size are copied together; larger ones are passed on as they are. In bytes. */
const COPY_BELOW = 8192

/** One write for many frames, in order. */
export function encodeFrames(frames: readonly Uint8Array[]): Uint8ArrayList {
  const batch = new Uint8ArrayList()
  let from = 0
  while (from < frames.length) {
    const first = frames[from]!
    if (first.length > COPY_BELOW) {
      batch.append(header(first.length))
      batch.append(first)
      from++
      continue
    }
    let to = from
    let size = 0
    while (to < frames.length && frames[to]!.length <= COPY_BELOW) size += HEADER_BYTES + frames[to++]!.length
    batch.append(joined(frames, from, to, size))
    from = to
  }
  return batch
}

/**
 * A pipeline stage from the parts of a chunk to batches of frames, one batch for each part that completed any.
 * Frames that precede a violation are delivered before it is thrown.
 * @throws NetworkError FRAME_TOO_LARGE
 */
export function decodeFrames(decoder: FrameDecoder) {
  return function* (parts: Iterable<Uint8Array>): Generator<Uint8Array[]> {
    for (const part of parts) {
      const frames: Uint8Array[] = []
      try {
        decoder.push(part, frames)
      } finally {
        if (frames.length > 0) yield frames
      }
    }
  }
}

export class FrameDecoder {
  readonly #maxFrameBytes: number
  readonly #headerBytes: number
  /** Bytes of an unfinished frame, as they arrived. */
  #parts: Uint8Array[] = []
  #kept = 0
  /** How many bytes must be at hand before anything can be done: a header, or a header and its frame. */
  #wanted: number

  /** @param headerBytes how many bytes announce a length, the most significant first */
  constructor(maxFrameBytes: number, headerBytes = HEADER_BYTES) {
    this.#maxFrameBytes = maxFrameBytes
    this.#headerBytes = headerBytes
    this.#wanted = headerBytes
  }

  /** Appends the frames that `chunk` completes to `into`. @throws NetworkError FRAME_TOO_LARGE */
  push(chunk: Uint8Array, into: Uint8Array[]): void {
    let rest = chunk
    while (this.#kept > 0) {
      const missing = this.#wanted - this.#kept
      this.#keep(rest.length > missing ? rest.subarray(0, missing) : rest)
      if (this.#kept < this.#wanted) return
      rest = rest.subarray(missing)
      this.#complete(into)
    }
    this.#take(rest, into)
  }

  /** The stream ended. @throws NetworkError FRAME_TRUNCATED in the middle of a frame */
  end(): void {
    if (this.#kept === 0) return
    throw new NetworkError(
      'FRAME_TRUNCATED',
      `the stream ended after ${this.#kept} of ${this.#wanted} bytes`,
      {
        got: this.#kept,
        wanted: this.#wanted
      }
    )
  }

  /** What was wanted is at hand, in parts: a header, or a frame with its header. Only this is copied, not what follows it. */
  #complete(into: Uint8Array[]): void {
    const bytes = Buffer.concat(this.#parts, this.#kept)
    this.#parts = []
    this.#kept = 0
    this.#take(bytes, into)
  }

  #take(bytes: Uint8Array, into: Uint8Array[]): void {
    const headerBytes = this.#headerBytes
    let offset = 0
    this.#wanted = headerBytes
    while (bytes.length - offset >= headerBytes) {
      const end = offset + this.#announced(bytes, offset)
      if (end > bytes.length) {
        this.#wanted = end - offset
        break
      }
      into.push(bytes.subarray(offset + headerBytes, end))
      offset = end
    }
    if (offset < bytes.length) this.#keep(offset === 0 ? bytes : bytes.subarray(offset))
  }

  #keep(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.#kept += bytes.length
  }

  /** Header and frame together, in bytes. */
  #announced(bytes: Uint8Array, at: number): number {
    let length = 0
    for (let index = 0; index < this.#headerBytes; index++) length = length * 256 + bytes[at + index]!
    if (length > this.#maxFrameBytes) {
      throw new NetworkError(
        'FRAME_TOO_LARGE',
        `a frame of ${length} bytes was announced, the limit is ${this.#maxFrameBytes}`,
        {
          announced: length,
          limit: this.#maxFrameBytes
        }
      )
    }
    return this.#headerBytes + length
  }
}

function header(length: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  writeLength(bytes, 0, length)
  return bytes
}

function joined(frames: readonly Uint8Array[], from: number, to: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size)
  let offset = 0
  for (let index = from; index < to; index++) {
    const frame = frames[index]!
    writeLength(bytes, offset, frame.length)
    bytes.set(frame, offset + HEADER_BYTES)
    offset += HEADER_BYTES + frame.length
  }
  return bytes
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length >>> 24
  bytes[at + 1] = length >>> 16
  bytes[at + 2] = length >>> 8
  bytes[at + 3] = length
}
