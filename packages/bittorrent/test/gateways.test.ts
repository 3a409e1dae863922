// Three real nodes, of which two are gateways: the DHT and the trackers of both are one, and go on when the third node is gone.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createNode, type HalleyNode } from 'halley'
import { type Bittorrent, startBittorrent } from '../src/start.ts'
import { rawClient } from './mainline/clients.ts'
import { announcePath, httpGet, UdpClient } from './tracker/client.ts'

const HASH = Buffer.from('0123456789abcdef0123456789abcdef01234567', 'hex')

async function network(t: TestContext): Promise<{ nodes: HalleyNode[]; gateways: Bittorrent[] }> {
  const first = await createNode({ workers: 1 })
  t.after(() => first.stop())
  const nodes = [first]
  for (let count = 1; count < 3; count++) {
    const node = await createNode({ workers: 1, bootstrap: first.addresses() })
    t.after(() => node.stop())
    nodes.push(node)
  }
  for (let looks = 0; !nodes.every((node) => node.status().peers === 2); looks++) {
    assert.ok(looks < 600, 'the nodes have met within a minute')
    await setTimeout(100)
  }
  const gateways: Bittorrent[] = []
  for (const node of nodes.slice(0, 2)) {
    const gateway = await startBittorrent(node, { mainline: ['127.0.0.1:0'], tracker: '127.0.0.1:0' })
    t.after(() => gateway.stop())
    gateways.push(gateway)
  }
  return { nodes, gateways }
}

const portsOf = (values: readonly Buffer[] = []) => values.map((value) => value.readUInt16BE(4)).sort()

test('gateways: what one is told by UDP, HTTP or the DHT the other one answers by each, also without a node', async (t) => {
  const { nodes, gateways } = await network(t)
  const [here, there] = gateways as [Bittorrent, Bittorrent]
  await using client = new UdpClient(here.tracker!)
  await client.announce(await client.connect(), HASH, 7001, { event: 2, left: 0 })
  const raw = await rawClient(there.mainline[0]!)
  t.after(() => raw.close())
  const before = await raw.ask('get_peers', { info_hash: HASH })
  assert.deepEqual(portsOf(before.r.values), [7001])
  await nodes[2]!.stop()
  const announced = await raw.ask('announce_peer', { info_hash: HASH, port: 7002, token: before.r.token })
  assert.equal(announced.y.toString(), 'r')
  const { answer } = await httpGet(there.tracker!, announcePath(HASH, 7003, '&left=1'))
  const peers = Buffer.from(answer.get('peers') as Uint8Array)
  assert.deepEqual([peers.readUInt16BE(4), peers.readUInt16BE(10)].sort(), [7001, 7002])
  const other = await rawClient(here.mainline[0]!)
  t.after(() => other.close())
  // A view of a second ago may not have them yet.
  for (let looks = 0; looks < 100; looks++) {
    const { r } = await other.ask('get_peers', { info_hash: HASH })
    if (portsOf(r.values).length === 3) return
    await setTimeout(100)
  }
  assert.fail('not all three were found within ten seconds')
})
