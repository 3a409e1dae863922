/** What is gathered into one write, and what is not held back. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { ConnectionEncrypter, MessageStream } from '@libp2p/interface'
import { Uint8ArrayList } from 'uint8arraylist'
import { gathered } from '../src/gather.ts'

/** A connection that keeps what is sent through it. */
class Kept {
  readonly sent: (Uint8Array | Uint8ArrayList)[] = []
  readonly writableNeedsDrain = false
  status = 'open'
  closed = false

  send(message: Uint8Array | Uint8ArrayList): boolean {
    if (this.status !== 'open') throw new Error('cannot write')
    this.sent.push(message)
    return true
  }

  async close(): Promise<void> {
    this.closed = true
    this.status = 'closed'
  }

  get lengths(): number[] {
    return this.sent.map(({ byteLength }) => byteLength)
  }
}

/** Both ends of an encrypter that does not encrypt. */
async function pair() {
  const [raw, inner] = [new Kept(), new Kept()]
  const secured = { connection: inner as unknown as MessageStream, remotePeer: undefined as never }
  const plain: ConnectionEncrypter = {
    protocol: '/plain',
    secureInbound: async () => secured,
    secureOutbound: async () => secured
  }
  const encrypter = gathered(() => plain)({})
  const { connection } = await encrypter.secureOutbound(raw as unknown as MessageStream)
  return { raw: raw as unknown as MessageStream, rawKept: raw, inner, connection }
}

/** A window update of the stream 7. */
const HEADER = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 7, 0, 0, 1, 0)
const FRAME = new Uint8Array(50).fill(2)

describe('gathering', () => {
  it('a message of several pieces is one write', async () => {
    const { raw, rawKept } = await pair()
    raw.send(new Uint8ArrayList(Uint8Array.of(1), Uint8Array.of(2, 3), Uint8Array.of(4)))
    assert.deepEqual(rawKept.sent, [Uint8Array.of(1, 2, 3, 4)])
  })

  it('frames with data leave at once, and the window updates before them with them, in order', async () => {
    const { inner, connection } = await pair()
    connection.send(HEADER)
    connection.send(HEADER)
    assert.deepEqual(inner.lengths, [])
    connection.send(FRAME)
    assert.deepEqual(inner.lengths, [74])
    assert.deepEqual(inner.sent[0]?.subarray(), Uint8Array.of(...HEADER, ...HEADER, ...FRAME))
    connection.send(FRAME)
    assert.deepEqual(inner.lengths, [74, 50])
  })

  it('what begins, ends or resets a stream leaves at once, and so does whatever is no window update', async () => {
    for (const [type, high, low] of [
      [1, 0, 1],
      [1, 0, 4],
      [1, 0, 8],
      [2, 0, 1],
      [3, 0, 0]
    ] as const) {
      const { inner, connection } = await pair()
      connection.send(Uint8Array.of(0, type, high, low, 0, 0, 0, 7, 0, 0, 0, 0))
      assert.deepEqual(inner.lengths, [12])
    }
    const { inner, connection } = await pair()
    connection.send(Uint8Array.of(0, 1, 0, 0))
    assert.deepEqual(inner.lengths, [4])
  })

  it('a window update that nothing follows leaves soon', async () => {
    const { inner, connection } = await pair()
    connection.send(HEADER)
    await turn()
    await turn()
    await turn()
    assert.deepEqual(inner.lengths, [12])
  })

  it('what waits leaves before the connection is closed', async () => {
    const { inner, connection } = await pair()
    connection.send(HEADER)
    await connection.close()
    assert.deepEqual(inner.lengths, [12])
    assert.ok(inner.closed)
  })

  it('a connection that is gone takes nothing, and says so where it can', async () => {
    const { inner, connection } = await pair()
    connection.send(HEADER)
    inner.status = 'aborted'
    await turn()
    await turn()
    assert.throws(() => connection.send(HEADER), /cannot write/)
    assert.deepEqual(inner.lengths, [])
  })
})
