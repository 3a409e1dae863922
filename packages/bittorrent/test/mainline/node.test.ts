// What a node answers, without sockets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compactOf, readCompact } from '../../src/addresses.ts'
import { encode } from '../../src/bencode.ts'
import { filterOf } from '../../src/mainline/bloom.ts'
import { ANNOUNCEMENTS, FILTER_MS, PACKET_BYTES, PROOF_MS, SHORT_BYTES } from '../../src/mainline/limits.ts'
import { HASH, OTHER, query, SELF, Wired } from './wired.ts'

test('ping: our id, and the asker’s own address (BEP 42)', async () => {
  const answer = await new Wired().ask('ping', {}, '127.0.0.9', 4_660)
  assert.deepEqual(answer, {
    ip: compactOf({ ip: '127.0.0.9', port: 4_660 }),
    r: { id: SELF },
    t: Buffer.from('aa'),
    y: Buffer.from('r')
  })
})

test('a node that asks is asked, and is told to others when it has answered', async () => {
  const wired = new Wired()
  await wired.prove('127.0.0.2', 5_002)
  const { r } = await wired.ask('find_node', { target: HASH }, '127.0.0.2')
  assert.deepEqual(r.nodes.subarray(0, 20), OTHER)
  assert.deepEqual(readCompact(r.nodes, 20, 4), { ip: '127.0.0.2', port: 5_002 })
})

test('who says that it is read-only gets into no table (BEP 43)', async () => {
  const wired = new Wired()
  const sent = await wired.receive(query('ping', {}, { ro: 1 }))
  assert.deepEqual(
    sent.map(({ message }) => message.y.toString()),
    ['r']
  )
  assert.equal(wired.table.size, 0)
})

test('get_peers and announce_peer: who announces with its token is found by others', async () => {
  const wired = new Wired()
  await wired.prove('127.0.0.3')
  const { r } = await wired.ask('get_peers', { info_hash: HASH }, '127.0.0.3')
  assert.equal(r.values, undefined)
  const announced = await wired.ask(
    'announce_peer',
    { info_hash: HASH, port: 6_881, token: r.token },
    '127.0.0.3'
  )
  assert.deepEqual(announced.r, { id: SELF })
  const found = await wired.ask('get_peers', { info_hash: HASH }, '127.0.0.3')
  assert.deepEqual(found.r.values, [compactOf({ ip: '127.0.0.3', port: 6_881 })])
})

test('implied_port takes the port that the packet came from, whatever port says', async () => {
  const wired = new Wired()
  const { r } = await wired.ask('get_peers', { info_hash: HASH }, '127.0.0.4', 7_000)
  await wired.ask(
    'announce_peer',
    { implied_port: 1, info_hash: HASH, port: 0, token: r.token },
    '127.0.0.4',
    7_000
  )
  assert.deepEqual(wired.swarms.peers(HASH, { ip: '', port: 0 }, { most: 9, family: 4 }), [
    { ip: '127.0.0.4', port: 7_000, seed: false }
  ])
})

test('a token of another address, a made-up one, and none are refused with 203, and nobody is announced', async () => {
  const wired = new Wired()
  const { r } = await wired.ask('get_peers', { info_hash: HASH }, '127.0.0.5')
  for (const token of [r.token, Buffer.from('made'), Buffer.alloc(0), 5]) {
    const { e } = await wired.ask('announce_peer', { info_hash: HASH, port: 1, token }, '127.0.0.6')
    assert.deepEqual(e, [203, Buffer.from('bad token')])
  }
  assert.deepEqual(wired.swarms.sample(5), [])
})

test('port 0 and other ports that are none are refused with 203', async () => {
  const wired = new Wired()
  const { r } = await wired.ask('get_peers', { info_hash: HASH })
  for (const port of [0, -1, 65_536, 2 ** 40, Buffer.from('1')])
    assert.equal((await wired.ask('announce_peer', { info_hash: HASH, port, token: r.token })).e[0], 203)
})

test('a gateway that listens on a public address takes no peers of local ones', async () => {
  const wired = new Wired({ localPeers: false })
  const { r } = await wired.ask('get_peers', { info_hash: HASH }, '192.168.0.7')
  const args = { info_hash: HASH, port: 1, token: r.token }
  assert.deepEqual((await wired.ask('announce_peer', args, '192.168.0.7')).e, [
    203,
    Buffer.from('address is private')
  ])
})

test('an announcement that the network behind does not take is error 202', async () => {
  const wired = new Wired()
  const { r } = await wired.ask('get_peers', { info_hash: HASH })
  wired.swarms.failing = new Error('no quorum')
  assert.deepEqual((await wired.ask('announce_peer', { info_hash: HASH, port: 1, token: r.token })).e, [
    202,
    Buffer.from('unavailable')
  ])
})

test('a flood of announcements is refused with 201: of one address first, whatever its tokens', async () => {
  const wired = new Wired({ localPeers: false })
  const { r } = await wired.ask('get_peers', { info_hash: HASH }, '8.8.8.8')
  const announce = async (ip: string) =>
    wired.ask('announce_peer', { info_hash: HASH, port: 1, token: r.token }, ip)
  for (let count = 0; count < ANNOUNCEMENTS.address * ANNOUNCEMENTS.burst; count++)
    assert.equal((await announce('8.8.8.8')).e, undefined)
  assert.equal((await announce('8.8.8.8')).e[0], 201)
  assert.equal((await announce('8.8.4.4')).e[0], 203)
  wired.now += 1_000
  assert.equal((await announce('8.8.8.8')).e, undefined)
})

test('who has proven nothing is sent no more than it sent, some peers at least', async () => {
  const wired = new Wired()
  for (let peer = 0; peer < 50; peer++)
    await wired.swarms.announce(HASH, { ip: `127.0.1.${peer}`, port: 1 }, {})
  const packet = query('get_peers', { info_hash: HASH })
  const first = await wired.receive(packet, '8.8.8.8')
  assert.deepEqual(
    first.map(({ message }) => message.q.toString()),
    ['ping']
  )
  assert.ok(first[0]!.bytes <= packet.length)
  wired.wait(PROOF_MS)
  const answer = wired.sent.at(-1)!
  assert.ok(answer.bytes <= packet.length, `${answer.bytes} bytes`)
  assert.equal(answer.message.r.values.length, 1)
  assert.ok(answer.message.r.token)
  // From then on at once, and not asked again.
  const [again, ...more] = await wired.receive(packet, '8.8.8.8')
  assert.ok(again!.bytes <= packet.length && again!.message.r.values.length === 1)
  assert.deepEqual(more, [])
})

test('who has proven its address is sent all', async () => {
  const wired = new Wired()
  for (let peer = 0; peer < 150; peer++)
    await wired.swarms.announce(HASH, { ip: `127.0.1.${peer}`, port: 1 }, {})
  await wired.prove('8.8.8.8')
  const { r } = await wired.ask('get_peers', { info_hash: HASH }, '8.8.8.8')
  assert.equal(r.values.length, 100)
})

test('a read-only asker, which proves nothing, is sent what fits at once', async () => {
  const wired = new Wired()
  for (let node = 0; node < 8; node++) {
    const id = Buffer.alloc(20, node)
    wired.table.heard(id, { ip: `127.0.2.${node}`, port: 1 }, wired.now)
  }
  const packet = query('find_node', { target: HASH, want: ['n4', 'n6'] }, { ro: 1, v: 'LT01' })
  const [answer] = await wired.receive(packet, '8.8.8.8')
  assert.ok(answer!.bytes <= packet.length)
  assert.equal(answer!.message.r.nodes.length, 52)
})

test('answers of the network behind that take time are sent when they are there', async () => {
  const wired = new Wired()
  wired.swarms.late = true
  await wired.swarms.announce(HASH, { ip: '127.0.0.9', port: 9 }, {})
  const { r } = await wired.ask('get_peers', { info_hash: HASH })
  assert.equal(r.values.length, 1)
})

test('scrape: filters of seeds and of the others (BEP 33); noseed leaves seeds out', async () => {
  const wired = new Wired()
  await wired.prove('127.0.0.1')
  for (let peer = 0; peer < 30; peer++)
    await wired.swarms.announce(HASH, { ip: `127.0.3.${peer}`, port: 1 }, { seed: peer < 10 })
  const { r } = await wired.ask('get_peers', { info_hash: HASH, noseed: 1, scrape: 1 })
  const ips = Array.from({ length: 30 }, (_, peer) => `127.0.3.${peer}`)
  assert.deepEqual(r.BFsd, filterOf(ips.slice(0, 10)))
  assert.deepEqual(r.BFpe, filterOf(ips.slice(10)))
  assert.equal(r.values.length, 20)
  assert.ok(r.values.every((value: Buffer) => value[3]! >= 10))
})

test('the filters of a swarm are made once in ten seconds', async () => {
  const wired = new Wired()
  await wired.prove('127.0.0.1')
  const scrape = async () => (await wired.ask('get_peers', { info_hash: HASH, scrape: 1 })).r.BFpe as Buffer
  assert.deepEqual(await scrape(), filterOf([]))
  await wired.swarms.announce(HASH, { ip: '127.0.0.9', port: 1 }, {})
  assert.deepEqual(await scrape(), filterOf([]))
  wired.now += FILTER_MS
  assert.deepEqual(await scrape(), filterOf(['127.0.0.9']))
})

test('sample_infohashes: hashes that are known here, and when to ask again (BEP 51)', async () => {
  const wired = new Wired()
  await wired.prove('127.0.0.1')
  for (let at = 0; at < 30; at++)
    await wired.swarms.announce(Buffer.alloc(20, at), { ip: '127.0.0.1', port: 1 }, {})
  const { r } = await wired.ask('sample_infohashes', { target: HASH })
  assert.equal(r.samples.length, 400)
  assert.deepEqual([r.interval, r.num], [60, 20])
  assert.ok(r.nodes)
})

test('unknown methods are error 204, queries that are none 203', async () => {
  const wired = new Wired()
  assert.deepEqual((await wired.ask('vote', { target: HASH })).e, [204, Buffer.from('method unknown')])
  const broken = [
    query('find_node'),
    query('find_node', { target: 'short' }),
    query('get_peers', { info_hash: 5 }),
    query('announce_peer'),
    query('sample_infohashes'),
    query('get'),
    encode({ q: 'ping', t: 'aa', y: 'q' }),
    encode({ a: {}, q: 'ping', t: 'aa', y: 'q' }),
    encode({ a: { id: 'short' }, q: 'ping', t: 'aa', y: 'q' }),
    encode({ a: { id: OTHER }, q: 5, t: 'aa', y: 'q' }),
    encode({ a: { id: OTHER }, t: 'aa', y: 'q' })
  ]
  for (const packet of broken) {
    const [answer] = await wired.receive(packet)
    assert.equal(answer?.message.e?.[0], 203, packet.toString('latin1'))
    assert.ok(answer!.bytes <= SHORT_BYTES)
  }
})

test('what is no message at all is dropped: nothing is sent', async () => {
  const wired = new Wired()
  const packets = [
    Buffer.alloc(0),
    Buffer.from('hello'),
    encode([]),
    encode({ a: { id: OTHER }, q: 'ping', y: 'q' }),
    encode({ t: 'aa' }),
    encode({ t: 'aa', y: 'x' }),
    encode({ t: 'a'.repeat(33), y: 'q' }),
    query('ping', { more: Buffer.alloc(PACKET_BYTES) }),
    encode({ r: { id: OTHER }, t: 'aa', y: 'r' }),
    encode({ e: [201, 'x'], t: 'aa', y: 'e' })
  ]
  for (const packet of packets) assert.deepEqual(await wired.receive(packet), [])
  assert.deepEqual(await wired.receive(query('ping'), '1.2.3.4', 0), [])
})

test('an answer from another address than was asked proves nothing', async () => {
  const wired = new Wired()
  const [ping] = await wired
    .receive(query('find_node', { target: HASH, want: ['n4', 'n6'] }), '127.0.0.2')
    .then((sent) => sent.filter(({ message }) => message.q))
  const forged = encode({ r: { id: OTHER }, t: ping!.message.t, y: 'r' })
  await wired.receive(forged, '127.0.0.66')
  await wired.receive(forged, '127.0.0.2', 66)
  assert.equal(wired.table.size, 0)
  await wired.receive(forged, '127.0.0.2')
  assert.equal(wired.table.size, 1)
})

test('whatever a packet holds, what comes out is bencode that fits into a packet', async () => {
  const wired = new Wired()
  const bases = ['ping', 'find_node', 'get_peers', 'announce_peer', 'get', 'put', 'sample_infohashes'].map(
    (method) =>
      query(method, {
        cas: 1,
        info_hash: HASH,
        k: Buffer.alloc(32),
        port: 1,
        seq: 1,
        sig: Buffer.alloc(64),
        target: HASH,
        token: 'abcd',
        v: ['x']
      })
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bases),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      async (base, changes) => {
        const packet = Buffer.from(base)
        for (const [at, byte] of changes) packet[at % packet.length] = byte
        for (const { bytes } of await wired.receive(packet)) assert.ok(bytes <= PACKET_BYTES)
        wired.sent.length = 0
      }
    ),
    { seed: 3, numRuns: 3_000 }
  )
})
