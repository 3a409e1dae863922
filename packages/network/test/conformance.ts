/**
 * What every network must do, whatever it is made of. Each twin's test file runs this suite.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { nearest } from '../src/nearest.ts'
import type { Network, NodeId } from '../src/port.ts'
import { bytes, Recorder } from './recorder.ts'

export interface Limits {
  readonly maxFrameBytes?: number
  readonly maxQueuedBytes?: number
}

/** How a twin makes nodes. All nodes of one world know each other, by way of the first. */
export interface World {
  start(recorder: Recorder, limits?: Limits): Promise<Network>
  /** A node outside this process, or as good as: it sends every frame back, and dies without a word. */
  startEcho(): Promise<{ readonly id: NodeId; kill(): void }>
  /** A well-formed id at which nobody is. */
  readonly nobody: NodeId
  close(): Promise<void>
}

export function conformance(name: string, createWorld: () => Promise<World>): void {
  describe(`${name}: two nodes`, () => {
    let world: World
    let [a, b] = [undefined as unknown as Network, undefined as unknown as Network]
    const [atA, atB] = [new Recorder(), new Recorder()]
    before(async () => {
      world = await createWorld()
      a = await world.start(atA, { maxFrameBytes: 1 << 20, maxQueuedBytes: 4 << 20 })
      b = await world.start(atB, { maxFrameBytes: 1 << 20, maxQueuedBytes: 4 << 20 })
      await atA.until('a sees b', () => atA.connected.has(b.self))
      await atB.until('b sees a', () => atB.connected.has(a.self))
    })
    after(() => world.close())
    const clear = () => {
      for (const recorder of [atA, atB]) {
        recorder.frames.length = 0
        recorder.undeliverable.length = 0
      }
    }

    it('delivers frames in order, in both directions at once', async () => {
      const sent = Array.from({ length: 1000 }, (_, index) => `${index}`)
      for (const text of sent) {
        a.send(b.self, bytes(text))
        b.send(a.self, bytes(text))
      }
      await atB.until('all at b', () => atB.frames.length === sent.length)
      await atA.until('all at a', () => atA.frames.length === sent.length)
      assert.deepEqual(atB.texts(), sent)
      assert.deepEqual(atA.texts(), sent)
      assert.equal(atB.frames[0]!.from, a.self)
      clear()
    })

    it('never calls back from within send', async () => {
      let inside = true
      atA.answer = () => assert.equal(inside, false)
      a.send(a.self, bytes('self'))
      a.send(world.nobody, bytes('nobody'))
      inside = false
      await atA.until('its own frame', () => atA.frames.length === 1)
      assert.equal(atA.frames[0]!.from, a.self)
      await atA.until('the report', () => atA.lost === 1)
      atA.answer = undefined
      clear()
    })

    it('delivers empty frames and frames as large as the limit, unharmed', async () => {
      const large = new Uint8Array(1 << 20).map((_, index) => index % 251)
      a.send(b.self, new Uint8Array(0))
      a.send(b.self, large)
      a.send(b.self, bytes('after'))
      await atB.until('three frames', () => atB.frames.length === 3)
      assert.equal(atB.frames[0]!.frame.length, 0)
      assert.deepEqual(Buffer.from(atB.frames[1]!.frame), Buffer.from(large))
      assert.equal(atB.texts()[2], 'after')
      clear()
    })

    it('refuses a frame over the limit and delivers the rest', async () => {
      a.send(b.self, bytes('before'))
      a.send(b.self, new Uint8Array((1 << 20) + 1))
      a.send(b.self, bytes('after'))
      await atA.until('the report', () => atA.lost === 1)
      await atB.until('two frames', () => atB.frames.length === 2)
      assert.deepEqual(atB.texts(), ['before', 'after'])
      assert.equal(atA.undeliverable[0]!.reason.code, 'FRAME_TOO_LARGE')
      clear()
    })

    it('gives up what does not fit into the queue, and only that', async () => {
      const frame = new Uint8Array(1 << 19)
      for (let index = 0; index < 20; index++) a.send(b.self, frame)
      await atA.until('a report', () => atA.lost > 0)
      await atB.until('the others', () => atB.frames.length + atA.lost === 20)
      assert.equal(atA.undeliverable[0]!.reason.code, 'QUEUE_FULL')
      assert.ok(atB.frames.length >= 7, `${atB.frames.length} frames fit`)
      clear()
    })

    it('reports frames to a node that is not there', async () => {
      for (let index = 0; index < 5; index++) a.send(world.nobody, bytes('?'))
      await atA.until('five reports', () => atA.lost === 5)
      assert.ok(atA.undeliverable.every((report) => report.peer === world.nobody))
      assert.equal(atA.undeliverable[0]!.reason.code, 'UNREACHABLE')
      clear()
    })

    it('shows its peers and its addresses', () => {
      const view = a.peers().find((peer) => peer.id === b.self)
      assert.equal(view?.connected, true)
      assert.ok(view?.addresses.length)
      assert.ok(a.addresses().every((address) => address.endsWith(`/p2p/${a.self}`)))
    })

    it('tells at once when a peer is killed, and keeps its place', async () => {
      const echo = await world.startEcho()
      await atA.until('the echo', () => atA.connected.has(echo.id))
      a.send(echo.id, bytes('hello'))
      await atA.until('its answer', () => atA.frames.length === 1)
      const started = performance.now()
      echo.kill()
      await atA.until('the disconnection', () => atA.disconnected.includes(echo.id), 2_000)
      assert.ok(performance.now() - started < 1_000, 'within a second')
      assert.ok(
        (await a.closest('any', 3)).includes(echo.id),
        'a node that is down keeps its place for a while'
      )
      assert.equal(a.peers().find((peer) => peer.id === echo.id)?.connected, false)
      a.send(echo.id, bytes('are you there?'))
      await atA.until('the report', () => atA.lost === 1)
      clear()
    })

    it('tells the other side when it stops, and then says nothing more', async () => {
      const inFlight = atB.frames.length + 1
      a.send(b.self, bytes('farewell'))
      await a.stop()
      await a.stop()
      await atB.until('the farewell', () => atB.texts().includes('farewell'))
      await atB.until('the disconnection', () => atB.disconnected.includes(a.self))
      a.send(b.self, bytes('from the grave'))
      const reports = atA.undeliverable.length
      b.send(b.self, bytes('tick'))
      await atB.until('a tick', () => atB.frames.length > inFlight)
      assert.equal(atA.undeliverable.length, reports)
    })
  })

  describe(`${name}: eight nodes`, () => {
    let world: World
    const nodes: { network: Network; recorder: Recorder }[] = []
    before(async () => {
      world = await createWorld()
      for (let index = 0; index < 8; index++) {
        const recorder = new Recorder()
        nodes.push({ network: await world.start(recorder), recorder })
      }
    })
    after(() => world.close())

    it('agrees with brute force about who is nearest', async () => {
      for (const { recorder } of nodes) await recorder.until('everybody', () => recorder.connected.size === 7)
      const ids = nodes.map(({ network }) => network.self)
      for (const key of Array.from({ length: 50 }, (_, index) => `key ${index}`)) {
        const expected = nearest(ids, key, 3)
        for (const { network } of nodes) assert.deepEqual(await network.closest(key, 3), expected)
      }
    })

    it('answers with everybody when asked for more than there are, and with nobody when asked for none', async () => {
      const ids = nodes.map(({ network }) => network.self)
      assert.deepEqual(await nodes[0]!.network.closest('x', 100), nearest(ids, 'x', 8))
      assert.deepEqual(await nodes[0]!.network.closest('x', 0), [])
      assert.equal((await nodes[0]!.network.closest('', 2)).length, 2)
    })

    it('delivers between any two of them', async () => {
      for (const { network } of nodes) for (const to of nodes) network.send(to.network.self, bytes('hi'))
      for (const { recorder } of nodes)
        await recorder.until('eight frames', () => recorder.frames.length === 8)
    })
  })
}
