/** How many lookups it takes until a node answers from what it knows, in networks larger than a bucket. */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { it, mock } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { kadId, nearest, nearestTo } from '../src/nearest.ts'
import { tuned } from '../src/options.ts'
import { Overlay } from '../src/overlay.ts'
import { BUCKET_SIZE } from '../src/protocol.ts'
import { Roster } from '../src/roster.ts'

/** A node among others that it knows nothing of at first; its lookups find the truth, and are counted. */
function amongOthers(others: number) {
  const ids = Array.from({ length: others }, (_, at) => `node ${at}`)
  const roster = new Roster('self', 60_000)
  const peer = (id: string): PeerId =>
    ({ toString: () => id, toMultihash: () => ({ bytes: Buffer.from(id) }) }) as unknown as PeerId
  const lookups: Uint8Array[] = []
  const dht = {
    async *getClosestPeers(key: Uint8Array) {
      lookups.push(key)
      const found = nearestTo(hash('sha256', key, 'buffer'), ids, kadId, BUCKET_SIZE)
      const closer = found.map((id) => ({ id: peer(id) }))
      yield { name: 'PEER_RESPONSE', from: peer(found[0] as string), closer }
    }
  }
  const libp2p = {
    getPeers: () => ids.map(peer),
    peerId: peer('self'),
    logger: { forComponent: () => () => {} }
  }
  const contact = {
    reach: async (id: PeerId) => void roster.reached(id.toString(), ['/ip4/127.0.0.1/tcp/1'], Date.now())
  }
  let questions = 0
  const ask = async (of: string, key: Uint8Array): Promise<string[]> => {
    questions++
    const others = ids.filter((id) => id !== of)
    return nearestTo(hash('sha256', key, 'buffer'), others, kadId, BUCKET_SIZE)
  }
  const overlay = new Overlay(
    libp2p as unknown as Libp2p,
    dht as unknown as KadDHT,
    roster,
    contact,
    ask,
    tuned({})
  )
  const meet = (id: string): void => {
    ids.push(id)
  }
  return { overlay, lookups, meet, questions: () => questions, all: () => [...ids, 'self'] }
}

for (const size of [BUCKET_SIZE + 5, 50, 300]) {
  it(`answers for any key among ${size} nodes after few lookups, and as it should`, async () => {
    const { overlay, lookups, all } = amongOthers(size)
    for (let at = 0; at < 400; at++) {
      const key = `key ${at}`
      assert.deepEqual((await overlay.closest(key, BUCKET_SIZE)).slice(0, 10), nearest(all(), key, 10))
    }
    // A lookup proves a region of five to nine nodes.
    assert.ok(lookups.length <= size / 3 + 4, `${lookups.length} lookups`)
    const before = lookups.length
    for (let at = 0; at < 400; at++) await overlay.closest(`another key ${at}`, BUCKET_SIZE)
    assert.ok(lookups.length <= before + size / 20, `${lookups.length - before} lookups more`)
  })
}

for (const [size, most] of [
  [5, 4],
  [50, 30]
] as const) {
  it(`asks few lookups for what many keys at once need, among ${size}`, async () => {
    const { overlay, lookups } = amongOthers(size)
    await Promise.all(Array.from({ length: 200 }, (_, at) => overlay.closest(`key ${at}`, BUCKET_SIZE)))
    assert.ok(lookups.length <= most, `${lookups.length} lookups`)
  })
}

it('needs no other keys to learn what is around one of its own', async () => {
  const { overlay, lookups } = amongOthers(50)
  for (let at = 0; at < 20; at++) await overlay.closest('the only key', BUCKET_SIZE)
  assert.ok(lookups.length <= 8, `${lookups.length} lookups`)
})

/** Later, when all that is known is to be renewed: asks until that is done. */
async function later(overlay: Overlay): Promise<void> {
  mock.timers.tick(1.5 * tuned({}).refreshMs)
  for (let at = 0; at < 100; at++) {
    await overlay.closest(`later ${at}`, BUCKET_SIZE)
    for (let turns = 0; turns < 10; turns++) await nextTurn()
  }
}

it('renews what it knows by a few questions, and without lookups', async () => {
  mock.timers.enable({ apis: ['Date'] })
  try {
    const { overlay, lookups, questions, all } = amongOthers(50)
    for (let at = 0; at < 100; at++) await overlay.closest(`key ${at}`, BUCKET_SIZE)
    const [made, asked] = [lookups.length, questions()]
    await later(overlay)
    assert.equal(lookups.length, made)
    assert.ok(questions() > asked && questions() <= asked + 60, `${questions() - asked} questions`)
    assert.deepEqual((await overlay.closest('a key', 10)).slice(0, 10), nearest(all(), 'a key', 10))
  } finally {
    mock.timers.reset()
  }
})

it('hears of a newcomer when it renews what it knows', async () => {
  mock.timers.enable({ apis: ['Date'] })
  try {
    const { overlay, meet, all } = amongOthers(50)
    for (let at = 0; at < 100; at++) await overlay.closest(`key ${at}`, BUCKET_SIZE)
    for (let at = 0; at < 5; at++) meet(`newcomer ${at}`)
    await later(overlay)
    for (let at = 0; at < 100; at++)
      assert.deepEqual(await overlay.closest(`key ${at}`, 10), nearest(all(), `key ${at}`, 10))
  } finally {
    mock.timers.reset()
  }
})
