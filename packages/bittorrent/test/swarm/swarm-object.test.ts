// The tracker object in a simulated network, and the keeper in front of it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import type { HalleyError, Value } from 'halley'
import { SwarmKeeper } from '../../src/swarm/keeper.ts'
import { knownPeer, recordOf } from '../../src/swarm/record.ts'
import type { PeerAddress, SwarmPeer } from '../../src/swarms.ts'

const code = await readFile(new URL('../../src/swarm/swarm.aso.js', import.meta.url), 'utf8')
const HASH = Buffer.alloc(20, 7)
const KEY = `bittorrent/4/${HASH.toString('hex')}`
const ASKER = { ip: '10.255.255.255', port: 1 }

const peer = (at: number) => ({ ip: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, port: 6881 })
const keeperOf = (node: TestNode, network: { readonly time: number }) =>
  new SwarmKeeper(node, { code, now: () => network.time })
const gateways = (network: TestNetwork) => network.nodes.map((node) => keeperOf(node, network))
const names = (peers: readonly PeerAddress[]) => peers.map(({ ip, port }) => `${ip}:${port}`).sort()

test('swarm object: whom one gateway was told of, another one answers with, until it is gone', async () => {
  await using network = await createTestNetwork()
  const [here, there] = gateways(network)
  await here!.announce(HASH, peer(1), { event: 'started', seed: true })
  await there!.announce(HASH, peer(2), {})
  const seen = await gateways(network)[2]!.peers(HASH, ASKER, { most: 10, family: 4 })
  assert.deepEqual(
    seen.map(({ ip, seed }) => [ip, seed]),
    [
      ['10.0.0.1', true],
      ['10.0.0.2', false]
    ]
  )
  assert.deepEqual(await there!.peers(HASH, peer(2), { most: 10, family: 6 }), [])
  await there!.announce(HASH, peer(2), { event: 'completed' })
  await network.advance('2s')
  assert.deepEqual(await here!.scrape(HASH), { seeds: 2, leechers: 0, completed: 1 })
  await here!.announce(HASH, peer(2), { event: 'stopped' })
  const left = await gateways(network)[3]!.peers(HASH, ASKER, { most: 10, family: 4 })
  assert.deepEqual(names(left), names([peer(1)]))
})

test('swarm object: an announcement shows at once at the gateway that took it', async () => {
  await using network = await createTestNetwork()
  const [here] = gateways(network)
  assert.deepEqual(await here!.peers(HASH, ASKER, { most: 10, family: 4 }), [])
  await here!.announce(HASH, peer(1), {})
  const cached = here!.peers(HASH, ASKER, { most: 10, family: 4 })
  assert.ok(Array.isArray(cached), 'answered from the cache')
  assert.deepEqual(names(cached), names([peer(1)]))
  assert.deepEqual(await here!.peers(HASH, peer(1), { most: 10, family: 4 }), [], 'nobody is offered itself')
})

test('swarm object: of those that announce themselves at several gateways at the same time none is lost', async () => {
  await using network = await createTestNetwork()
  const keepers = gateways(network)
  await Promise.all(Array.from({ length: 300 }, (_, at) => keepers[at % 5]!.announce(HASH, peer(at), {})))
  assert.deepEqual(await gateways(network)[0]!.scrape(HASH), { seeds: 0, leechers: 300, completed: 0 })
})

test('swarm object: both sides of a split take announcements, and afterwards all are there', async () => {
  await using network = await createTestNetwork({ nodes: 6 })
  const keepers = gateways(network)
  await keepers[0]!.announce(HASH, peer(1_000), { seed: true })
  network.partition(network.nodes.slice(0, 3))
  await network.advance('10s')
  await Promise.all(
    Array.from({ length: 400 }, (_, at) => keepers[at % 6]!.announce(HASH, peer(at), { event: 'completed' }))
  )
  network.heal()
  await network.advance('3m')
  const counts = await gateways(network)[1]!.scrape(HASH)
  assert.deepEqual(counts, { seeds: 401, leechers: 0, completed: 400 })
  assert.deepEqual(
    network.replicas(KEY).filter(({ versions }) => versions.length !== 1),
    []
  )
})

test('swarm object: nearest first, seeds first for who wants them, and some that are drawn', async () => {
  // Four gateways on a line, 30 ms apart.
  const latencyMs = (from: string, to: string) =>
    1 + 15 * Math.abs(Number(from.slice(1)) - Number(to.slice(1)))
  await using network = await createTestNetwork({ nodes: 4, latencyMs })
  await network.advance('10m')
  const keepers = gateways(network)
  // A hundred at each, of which every fifth is a seed.
  const all = Array.from({ length: 400 }, (_, at) => at)
  await Promise.all(
    all.map((at) => keepers[at % 4]!.announce(HASH, peer(at), { seed: Math.floor(at / 4) % 5 === 0 }))
  )
  const gatewayOf = ({ ip }: SwarmPeer) => Number(ip.split('.')[3]) % 4
  for (const [at, keeper] of gateways(network).entries()) {
    const offered = await keeper.peers(HASH, ASKER, { most: 20, family: 4, seedsFirst: true })
    assert.equal(offered.length, 20)
    assert.ok(offered.every(({ seed }) => seed))
    assert.deepEqual(new Set(offered.slice(0, 15).map(gatewayOf)), new Set([at]))
    const leechers = await keeper.peers(HASH, ASKER, { most: 60, family: 4, seedsFirst: false })
    assert.ok(leechers.every(({ seed }) => !seed))
    assert.deepEqual(new Set(leechers.slice(0, 45).map(gatewayOf)), new Set([at]))
    assert.ok(new Set(leechers.slice(45).map(gatewayOf)).size > 1, 'others than neighbours are among them')
  }
})

test('swarm object: of those that are equally near others are offered each time', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  const [node] = network.nodes
  const here = keeperOf(node!, network)
  await Promise.all(Array.from({ length: 40 }, (_, at) => here.announce(HASH, peer(at), {})))
  const near = new Set<string>()
  for (let looks = 0; looks < 20; looks++) {
    const { value } = await node!.get(KEY, { payload: { most: 8 } })
    const { leechers } = value as { readonly leechers: Uint8Array }
    assert.equal(leechers.length, 8 * 6)
    for (let at = 0; at < 6; at++)
      near.add(Buffer.from(leechers.subarray(at * 6, at * 6 + 6)).toString('hex'))
  }
  assert.ok(near.size > 30, `${near.size} of 40 were ever among the nearest`)
})

for (const bytes of [4, 16])
  test(`swarm object: one that is as full as it gets still answers, with addresses of ${bytes} bytes`, async () => {
    await using network = await createTestNetwork({ nodes: 3 })
    const [node] = network.nodes
    const place = { vector: [10, -20, 30], height: 2, error: 0.2 } as const
    const address = (at: number) => (bytes === 4 ? peer(at) : { ip: `2001:db8::${at + 1}`, port: 6881 })
    for (let from = 0; from < 900; from += 150) {
      const records = Array.from({ length: 150 }, (_, at) =>
        recordOf(knownPeer(address(from + at), at % 3 === 0), network.time, place)
      )
      const news = { peers: Uint8Array.from(Buffer.concat(records)) }
      if (from === 0) await node!.put(KEY, { code, value: { bytes, news } })
      else await node!.put(KEY, { value: { news }, update: true })
    }
    const payload = { most: 100, coordinates: { ...place, vector: [0, 0, 0] } }
    const { value } = await node!.get(KEY, { payload: payload as unknown as Value })
    const said = value as { readonly [name: string]: Value }
    assert.deepEqual(said.counts, [300, 600])
    for (const kind of ['seeds', 'leechers'])
      assert.equal((said[kind] as Uint8Array).length, 100 * (bytes + 2), kind)
  })

test('swarm object: who is not heard of for 45 minutes is forgotten, and a swarm of nobody ends', async () => {
  await using network = await createTestNetwork()
  const [here] = gateways(network)
  await here!.announce(HASH, peer(1), {})
  await network.advance('40m')
  await here!.announce(HASH, peer(2), {})
  await network.advance('30m')
  assert.deepEqual(names(await here!.peers(HASH, ASKER, { most: 10, family: 4 })), names([peer(2)]))
  await network.advance('2h')
  assert.equal((await network.nodes[0]!.get(KEY)).found, false)
})

test('swarm object: news that are none are refused', async () => {
  await using network = await createTestNetwork()
  const [node] = network.nodes
  await keeperOf(node!, network).announce(HASH, peer(1), {})
  const inAnHour = recordOf(knownPeer(peer(2), false), network.time + 3_600_000, undefined)
  const odd: Value[] = [null, 7, {}, { news: null }, { news: { peers: 'all' } }]
  odd.push({ news: { peers: new Uint8Array(15) } }, { news: { peers: Uint8Array.from(inAnHour) } })
  odd.push({ news: { peers: new Uint8Array(), gone: new Uint8Array(5) } })
  odd.push({ news: { peers: new Uint8Array(), completed: -1 } })
  for (const value of odd)
    await assert.rejects(node!.put(KEY, { value, update: true }), (error: HalleyError) =>
      ['REFUSED', 'HANDLER_THREW'].includes(error.code)
    )
  assert.deepEqual(await keeperOf(node!, network).scrape(HASH), { seeds: 0, leechers: 1, completed: 0 })
})

/** A hundred thousand take a minute: they come where HALLEY_LONG is set. */
const SIZES = [
  { family: 4, count: 10_000, below: '/0' },
  { family: 6, count: 10_000, below: '/0' },
  { family: 4, count: 100_000, below: '/15/15' }
] as const

for (const { family, count, below } of SIZES) {
  const skip = count > 10_000 && process.env.HALLEY_LONG === undefined ? 'set HALLEY_LONG to run it' : false
  test(`swarm object: ${count} peers of IPv${family} are shared by several objects, and none is missing`, {
    skip
  }, async () => {
    await using network = await createTestNetwork({ nodes: 3, story: false })
    const [here, there] = gateways(network)
    const address = (at: number) =>
      family === 4 ? peer(at) : { ip: `2001:db8::${(at + 1).toString(16)}`, port: 6881 }
    for (let from = 0; from < count; from += 2_000)
      await Promise.all(
        Array.from({ length: 2_000 }, (_, at) =>
          here!.announce(HASH, address(from + at), { seed: at % 10 === 0 })
        )
      )
    assert.deepEqual(await there!.scrape(HASH), {
      seeds: count / 10,
      leechers: (count / 10) * 9,
      completed: 0
    })
    const third = gateways(network)[2]!
    const offered = await third.peers(HASH, ASKER, { most: 200, family, seedsFirst: true })
    assert.equal(new Set(names(offered)).size, 200)
    assert.ok(network.replicas(`bittorrent/${family}/${HASH.toString('hex')}${below}`).length > 0)
    // Who parts is gone from all objects.
    await Promise.all(
      Array.from({ length: 100 }, (_, at) => there!.announce(HASH, address(at), { event: 'stopped' }))
    )
    assert.deepEqual(await keeperOf(network.nodes[0]!, network).scrape(HASH), {
      seeds: count / 10 - 10,
      leechers: (count / 10) * 9 - 90,
      completed: 0
    })
  })
}
