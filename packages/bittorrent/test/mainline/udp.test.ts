// Gateways on real sockets of loopback, with clients of our own and nodes of another implementation.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { after, test } from 'node:test'
import { compactOf } from '../../src/addresses.ts'
import { encode } from '../../src/bencode.ts'
import { type Mainline, startMainline } from '../../src/mainline/start.ts'
import { destroy, type ForeignNode, foreignNode, type Raw, rawClient } from './clients.ts'
import { MemoryItems, MemorySwarms } from './memory.ts'
import { HASH, query } from './wired.ts'

const opened: { gateways: Mainline[]; raws: Raw[]; foreign: ForeignNode[] } = {
  gateways: [],
  raws: [],
  foreign: []
}
after(async () => {
  for (const raw of opened.raws) raw.close()
  await Promise.all(opened.foreign.map(destroy))
  await Promise.all(opened.gateways.map((gateway) => gateway.stop()))
})

async function gateway(options: Partial<Parameters<typeof startMainline>[0]> = {}) {
  const swarms = new MemorySwarms()
  const started = await startMainline({
    swarms,
    items: new MemoryItems(),
    listen: ['127.0.0.1:0'],
    ...options
  })
  opened.gateways.push(started)
  return { started, swarms, address: started.addresses[0]! }
}

async function raw(to: string, options?: Parameters<typeof rawClient>[1]): Promise<Raw> {
  const client = await rawClient(to, options)
  opened.raws.push(client)
  return client
}

async function foreign(bootstrap: readonly string[]): Promise<ForeignNode> {
  const node = await foreignNode(bootstrap)
  opened.foreign.push(node)
  return node
}

const peersIn = (swarms: MemorySwarms) =>
  swarms.peers(HASH, { ip: '', port: 0 }, { most: 100, family: 4 }) as readonly object[]
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all!.some(({ address }) => address === '::1')
)
const six = hasIpv6 ? {} : { skip: 'this machine has no ::1' }

test('a peer that announced itself is found, by who asks from anywhere', async () => {
  const { address } = await gateway()
  const seeder = await raw(address)
  const { r } = await seeder.ask('get_peers', { info_hash: HASH })
  await seeder.ask('announce_peer', { info_hash: HASH, port: 6_881, token: r.token })
  for (const pongs of [true, false]) {
    const found = await (await raw(address, { pongs })).ask('get_peers', { info_hash: HASH })
    assert.deepEqual(found.r.values, [compactOf({ ip: '127.0.0.1', port: 6_881 })])
  }
})

test('who answers no questions is sent no more than it sends', async () => {
  const { address, swarms } = await gateway()
  for (let peer = 0; peer < 50; peer++) await swarms.announce(HASH, { ip: `127.0.9.${peer}`, port: 9 }, {})
  const packet = query('get_peers', { info_hash: HASH })
  const mute = await raw(address, { pongs: false, from: '127.0.0.77' })
  assert.ok((await mute.send(packet)).length <= packet.length)
  const open = await raw(address, { from: '127.0.0.78' })
  assert.ok((await open.send(packet)).length > 400)
})

test(
  'both families are served side by side; each is told its own peers, and nodes of those it wants (BEP 32)',
  six,
  async () => {
    const { started } = await gateway({ listen: ['127.0.0.1:0', '[::1]:0'] })
    const [four, sixth] = await Promise.all(started.addresses.map((address) => raw(address)))
    for (const [client, port] of [
      [four!, 4_000],
      [sixth!, 6_000]
    ] as const) {
      const { r } = await client.ask('get_peers', { info_hash: HASH })
      await client.ask('announce_peer', { info_hash: HASH, port, token: r.token })
    }
    const own = await sixth!.ask('get_peers', { info_hash: HASH, want: ['n4', 'n6'] })
    assert.deepEqual(own.r.values, [compactOf({ ip: '::1', port: 6_000 })])
    assert.deepEqual([own.r.nodes.length, own.r.nodes6.length], [26, 38])
    assert.equal(own.ip.length, 18)
    const found = await four!.ask('find_node', { target: HASH })
    assert.deepEqual([found.r.nodes.length, found.r.nodes6], [26, undefined])
  }
)

test('bittorrent-dht: its nodes join at a gateway, announce at it, and find each other', async () => {
  const { address, started, swarms } = await gateway()
  const seeder = await foreign([address])
  const leecher = await foreign([address])
  await new Promise<void>((resolve, reject) =>
    seeder.announce(HASH, 5_555, (error) => (error ? reject(error) : resolve()))
  )
  assert.deepEqual(peersIn(swarms), [{ ip: '127.0.0.1', port: 5_555, seed: false }])
  const peer = new Promise<{ host: string; port: number }>((resolve) => leecher.once('peer', resolve))
  leecher.lookup(HASH, () => {})
  assert.deepEqual(await peer, { host: '127.0.0.1', port: 5_555 })
  assert.equal(started.nodes(), 2)
})

test('bittorrent-dht: a gateway joins its network, and is found in it', async () => {
  const first = await foreign([])
  const others = await Promise.all([1, 2, 3].map(() => foreign([`127.0.0.1:${first.address().port}`])))
  const { address, started, swarms } = await gateway({ bootstrap: [`127.0.0.1:${first.address().port}`] })
  await started.joined
  assert.equal(started.nodes(), 4)
  const port = Number(address.split(':')[1])
  const late = await foreign([`127.0.0.1:${others[0]!.address().port}`])
  await new Promise<void>((resolve, reject) =>
    late.announce(HASH, 5_556, (error) => (error ? reject(error) : resolve()))
  )
  assert.ok([first, ...others, late].some((node) => node.toJSON().nodes.some((known) => known.port === port)))
  assert.deepEqual(peersIn(swarms), [{ ip: '127.0.0.1', port: 5_556, seed: false }])
})

test('bittorrent-dht: items of BEP 44 are put and got through different gateways', async () => {
  const items = new MemoryItems()
  const [one, two] = [await gateway({ items }), await gateway({ items })]
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const k = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const writer = await foreign([one.address])
  const reader = await foreign([two.address])
  for (const item of [
    { v: 'immutable' },
    { k, seq: 4, v: Buffer.from('mutable'), sign: (bytes: Buffer) => sign(null, bytes, privateKey) }
  ]) {
    const target = await new Promise<Buffer>((resolve, reject) =>
      writer.put(item, (error, hash) => (error ? reject(error) : resolve(hash)))
    )
    const found = await new Promise<{ v: Buffer } | undefined>((resolve, reject) =>
      reader.get(target, { cache: false }, (error, got) => (error ? reject(error) : resolve(got)))
    )
    assert.equal(found?.v.toString(), item.v.toString())
  }
})

test('gateways that share their swarms act as one', async () => {
  const swarms = new MemorySwarms()
  const one = await gateway({ swarms })
  const two = await gateway({ swarms, bootstrap: [one.address] })
  await two.started.joined
  const peer = await raw(one.address)
  const { r } = await peer.ask('get_peers', { info_hash: HASH })
  await peer.ask('announce_peer', { implied_port: 1, info_hash: HASH, port: 1, token: r.token })
  const found = await (await raw(two.address)).ask('get_peers', { info_hash: HASH })
  assert.equal(found.r.values.length, 1)
  assert.ok(one.started.nodes() > 0 && two.started.nodes() > 0)
})

test('nobody is asked anything where nobody was named', async () => {
  const { started } = await gateway()
  await started.joined
  assert.equal(started.nodes(), 0)
})

test('addresses that cannot be listened on are typed errors', async () => {
  const { address } = await gateway()
  const start = (...listen: string[]) =>
    startMainline({ swarms: new MemorySwarms(), items: new MemoryItems(), listen })
  await assert.rejects(start(address), { code: 'PORT_IN_USE' })
  await assert.rejects(start('127.0.0.1:0', address), { code: 'ADDRESS_INVALID' })
  await assert.rejects(start('example'), { code: 'ADDRESS_INVALID' })
  await assert.rejects(start('name.invalid:1'), { code: 'ADDRESS_INVALID' })
  await assert.rejects(start('198.51.100.1:1'), { code: 'LISTEN_FAILED' })
  for (const bootstrap of ['127.0.0.1:0', 'nowhere'])
    await assert.rejects(gateway({ bootstrap: [bootstrap] }), { code: 'ADDRESS_INVALID' })
})

test('packets of nonsense change nothing: the gateway goes on', async () => {
  const { address } = await gateway()
  const client = await raw(address)
  for (const packet of [
    Buffer.alloc(1_400, 0x6c),
    Buffer.alloc(60_000, 0x64),
    Buffer.alloc(0),
    encode({ t: 'aa', y: 'q', q: 'ping' })
  ])
    void client.send(packet)
  await (await raw(address)).ask('ping')
})

test('an operator says how many announcements are taken', async () => {
  const { address } = await gateway({ rates: { all: 1 } })
  const client = await raw(address)
  const { r } = await client.ask('get_peers', { info_hash: HASH })
  const announced = () => client.ask('announce_peer', { info_hash: HASH, port: 1, token: r.token })
  // At once, so that little time passes, in which more would be taken.
  const answers = await Promise.all(Array.from({ length: 60 }, announced))
  const taken = answers.filter(({ y }) => y.toString() === 'r')
  assert.ok(taken.length >= 10 && taken.length < 60, `${taken.length} of 60 were taken`)
  assert.ok(answers.every(({ e }) => e === undefined || e[0] === 202))
})
