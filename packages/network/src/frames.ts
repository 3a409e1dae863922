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
 * A pipeline stage from chunks to batches of frames, one batch for each chunk that completed any. Frames that
 * precede a violation are delivered before it is thrown.
 * @throws NetworkError FRAME_TOO_LARGE, FRAME_TRUNCATED
 */
export function decodeFrames(maxFrameBytes: number) {
  return async function* (source: AsyncIterable<Uint8Array | Uint8ArrayList>): AsyncGenerator<Uint8Array[]> {
    const decoder = new FrameDecoder(maxFrameBytes)
    for await (const chunk of source) {
      const frames: Uint8Array[] = []
      let violation: unknown
      try {
        if (chunk instanceof Uint8Array) decoder.push(chunk, frames)
        else for (const part of chunk) decoder.push(part, frames)
      } catch (error) {
        violation = error
      }
      if (frames.length > 0) yield frames
      if (violation !== undefined) throw violation
    }
    decoder.end()
  }
}

export class FrameDecoder {
  readonly #maxFrameBytes: number
  /** Bytes of an unfinished frame, as they arrived. */
  #parts: Uint8Array[] = []
  #kept = 0
  /** How many bytes must be at hand before anything can be done: a header, or a header and its frame. */
  #wanted = HEADER_BYTES

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Appends the frames that `chunk` completes to `into`. @throws NetworkError FRAME_TOO_LARGE */
  push(chunk: Uint8Array, into: Uint8Array[]): void {
    if (this.#kept === 0) return this.#take(chunk, into)
    this.#keep(chunk)
    if (this.#kept < this.#wanted) return
    const bytes = Buffer.concat(this.#parts, this.#kept)
    this.#parts = []
    this.#kept = 0
    this.#take(bytes, into)
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

  #take(bytes: Uint8Array, into: Uint8Array[]): void {
    let offset = 0
    this.#wanted = HEADER_BYTES
    while (bytes.length - offset >= HEADER_BYTES) {
      const end = offset + this.#announced(bytes, offset)
      if (end > bytes.length) {
        this.#wanted = end - offset
        break
      }
      into.push(bytes.subarray(offset + HEADER_BYTES, end))
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
    const length = bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
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
    return HEADER_BYTES + length
  }
}

function header(length: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  writeLength(bytes, 0, length)
  return bytes
}

function joined(frames: readonly Uint8Array[], from: number, to: number, size: number): Uint8Array {
  // Not from Node's shared pool: the bytes wait in queues of unknown length and must not pin a pool.
  const bytes = new Uint8Array(size)
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
