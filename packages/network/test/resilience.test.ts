/** Nodes that come, go, come back, and meet at the same moment. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { createIdentity, type Identity } from '../src/identity.ts'
import type { Network } from '../src/port.ts'
import { startEcho } from './child.ts'
import { bytes, Recorder } from './recorder.ts'
import { startNode, type Tuning } from './world.ts'

const QUICK: Tuning = { redialFirstMs: 20, redialMaxMs: 100, joinTimeoutMs: 100 }

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

function at(identity: Identity, port: number): Tuning {
  return { ...QUICK, privateKey: identity.privateKey, listen: [`/ip4/127.0.0.1/tcp/${port}`] }
}

/** For what no event announces: asks again every 20 ms. */
async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 5_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited 5000 ms for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const stop = (...networks: Network[]) => Promise.all(networks.map((network) => network.stop()))

describe('a bootstrap node', () => {
  for (const pinned of [true, false]) {
    it(`that is down at the start is found when it comes, and again when it restarts (${pinned ? 'with' : 'without'} its id)`, async () => {
      const [identity, port] = [await createIdentity(), await freePort()]
      const recorder = new Recorder()
      const address = `/ip4/127.0.0.1/tcp/${port}${pinned ? `/p2p/${identity.id}` : ''}`
      const node = await startNode(recorder, { ...QUICK, bootstrap: [address] })
      assert.deepEqual(await node.closest('alone', 3), [node.self])
      for (const round of [1, 2]) {
        const seed = await startNode(new Recorder(), at(identity, port))
        await recorder.until(`the seed, round ${round}`, () => recorder.connected.has(seed.self))
        await stop(seed)
        await recorder.until('the seed is gone', () => !recorder.connected.has(seed.self))
      }
      await stop(node)
    })
  }

  it('that is this node itself is no obstacle', async () => {
    const [identity, port] = [await createIdentity(), await freePort()]
    const address = `/ip4/127.0.0.1/tcp/${port}/p2p/${identity.id}`
    const node = await startNode(new Recorder(), { ...at(identity, port), bootstrap: [address] })
    assert.deepEqual(node.addresses(), [address])
    await stop(node)
  })
})

describe('a peer', () => {
  it('that restarts is talked to again, by either side', async () => {
    const [identity, port] = [await createIdentity(), await freePort()]
    const [atA, atB, atB2] = [new Recorder(), new Recorder(), new Recorder()]
    const a = await startNode(atA, QUICK)
    const b = await startNode(atB, { ...at(identity, port), bootstrap: a.addresses() })
    await atA.until('b', () => atA.connected.has(b.self))
    a.send(b.self, bytes('one'))
    await atB.until('one', () => atB.frames.length === 1)
    await stop(b)
    await atA.until('b is gone', () => !atA.connected.has(b.self))
    a.send(b.self, bytes('lost'))
    await atA.until('the report', () => atA.lost === 1)
    const b2 = await startNode(atB2, at(identity, port))
    await atA.until('b again', () => atA.connected.has(b.self))
    a.send(b.self, bytes('two'))
    await atB2.until('two', () => atB2.frames.length === 1)
    b2.send(a.self, bytes('three'))
    await atA.until('three', () => atA.frames.length === 1)
    await stop(a, b2)
  })

  it('that is killed keeps its place, until its dials have failed for forgetAfterMs', async () => {
    const recorder = new Recorder()
    const node = await startNode(recorder, { ...QUICK, forgetAfterMs: 300 })
    const child = await startEcho(node.addresses())
    await recorder.until('the child', () => recorder.connected.has(child.id))
    child.kill()
    await recorder.until('its end', () => recorder.disconnected.includes(child.id))
    const killedAt = performance.now()
    assert.equal((await node.closest('k', 2)).length, 2)
    await eventually('forgetting', async () => (await node.closest('k', 2)).length === 1)
    assert.ok(performance.now() - killedAt >= 290, 'not before its time')
    assert.deepEqual(node.peers(), [])
    await stop(node)
  })

  it('that is unknown to a node alone is undeliverable at once', async () => {
    const recorder = new Recorder()
    const node = await startNode(recorder, QUICK)
    node.send((await createIdentity()).id, bytes('?'))
    node.send('not a peer id', bytes('?'))
    await recorder.until('the reports', () => recorder.lost === 2, 1_000)
    await stop(node)
  })

  it('that nobody introduced is found through the overlay', async () => {
    const recorders = [new Recorder(), new Recorder(), new Recorder()]
    const seed = await startNode(recorders[0]!, QUICK)
    const a = await startNode(recorders[1]!, { ...QUICK, bootstrap: seed.addresses() })
    const b = await startNode(recorders[2]!, { ...QUICK, bootstrap: seed.addresses() })
    a.send(b.self, bytes('hello'))
    await recorders[2]!.until('hello', () => recorders[2]!.texts().includes('hello'))
    await stop(seed, a, b)
  })
})

describe('two nodes that meet at the same moment', () => {
  for (const mutual of [false, true]) {
    it(`lose nothing and keep the order (${mutual ? 'each dials the other' : 'each opens a stream'})`, async () => {
      for (let round = 0; round < 6; round++) {
        const [x, y] = [await createIdentity(), await createIdentity()]
        const [portX, portY] = [await freePort(), await freePort()]
        const [atX, atY] = [new Recorder(), new Recorder()]
        const seen = (id: string, port: number) => [`/ip4/127.0.0.1/tcp/${port}/p2p/${id}`]
        const [a, b] = await Promise.all([
          startNode(atX, { ...at(x, portX), bootstrap: mutual ? seen(y.id, portY) : [] }),
          startNode(atY, { ...at(y, portY), bootstrap: seen(x.id, portX) })
        ])
        await atX.until('y', () => atX.connected.has(b.self))
        await atY.until('x', () => atY.connected.has(a.self))
        const sent: string[] = []
        const sendBoth = (text: string) => {
          sent.push(text)
          a.send(b.self, bytes(text))
          b.send(a.self, bytes(text))
        }
        // Some at once; in every other round the rest while the two streams are settled.
        for (let index = 0; index < 100; index++) sendBoth(`${index} ${'x'.repeat(index * 50)}`)
        for (let index = 100; index < 150 && round % 2 === 0; index++) {
          await new Promise((resolve) => setImmediate(resolve))
          sendBoth(`${index}`)
        }
        // And some when the dust has settled.
        await atX.until('most at x', () => atX.frames.length === sent.length)
        await atY.until('most at y', () => atY.frames.length === sent.length)
        for (let index = 150; index < 200; index++) sendBoth(`${index}`)
        await atX.until('all at x', () => atX.frames.length === sent.length)
        await atY.until('all at y', () => atY.frames.length === sent.length)
        assert.deepEqual(atX.texts(), sent)
        assert.deepEqual(atY.texts(), sent)
        assert.equal(atX.lost + atY.lost, 0)
        assert.deepEqual(
          [...atX.faults, ...atY.faults].map((fault) => fault.message),
          []
        )
        await stop(a, b)
      }
    })
  }
})
