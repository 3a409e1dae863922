/**
 * A stream, read to its end: chunks in, frames out, in the same turn of the event loop in which they arrive.
 *
 * The chunks come as events rather than from the stream's iterator, whose promises cost as much as a small chunk's decoding.
 */
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface'
import { pipe } from 'it-pipe'
import { decodeFrames, FrameDecoder } from './frames.ts'

/**
 * Resolves when the peer has ended its side and all was delivered.
 * @throws NetworkError FRAME_TOO_LARGE, FRAME_TRUNCATED; or whatever broke the stream
 */
export function readFrames(
  stream: Stream,
  maxFrameBytes: number,
  onFrame: (frame: Uint8Array) => void
): Promise<void> {
  if (stream.readableEnded) return Promise.resolve()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const decoder = new FrameDecoder(maxFrameBytes)
  const decode = decodeFrames(decoder)
  const deliver = (batches: Iterable<Uint8Array[]>): void => {
    for (const frames of batches) for (const frame of frames) onFrame(frame)
  }
  const finish = (violation?: unknown): void => {
    stream.removeEventListener('message', onMessage)
    stream.removeEventListener('end', onEnd)
    stream.removeEventListener('close', onClose)
    if (violation === undefined) resolve()
    else reject(violation)
  }
  const onMessage = ({ data }: StreamMessageEvent): void => {
    try {
      pipe(data instanceof Uint8Array ? [data] : data, decode, deliver)
    } catch (violation) {
      finish(violation)
    }
  }
  const onEnd = (): void => {
    // A stream that was cut ends as well, and then tells what cut it.
    if (stream.status === 'aborted' || stream.status === 'reset') return
    try {
      decoder.end()
      finish()
    } catch (violation) {
      finish(violation)
    }
  }
  const onClose = ({ error }: StreamCloseEvent): void => (error === undefined ? onEnd() : finish(error))
  stream.addEventListener('message', onMessage)
  stream.addEventListener('end', onEnd)
  stream.addEventListener('close', onClose)
  return promise
}
