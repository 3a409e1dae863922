// What the trackers are made of, without sockets.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Announcement, PeerAddress, Wanted } from '../../src/swarms.ts'
import { ConnectionIds } from '../../src/tracker/connection-ids.ts'
import { type CountedSwarms, Desk } from '../../src/tracker/desk.ts'
import { UdpTracker } from '../../src/tracker/udp-tracker.ts'

const FROM = { ip: '192.0.2.7', port: 6881 }
const HASH = new Uint8Array(20).fill(3)

function recorded() {
  const announced: (PeerAddress & Announcement)[] = []
  const wanted: Wanted[] = []
  const swarms: CountedSwarms = {
    announce: async (_, peer, what) => void announced.push({ ...peer, ...what }),
    peers: (_, __, want) => {
      wanted.push(want)
      return []
    },
    scrape: async () => ({ seeds: 0, leechers: 0, completed: 0 }),
    sample: () => [],
    counts: () => ({ seeds: 0, leechers: 0, completed: 0 })
  }
  return { swarms, announced, wanted }
}

function announcement(id: Uint8Array, { event = 0, most = -1, port = 7001 } = {}): Buffer {
  const packet = Buffer.alloc(98)
  packet.set(id)
  packet.writeUInt32BE(1, 8)
  packet.set(HASH, 16)
  packet.writeUInt32BE(event, 80)
  packet.writeInt32BE(most, 92)
  packet.writeUInt16BE(port, 96)
  return packet
}

test('connection ids: count for two minutes, for one address and port, and tell their age', () => {
  const ids = new ConnectionIds(Buffer.alloc(16, 5))
  for (const now of [0, 262_000, 1_800_000_000_003]) {
    const id = ids.make(FROM, now)
    assert.equal(id.length, 8)
    assert.ok(ids.age(id, FROM, now + 100)! <= 104)
    assert.ok(ids.age(id, FROM, now + 119_000) !== undefined)
    assert.equal(ids.age(id, FROM, now + 125_000), undefined)
    assert.equal(ids.age(id, FROM, now + 65_536 * 4), undefined, 'nor when its time comes round again')
    assert.equal(ids.age(id, { ...FROM, port: 6882 }, now), undefined)
    assert.equal(ids.age(id, { ...FROM, ip: '192.0.2.8' }, now), undefined)
    assert.equal(ids.age(id, { ip: '::c000:207', port: FROM.port }, now), undefined)
    assert.equal(new ConnectionIds(Buffer.alloc(16, 6)).age(id, FROM, now), undefined)
  }
})

test('udp tracker: of any bytes none makes it fail, and no answer to a stranger is longer than its question', () => {
  const tracker = new UdpTracker(
    new Desk(recorded().swarms, true, () => 0),
    new ConnectionIds(randomBytes(16))
  )
  const protocol = Buffer.from('0000041727101980', 'hex')
  for (let round = 0; round < 20_000; round++) {
    const packet = randomBytes(round % 130)
    if (round % 3 === 0 && packet.length >= 12) packet.writeUInt32BE(round % 5, 8)
    if (round % 7 === 0 && packet.length >= 8) packet.set(protocol)
    const answer = tracker.receive(packet, FROM, round)
    assert.ok(answer === undefined || (Buffer.isBuffer(answer) && answer.length <= packet.length))
  }
})

test('udp tracker: events, how many are wanted, and the time that a client took to come back', async () => {
  const { swarms, announced, wanted } = recorded()
  const ids = new ConnectionIds(randomBytes(16))
  const tracker = new UdpTracker(new Desk(swarms, false, () => 0), ids)
  const id = ids.make(FROM, 1_000_000)
  const ask = (more: object, at = 1_000_080) => tracker.receive(announcement(id, more), FROM, at)
  await ask({ event: 2 })
  await ask({ event: 2, most: 1_000 }, 1_030_000)
  await ask({ event: 1, most: 0 })
  await ask({ event: 3 })
  await ask({ event: 77, most: 5 })
  assert.deepEqual(
    announced.map(({ event, seed, rttMs, port }) => [event, seed, rttMs, port]),
    [
      ['started', true, 80, 7001],
      ['started', true, undefined, 7001],
      ['completed', true, undefined, 7001],
      ['stopped', true, undefined, 7001],
      [undefined, true, undefined, 7001]
    ]
  )
  assert.deepEqual(
    wanted.map(({ most, seedsFirst }) => [most, seedsFirst]),
    [
      [50, false],
      [200, false],
      [0, false],
      [5, false]
    ]
  )
})

test('desk: private addresses are taken where the tracker is at one, and an address may ask so often', async () => {
  let now = 0
  const { swarms, announced } = recorded()
  const abroad = new Desk(swarms, false, () => now)
  const local = { ip: '192.168.1.5', port: 7001 }
  await assert.rejects(abroad.announce(local, { infoHash: HASH }), { code: 'TRACKER_REFUSED' })
  await new Desk(swarms, true, () => now).announce(local, { infoHash: HASH })
  assert.equal(announced.length, 1)
  for (let count = 0; count < 500; count++) await abroad.announce(FROM, { infoHash: HASH })
  await assert.rejects(abroad.announce(FROM, { infoHash: HASH }), /too many requests of your address/)
  await abroad.announce({ ...FROM, ip: '192.0.2.8' }, { infoHash: HASH })
  now = 1_000
  await abroad.announce(FROM, { infoHash: HASH })
  const strict = new Desk(swarms, false, () => now, undefined, { address: 2 })
  for (let count = 0; count < 20; count++) await strict.announce(FROM, { infoHash: HASH })
  await assert.rejects(strict.announce(FROM, { infoHash: HASH }), /too many requests of your address/)
})
