import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NetworkError } from '../src/errors.ts'
import { decodeFrames, encodeFrames, FrameDecoder } from '../src/frames.ts'

const MAX = 20_000

function encoded(frames: Uint8Array[]): Uint8Array {
  return encodeFrames(frames).subarray()
}

/** Decodes a byte stream cut into chunks of the given sizes, over and over. */
function decoded(wire: Uint8Array, cuts: number[], max = MAX): Uint8Array[] {
  const source = function* () {
    let offset = 0
    for (let index = 0; offset < wire.length; index++) {
      const size = cuts[index % cuts.length]!
      yield wire.subarray(offset, offset + size)
      offset += size
    }
  }
  const decoder = new FrameDecoder(max)
  const frames = [...decodeFrames(decoder)(source())].flat()
  decoder.end()
  return frames
}

describe('frames', () => {
  const frames = [0, 1, 3, 4, 5, 8191, 8192, 8193, 20_000, 0, 2].map((size, index) =>
    new Uint8Array(size).fill(index + 1)
  )

  it('survive any cutting of the stream', () => {
    const wire = encoded(frames)
    for (const cuts of [[1], [2], [3], [5], [7, 1], [4, 4096], [9000], [wire.length]]) {
      assert.deepEqual(
        decoded(wire, cuts).map((frame) => Buffer.from(frame)),
        frames.map((frame) => Buffer.from(frame))
      )
    }
  })

  it('are refused by their announced length, before a byte of them is kept', () => {
    const into: Uint8Array[] = []
    const announce = (length: number) => {
      const header = Buffer.alloc(4)
      header.writeUInt32BE(length)
      return header
    }
    for (const length of [MAX + 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
      assert.throws(
        () => new FrameDecoder(MAX).push(announce(length), into),
        (error) =>
          error instanceof NetworkError &&
          error.code === 'FRAME_TOO_LARGE' &&
          error.details.announced === length
      )
    }
    // The same when the header comes byte by byte.
    const decoder = new FrameDecoder(MAX)
    const header = announce(MAX + 1)
    for (const at of [0, 1, 2]) decoder.push(header.subarray(at, at + 1), into)
    assert.throws(() => decoder.push(header.subarray(3), into), NetworkError)
    assert.equal(into.length, 0)
  })

  it('before a violation are delivered', () => {
    const wire = Buffer.concat([encoded([Buffer.from('good')]), Buffer.from([255, 255, 255, 255])])
    const seen: string[] = []
    assert.throws(() => {
      for (const batch of decodeFrames(new FrameDecoder(MAX))([wire]))
        seen.push(...batch.map((frame) => Buffer.from(frame).toString()))
    }, NetworkError)
    assert.deepEqual(seen, ['good'])
  })

  it('cut short are told', () => {
    const wire = encoded([Buffer.from('whole'), Buffer.from('half')])
    for (const missing of [1, 4, 5, 7]) {
      assert.throws(
        () => decoded(wire.subarray(0, wire.length - missing), [3]),
        (error) => error instanceof NetworkError && error.code === 'FRAME_TRUNCATED'
      )
    }
  })

  it('cost time in proportion to their size when they arrive in tiny pieces', () => {
    const decoder = new FrameDecoder(1 << 20)
    const wire = encoded([new Uint8Array(1 << 20)])
    const into: Uint8Array[] = []
    const started = performance.now()
    for (let offset = 0; offset < wire.length; offset += 16)
      decoder.push(wire.subarray(offset, offset + 16), into)
    assert.equal(into.length, 1)
    assert.ok(performance.now() - started < 1_000)
  })
})
