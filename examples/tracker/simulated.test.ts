// A swarm on a plane, so that who is near can be told: peers come, go quiet, and meet over a split. The clients bring their
// coordinates along here.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./tracker.aso.js', import.meta.url), 'utf8')

interface Place {
  readonly vector: readonly number[]
  readonly height: number
}

const placeOf = (at: number): Place => ({
  vector: [(at * 37) % 101, (at * 61) % 89, (at * 13) % 7],
  height: at % 5
})

const apart = (a: Place, b: Place) =>
  Math.hypot(...a.vector.map((place, at) => place - (b.vector[at] as number))) + a.height + b.height

async function announce(node: TestNode, at: number): Promise<string[]> {
  const { vector, height } = placeOf(at)
  const payload = { name: `peer ${at}`, coordinates: { vector: [...vector], height } }
  const offers = (await node.get('swarm', { payload })).value as unknown as readonly {
    readonly peer: string
  }[]
  return offers.map(({ peer }) => peer)
}

const distancesOf = (from: number, peers: readonly string[]) =>
  peers.map((peer) => apart(placeOf(from), placeOf(Number(peer.slice(5))))).map((ms) => Math.round(1000 * ms))

test('each is offered the twenty that are nearest', async () => {
  await using network = await createTestNetwork()
  const { nodes } = network
  await nodes[0]!.put('swarm', { code })
  for (let at = 0; at < 60; at++) await announce(nodes[at % 5]!, at)
  for (const from of [0, 17, 42]) {
    const others = Array.from({ length: 60 }, (_, at) => `peer ${at}`).filter(
      (peer) => peer !== `peer ${from}`
    )
    const nearest = distancesOf(from, others)
      .sort((a, b) => a - b)
      .slice(0, 20)
    assert.deepEqual(distancesOf(from, await announce(nodes[1]!, from)), nearest)
  }
})

test('there are at most two hundred, within what an object may use; who is quiet for long is forgotten', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('swarm', { code })
  for (let at = 0; at < 210; at++) {
    await announce(nodes[at % 5]!, at)
    if (at % 10 === 0) await advance(100)
  }
  // A node that stood in for a moment may hold an older copy.
  const copies = network
    .replicas('swarm')
    .map(({ versions }) => versions[0]!.state as { readonly peers: object })
  const [{ peers }] = copies.sort((a, b) => Object.keys(b.peers).length - Object.keys(a.peers).length) as [
    { readonly peers: object }
  ]
  assert.equal(Object.keys(peers).length, 200)
  assert.ok(!('peer 0' in peers) && 'peer 209' in peers)
  await advance('31m')
  await announce(nodes[0]!, 0)
  assert.deepEqual(await announce(nodes[0]!, 1), ['peer 0'])
})

test('both sides of a split go on, and know of each other afterwards', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes, advance } = network
  await nodes[0]!.put('swarm', { code })
  await advance('1m')
  network.partition(nodes.slice(0, 3))
  for (let at = 0; at < 6; at++) await announce(nodes[at]!, at)
  assert.ok((await announce(nodes[0]!, 0)).length < 5)
  network.heal()
  await advance('2m')
  for (let at = 0; at < 6; at++) assert.equal((await announce(nodes[at]!, at)).length, 5)
})
