/** A stream's last moments, in the orders in which they can come. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Stream, StreamCloseEvent, StreamMessageEvent, StreamResetEvent } from '@libp2p/interface'
import { encodeFrames } from '../src/frames.ts'
import { readFrames } from '../src/reading.ts'
import { bytes } from './recorder.ts'

class PaperStream extends EventTarget {
  status = 'open'
  readableEnded = false

  message(...texts: string[]): void {
    this.dispatchEvent(new StreamMessageEvent(encodeFrames(texts.map(bytes))))
  }

  raw(...chunk: number[]): void {
    this.dispatchEvent(new StreamMessageEvent(Uint8Array.from(chunk)))
  }

  end(): void {
    this.readableEnded = true
    this.dispatchEvent(new Event('end'))
  }

  reset(): void {
    this.status = 'reset'
    this.end()
    this.dispatchEvent(new StreamResetEvent(new Error('reset by the peer')))
  }
}

function reading() {
  const [stream, seen] = [new PaperStream(), [] as string[]]
  const done = readFrames(stream as unknown as Stream, 1000, (frame) =>
    seen.push(Buffer.from(frame).toString())
  )
  return { stream, seen, done }
}

describe('reading a stream', () => {
  it('delivers frames before the event returns, and ends with the stream', async () => {
    const { stream, seen, done } = reading()
    stream.message('one', '', 'three')
    assert.deepEqual(seen, ['one', '', 'three'])
    stream.end()
    stream.dispatchEvent(new StreamCloseEvent())
    await done
    stream.message('too late')
    assert.equal(seen.length, 3)
  })

  it('ends with a connection that closes without an end of the stream', async () => {
    const { stream, done } = reading()
    stream.dispatchEvent(new StreamCloseEvent())
    await done
  })

  it('tells what broke the stream, and not that a frame was cut short', async () => {
    const { stream, done } = reading()
    stream.raw(0, 0, 0, 9, 1)
    stream.reset()
    await assert.rejects(done, /reset by the peer/)
  })

  it('tells of an end in the middle of a frame', async () => {
    const { stream, done } = reading()
    stream.raw(0, 0, 0, 9, 1)
    stream.end()
    await assert.rejects(done, { code: 'FRAME_TRUNCATED' })
  })

  it('delivers nothing after a violation', async () => {
    const { stream, seen, done } = reading()
    stream.raw(0, 0, 0, 1, 65, 255, 255, 255, 255)
    stream.message('next')
    await assert.rejects(done, { code: 'FRAME_TOO_LARGE' })
    assert.deepEqual(seen, ['A'])
  })

  it('is done at once where there is nothing left to read', async () => {
    const stream = new PaperStream()
    stream.end()
    await readFrames(stream as unknown as Stream, 1000, () => assert.fail())
  })
})
