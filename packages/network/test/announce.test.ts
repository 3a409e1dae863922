/** What a node tells of where it is, when it is not where it listens. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { bytes, Recorder } from './recorder.ts'
import { startNode } from './world.ts'

const LISTEN_HOST = '127.0.0.1'

/** A port mapping: what comes to its port goes on to `target`, once that is known. */
class Mapping {
  readonly #server: Server
  target = 0

  constructor() {
    this.#server = createServer((socket) => {
      const onward = connect(this.target, LISTEN_HOST)
      for (const end of [socket, onward]) end.on('error', () => {})
      socket.pipe(onward).pipe(socket)
    })
  }

  async open(): Promise<string> {
    this.#server.listen(0, LISTEN_HOST)
    await once(this.#server, 'listening')
    return `/ip4/${LISTEN_HOST}/tcp/${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LISTEN_HOST)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('others learn the announced addresses, and no other, whoever dialled whom', async () => {
  const mapping = new Mapping()
  const [outside, inside] = [await mapping.open(), await freePort()]
  mapping.target = inside
  const [atA, atB, atC] = [new Recorder(), new Recorder(), new Recorder()]
  const b = await startNode(atB)
  const listen = [`/ip4/${LISTEN_HOST}/tcp/${inside}`]
  // A dials B; C, which knows B alone, finds A through B and dials it.
  const a = await startNode(atA, { listen, announce: [outside], bootstrap: b.addresses() })
  const c = await startNode(atC, { bootstrap: b.addresses() })
  try {
    assert.deepEqual(a.addresses(), [`${outside}/p2p/${a.self}`])
    await atC.until('C reaches A', () => {
      c.send(a.self, bytes('here'))
      return atA.frames.some(({ from }) => from === c.self)
    })
    await atB.until('B knows where A is', () => addressesOf(b, a.self).length > 0)
    for (const node of [b, c])
      for (const address of addressesOf(node, a.self)) assert.equal(address.replace(/\/p2p\/.*/, ''), outside)
    assert.ok(addressesOf(c, a.self).length > 0, 'C knows where A is')
  } finally {
    await Promise.all([a, b, c].map((node) => node.stop()))
    mapping.close()
  }
})

function addressesOf(node: Awaited<ReturnType<typeof startNode>>, peer: string): readonly string[] {
  return node.peers().find(({ id }) => id === peer)?.addresses ?? []
}
