// The log: what is committed is appended here with one durable write, and brought into the database later, much of it at once.
//
// Two segments are written in turns, each from its beginning, so the file never grows. Frames are numbered, and the database
// notes up to which number it has them ("applied"): what lies in the file with that number or a lower one is waste. So what is
// to be replayed are the frames above it, one number after the other.
//
// One frame is written at a time, and the next only when it is durable. So a power cut can tear none but the last, which nobody
// was told of; it is as if it were not there. A number that is missing before one that is there was acknowledged: then the file
// is damaged. That the very last frame was damaged, and not torn, nobody can know.
import { LOG_BLOCK_BYTES, LOG_SEGMENT_BYTES } from './limits.ts'
import type { LogFile } from './log-file.ts'
import { type Frame, readFrame, writeFrame } from './log-frame.ts'
import type { Change } from './port.ts'

export class Log {
  readonly #file: LogFile
  readonly #salt: Uint8Array
  #segment = 0
  /** Where the next frame begins, in its segment. */
  #at = 0
  #last: number
  #buffer = Buffer.alloc(0)

  /** @param last the highest number that was ever given to a frame */
  constructor(file: LogFile, salt: Uint8Array, last: number) {
    this.#file = file
    this.#salt = salt
    this.#last = last
  }

  /** The number of the last frame. */
  get last(): number {
    return this.#last
  }

  get salt(): Uint8Array {
    return this.#salt
  }

  fits(length: number): boolean {
    return this.#at + length <= LOG_SEGMENT_BYTES
  }

  /**
   * Durable when resolved; nothing else is appended meanwhile. `length` is the frame's. Rejects with the system's error: then the
   * next frame gets the same number and the same place.
   */
  async append(changes: readonly Change[], length: number): Promise<void> {
    const blocks = Math.ceil(length / LOG_BLOCK_BYTES) * LOG_BLOCK_BYTES
    if (this.#buffer.length < blocks) this.#buffer = Buffer.alloc(2 * blocks)
    writeFrame(this.#buffer, length, this.#salt, this.#last + 1, changes)
    const place = LOG_BLOCK_BYTES + this.#segment * LOG_SEGMENT_BYTES + this.#at
    // Whole blocks: of a part of one the system would have to read the rest first.
    await this.#file.write(this.#buffer.subarray(0, blocks), place)
    this.#at += blocks
    this.#last++
  }

  /** Goes on at the beginning of the other segment; the database has everything that is there. */
  turn(): void {
    this.#segment = 1 - this.#segment
    this.#at = 0
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/** Numbers of frames that should be there. */
export class Gap extends Error {
  constructor(expected: number, found: number) {
    super(`frame ${expected} is missing, and frame ${found} is there`)
  }
}

/** The frames with a higher number than `applied`, in order. Throws Gap. */
export function framesAfter(segments: readonly Buffer[], salt: Uint8Array, applied: number): Frame[] {
  const frames = segments
    .flatMap((segment) => framesOf(segment, salt))
    .filter(({ sequence }) => sequence > applied)
    .sort((a, b) => a.sequence - b.sequence)
  for (const [index, { sequence }] of frames.entries())
    if (sequence !== applied + 1 + index) throw new Gap(applied + 1 + index, sequence)
  return frames
}

/** All frames of a segment, whatever their turn. */
function framesOf(segment: Buffer, salt: Uint8Array): Frame[] {
  const frames: Frame[] = []
  let at = 0
  while (at < segment.length) {
    const frame = readFrame(segment, at, salt)
    if (frame !== undefined) frames.push(frame)
    at += Math.ceil((frame?.length ?? 1) / LOG_BLOCK_BYTES) * LOG_BLOCK_BYTES
  }
  return frames
}
