/** Strangers who do not keep to the protocol. After each of them the node must still serve the others. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { noise } from '@chainsafe/libp2p-noise'
import { identify } from '@libp2p/identify'
import type { Libp2p, Stream } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { Network } from '../src/port.ts'
import { HALLEY_PROTOCOL, KAD_PROTOCOL } from '../src/protocol.ts'
import { bytes, Recorder } from './recorder.ts'
import { startNode } from './world.ts'

describe('a node under attack', () => {
  const [atVictim, atFriend] = [new Recorder(), new Recorder()]
  let victim: Network
  let friend: Network
  let stranger: Libp2p
  let port: number
  const sockets: Socket[] = []

  before(async () => {
    victim = await startNode(atVictim, { maxFrameBytes: 4096, maxHalfOpen: 64, handshakeTimeoutMs: 500 })
    friend = await startNode(atFriend, { bootstrap: victim.addresses() })
    port = Number(/tcp\/(\d+)/.exec(victim.addresses()[0]!)?.[1])
    stranger = await createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: { identify: identify() }
    })
  })
  after(async () => {
    for (const socket of sockets) socket.destroy()
    await Promise.all([stranger.stop(), friend.stop(), victim.stop()])
  })
  afterEach(async () => {
    atVictim.faults.length = 0
    atVictim.frames.length = 0
    atFriend.frames.length = 0
    friend.send(victim.self, bytes('still there?'))
    await atVictim.until('the friend is heard', () => atVictim.texts().includes('still there?'))
    victim.send(friend.self, bytes('yes'))
    await atFriend.until('the friend is answered', () => atFriend.texts().includes('yes'))
    atVictim.frames.length = 0
  })

  const knock = (): Socket => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    // Being cut off is what these sockets are for.
    socket.on('error', () => {})
    sockets.push(socket)
    return socket
  }
  const open = async (protocol = HALLEY_PROTOCOL): Promise<Stream> => {
    const connection = await stranger.dial(multiaddr(victim.addresses()[0]!))
    return connection.newStream(protocol)
  }
  const faultCodes = () => atVictim.faults.map((fault) => fault.code)
  const closed = (stream: Stream) =>
    new Promise<void>((resolve) => {
      if (stream.status !== 'open') resolve()
      else stream.addEventListener('close', () => resolve())
    })

  it('survives random bytes on its port', async () => {
    for (let index = 0; index < 20; index++) {
      const socket = knock()
      const end = new Promise((resolve) => socket.on('close', resolve))
      socket.write(randomBytes(1 + index * 500))
      socket.end()
      await end
    }
  })

  it('admits others while connections hang half open', async () => {
    const hanging = Array.from({ length: 40 }, knock)
    // Watched from the start: on a busy machine the victim may have given some up before the newcomer is in.
    const cut = hanging.map((socket) => new Promise((resolve) => socket.on('close', resolve).resume()))
    await Promise.all(hanging.map((socket) => new Promise((resolve) => socket.on('connect', resolve))))
    const recorder = new Recorder()
    const late = await startNode(recorder, { bootstrap: victim.addresses() })
    await recorder.until('the victim', () => recorder.connected.has(victim.self), 450)
    await late.stop()
    await Promise.all(cut)
  })

  it('survives connections that break in the middle of the handshake', async () => {
    for (const length of [1, 10, 20, 40, 60]) {
      const socket = knock()
      const end = new Promise((resolve) => socket.on('close', resolve))
      socket.write(
        Buffer.concat([Buffer.from('\x13/multistream/1.0.0\n\x07/noise\n\x00\x20'), randomBytes(length)])
      )
      socket.once('data', () => socket.resetAndDestroy())
      await end
    }
  })

  it('reports an announced length above its limit, and cuts the stream', async () => {
    const stream = await open()
    stream.send(Buffer.from([0, 0, 0x10, 1]))
    await atVictim.until('the fault', () => atVictim.faults.length === 1)
    assert.deepEqual(faultCodes(), ['FRAME_TOO_LARGE'])
    assert.equal(atVictim.faults[0]!.peer, stranger.peerId.toString())
    assert.equal(atVictim.faults[0]!.details.announced, 4097)
    await closed(stream)
  })

  it('reports garbage as what it looks like', async () => {
    const stream = await open()
    stream.send(Buffer.from('GET / HTTP/1.1\r\nHost: example.org\r\n\r\n'))
    await atVictim.until('the fault', () => atVictim.faults.length === 1)
    assert.deepEqual(faultCodes(), ['FRAME_TOO_LARGE'])
    await closed(stream)
  })

  it('reports a stream that ends in the middle of a frame, not one that breaks', async () => {
    const broken = await open()
    broken.send(Buffer.from([0, 0, 0, 9, 1, 2]))
    broken.abort(new Error('gone'))
    const ended = await open()
    ended.send(Buffer.from([0, 0, 0, 9, 1, 2]))
    await ended.close()
    await atVictim.until('the fault', () => atVictim.faults.length === 1)
    assert.deepEqual(faultCodes(), ['FRAME_TRUNCATED'])
    assert.equal(atVictim.faults[0]!.details.wanted, 13)
  })

  it('takes a thousand tiny frames, byte by byte if need be', async () => {
    const stream = await open()
    for (let index = 0; index < 1000; index++) stream.send(Buffer.from([0, 0, 0, 1, index % 256]))
    await atVictim.until('a thousand frames', () => atVictim.frames.length === 1000)
    for (const byte of [0, 0, 0, 3, 1, 2, 3]) stream.send(Buffer.from([byte]))
    await atVictim.until('one more', () => atVictim.frames.length === 1001)
    assert.deepEqual([...atVictim.frames[1000]!.frame], [1, 2, 3])
    await stream.close()
  })

  it('keeps only the newest of many streams, and refuses to have many', async () => {
    const streams = await Promise.allSettled(Array.from({ length: 30 }, () => open()))
    const opened = streams.filter((result) => result.status === 'fulfilled').map((result) => result.value)
    for (const stream of opened) if (stream.status === 'open') stream.send(Buffer.from([0, 0, 0, 1, 7]))
    await atVictim.until('a frame', () => atVictim.frames.length >= 1)
    // The first frame may be there before the stranger has read that the others' streams are cut.
    const stillOpen = (): number => opened.filter((stream) => stream.status === 'open').length
    for (let turns = 0; stillOpen() > 4 && turns < 1_000; turns++) await nextTurn()
    assert.ok(stillOpen() <= 4)
    for (const stream of opened) stream.abort(new Error('enough'))
  })

  it('does not wait for a peer that never reads: the queue has an end', async () => {
    await open()
    const before = atVictim.lost
    const frame = new Uint8Array(4096)
    // 8 MB may wait; the stream's window and the buffers beneath it take some more.
    for (let index = 0; index < 4_000; index++) victim.send(stranger.peerId.toString(), frame)
    await atVictim.until('undeliverable frames', () => atVictim.lost > before)
    assert.equal(atVictim.undeliverable.at(-1)!.reason.code, 'QUEUE_FULL')
    await stranger.hangUp(multiaddr(victim.addresses()[0]!))
  })

  it('does not count a peer that does not speak Halley', async () => {
    await stranger.dial(multiaddr(victim.addresses()[0]!))
    const before = atVictim.lost
    victim.send(stranger.peerId.toString(), bytes('do you speak Halley?'))
    await atVictim.until('the report', () => atVictim.lost > before)
    assert.equal(atVictim.undeliverable.at(-1)!.reason.code, 'PROTOCOL_UNSUPPORTED')
    assert.ok(!atVictim.connected.has(stranger.peerId.toString()))
    assert.ok(!(await victim.closest('x', 9)).includes(stranger.peerId.toString()))
  })

  it('stores nothing for strangers in the overlay', async () => {
    // Kad messages: PUT_VALUE (type 0) and ADD_PROVIDER (type 2), each with a key; varint length first.
    for (const type of [0, 2]) {
      const stream = await open(KAD_PROTOCOL)
      stream.send(Buffer.from([6, 8, type, 0x12, 2, 65, 66]))
      await closed(stream)
      assert.equal(stream.status, 'reset')
    }
  })
})
