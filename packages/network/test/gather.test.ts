/** What is gathered into one write, what waits, and what does not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import type { ConnectionEncrypter, MessageStream } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { Uint8ArrayList } from 'uint8arraylist'
import { gathered } from '../src/gather.ts'

interface Decoder {
  readonly buffer: Uint8ArrayList
  decode(chunk: Uint8Array | Uint8ArrayList): Iterable<Uint8Array | Uint8ArrayList>
}

/** A connection that keeps what is sent through it. */
class Kept {
  readonly sent: (Uint8Array | Uint8ArrayList)[] = []
  writableNeedsDrain = false
  status = 'open'
  decoder: Decoder | undefined

  send(message: Uint8Array | Uint8ArrayList): boolean {
    if (this.status !== 'open') throw new Error('cannot write')
    this.sent.push(message)
    return true
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
  return { raw: raw as unknown as MessageStream, rawKept: raw, inner, connection, encrypter }
}

/** A window update: so many bytes more of room for this stream. */
function update(stream: number, room: number): Uint8Array {
  const header = Buffer.alloc(12)
  header[1] = 1
  header.writeUInt32BE(stream, 4)
  header.writeUInt32BE(room, 8)
  return new Uint8Array(header)
}

const FRAME = new Uint8Array(50).fill(2)

describe('gathering', () => {
  it('a message of several pieces is one write', async () => {
    const { raw, rawKept } = await pair()
    raw.send(new Uint8ArrayList(Uint8Array.of(1), Uint8Array.of(2, 3), Uint8Array.of(4)))
    assert.deepEqual(rawKept.sent, [Uint8Array.of(1, 2, 3, 4)])
  })

  it('frames with data leave at once, without the window updates before them', async () => {
    const { inner, connection } = await pair()
    connection.send(update(7, 256))
    assert.deepEqual(inner.lengths, [])
    connection.send(FRAME)
    assert.deepEqual(inner.lengths, [50])
  })

  it('window updates are added up by stream, and leave when they are worth a message', async () => {
    const { inner, connection } = await pair()
    for (let round = 0; round < 3; round++) connection.send(update(7, 10_000))
    for (let round = 0; round < 3; round++) connection.send(update(9, 10_000))
    assert.deepEqual(inner.sent, [])
    connection.send(update(7, 2_768))
    assert.deepEqual(inner.sent, [update(7, 32_768)])
    connection.send(update(9, 5_000_000))
    connection.send(update(7, 32_767))
    assert.deepEqual(inner.sent, [update(7, 32_768), update(9, 5_030_000)])
  })

  it('the updates of the stream that has waited longest leave when too many streams have some', async () => {
    const { inner, connection } = await pair()
    for (let stream = 1; stream <= 16; stream++) connection.send(update(stream, stream))
    assert.deepEqual(inner.sent, [])
    connection.send(update(0xfffffffe, 17))
    connection.send(update(18, 18))
    assert.deepEqual(inner.sent, [update(1, 1), update(2, 2)])
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

  it('a connection that is full says so when an update waits, too', async () => {
    const { inner, connection } = await pair()
    assert.equal(connection.send(update(7, 1)), true)
    inner.writableNeedsDrain = true
    assert.equal(connection.send(update(7, 1)), false)
  })

  it('a connection that is gone takes nothing, and says so', async () => {
    const { inner, connection } = await pair()
    inner.status = 'aborted'
    assert.throws(() => connection.send(update(7, 40_000)), /cannot write/)
    assert.deepEqual(inner.lengths, [])
  })

  it('the connections of Noise cut messages out of chunks as they are told to', async () => {
    const cut: number[] = []
    const nodes = await Promise.all([listening(cut), listening(cut)])
    const connection = await nodes[0].dial(nodes[1].getMultiaddrs())
    await nodes[0].services.ping.ping(connection.remotePeer)
    assert.ok(cut.length > 0)
    await Promise.all(nodes.map((node) => node.stop()))
  })

  it('messages that are cut survive any cutting, with what came before the encryption began', async () => {
    const { inner, encrypter } = await pair()
    inner.decoder = { buffer: new Uint8ArrayList(Uint8Array.of(0)), decode: () => assert.fail() }
    await encrypter.secureOutbound(new Kept() as unknown as MessageStream)
    const decode = (...bytes: number[]) => [...inner.decoder!.decode(Uint8Array.from(bytes))]
    assert.deepEqual(decode(), [])
    assert.deepEqual(decode(2, 7), [])
    assert.deepEqual(decode(8, 0, 1, 9, 1).map(numbers), [[7, 8], [9]])
    assert.deepEqual(decode(0), [])
    const long = Uint8Array.from({ length: 256 }, (_, index) => index)
    const pieces = new Uint8ArrayList(long.subarray(0, 100), long.subarray(100), Uint8Array.of(0))
    assert.deepEqual([...inner.decoder.decode(pieces)].map(numbers), [[...long]])
  })
})

const numbers = (bytes: Uint8Array | Uint8ArrayList) => [...bytes.subarray()]

/** A node whose connections tell how many messages they cut out of each chunk. */
function listening(cut: number[]) {
  const encrypter = gathered(noise())
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    streamMuxers: [yamux()],
    services: { ping: ping(), identify: identify() },
    connectionEncrypters: [
      (components) => {
        const made = encrypter(components)
        const secure = made.secureInbound.bind(made)
        made.secureInbound = async (raw, options) => {
          const secured = await secure(raw, options)
          const { decoder } = secured.connection as unknown as { decoder: Decoder }
          const { decode } = decoder
          decoder.decode = (chunk) => {
            const messages = [...decode(chunk)]
            cut.push(messages.length)
            return messages
          }
          return secured
        }
        return made
      }
    ]
  })
}
