// What a gateway counts: each thing as what it is, and all of it in the document.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { encode } from '../src/bencode.ts'
import { BITTORRENT_COUNTS, BittorrentCounts, figuresOf } from '../src/counts.ts'
import { ANNOUNCEMENTS, PROOF_MS } from '../src/mainline/limits.ts'
import { Desk } from '../src/tracker/desk.ts'
import { MemorySwarms } from './mainline/memory.ts'
import { HASH, OTHER, Wired } from './mainline/wired.ts'

test('counts: what came to the Mainline node, what became of it, and what left', async () => {
  const wired = new Wired()
  await wired.ask('ping')
  await wired.receive(Buffer.from('nonsense'))
  await wired.receive(encode({ r: { id: OTHER }, t: 'zz', y: 'r' }))
  await wired.ask('announce_peer', { info_hash: HASH, port: 1, token: 'wrong' })
  await wired.ask('nothing_known')
  const { packetsIn, packetsOut, packetsDropped, answersUnasked, pings, refusedWrong } = wired.counts.all()
  assert.deepEqual([packetsIn, packetsDropped, answersUnasked, pings, refusedWrong], [5, 1, 1, 1, 2])
  assert.equal(packetsOut, wired.sent.length)
})

test('counts: who announces too often, and whose answer was cut', async () => {
  const wired = new Wired()
  const most = ANNOUNCEMENTS.address * ANNOUNCEMENTS.burst
  for (let time = 0; time < most + 3; time++)
    await wired.ask('announce_peer', { info_hash: HASH, port: 1, token: 'wrong' }, '8.8.4.4')
  const { refusedOften, refusedWrong } = wired.counts.all()
  assert.deepEqual([refusedOften, refusedWrong], [3, most])
  await wired.swarms.announce(HASH, { ip: '8.8.4.4', port: 1 }, {})
  for (let port = 1; port < 50; port++) await wired.swarms.announce(HASH, { ip: '8.8.8.8', port }, {})
  await wired.ask('get_peers', { info_hash: HASH }, '1.1.1.1')
  wired.wait(PROOF_MS)
  assert.equal(wired.counts.all().answersCut, 1)
})

test('counts: trackers count what is durable, and what they refuse', async () => {
  const counts = new BittorrentCounts()
  const swarms = Object.assign(new MemorySwarms(), {
    counts: () => ({ seeds: 0, leechers: 0, completed: 0 })
  })
  const desk = new Desk(swarms, false, () => 0, counts)
  await desk.announce({ ip: '8.8.4.4', port: 7 }, { infoHash: HASH })
  const refused = await desk.announce({ ip: '8.8.4.4', port: 0 }, { infoHash: HASH }).catch((error) => error)
  assert.equal(desk.reasonOf(refused), 'port is not 1 to 65535')
  const { trackerAnnouncements, trackerRefused } = counts.all()
  assert.deepEqual([trackerAnnouncements, trackerRefused], [1, 1])
})

test('counts: each has its figure, and its line in the document', async () => {
  const counts = new BittorrentCounts()
  counts.add('getPeers', 5)
  const figures = figuresOf(counts, { swarms: () => 1, peers: () => 2, nodes: () => 3 })
  const read = Object.fromEntries(figures.map(({ name, read }) => [name, read()]))
  assert.equal(read.bittorrent_get_peers, 5)
  assert.deepEqual([read.bittorrent_swarms, read.bittorrent_peers, read.bittorrent_mainline_nodes], [1, 2, 3])
  const text = await readFile(new URL('../../../docs/bittorrent.md', import.meta.url), 'utf8')
  for (const [name, sentence] of Object.entries(BITTORRENT_COUNTS))
    assert.ok(text.includes(`\`${name}\``) && sentence.length > 0, `docs/bittorrent.md lacks ${name}`)
})
