// Both trackers on real sockets of loopback, over tracker objects in a simulated network.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createTestNetwork, type TestNetwork } from '@halley/testing'
import { decode } from '../../src/bencode.ts'
import { BittorrentError } from '../../src/errors.ts'
import { SwarmKeeper } from '../../src/swarm/keeper.ts'
import type { CountedSwarms } from '../../src/tracker/desk.ts'
import { startTracker } from '../../src/tracker/start.ts'
import { announcePath, httpGet, percent, textOf, UdpClient } from './client.ts'

const code = await readFile(new URL('../../src/swarm/swarm.aso.js', import.meta.url), 'utf8')
const HASH = Buffer.from('00ff2526201234567890abcdef0011223344556a', 'hex')

async function tracked(
  t: TestContext,
  listen = '127.0.0.1:0',
  swarms?: CountedSwarms,
  network?: TestNetwork
): Promise<string> {
  if (swarms === undefined) {
    network ??= await createTestNetwork()
    t.after(() => network!.close())
    swarms = new SwarmKeeper(network.nodes[0]!, { code, now: () => network!.time })
  }
  const tracker = await startTracker({ swarms, listen })
  t.after(() => tracker.stop())
  return tracker.address
}

test('trackers: who announces itself by HTTP is found by UDP, and the other way round', async (t) => {
  const at = await tracked(t)
  const first = (await httpGet(at, announcePath(HASH, 7001, '&left=0&event=started&compact=1'))).answer
  assert.equal(first.get('interval'), 1800)
  assert.equal(first.get('complete'), 1)
  assert.equal(first.get('incomplete'), 0)
  assert.deepEqual([...(first.get('peers') as Uint8Array)], [], 'nobody is offered itself')
  assert.deepEqual([...(first.get('external ip') as Uint8Array)], [127, 0, 0, 1])

  await using client = new UdpClient(at)
  const id = await client.connect()
  const { action, rest } = await client.announce(id, HASH, 7002, { event: 2, left: 5 })
  assert.equal(action, 1)
  assert.equal(rest.readUInt32BE(0), 1800)
  assert.deepEqual([...rest.subarray(12)], [127, 0, 0, 1, 7001 >> 8, 7001 & 255])

  const second = (await httpGet(at, announcePath(HASH, 7003, '&left=9'))).answer
  const peers = Buffer.from(second.get('peers') as Uint8Array)
  assert.deepEqual([peers.readUInt16BE(4), peers.readUInt16BE(10)], [7001, 7002], 'a seed comes first')
  const list = (await httpGet(at, announcePath(HASH, 7003, '&left=9&compact=0&numwant=1'))).answer
  const [peer] = list.get('peers') as ReadonlyMap<string, unknown>[]
  assert.equal(peer!.get('port'), 7001)
  assert.equal(Buffer.from(peer!.get('ip') as Uint8Array).toString(), '127.0.0.1')
})

test('trackers: completed and stopped are counted, and both scrapes tell', async (t) => {
  const network = await createTestNetwork()
  const at = await tracked(t, '127.0.0.1:0', undefined, network)
  await using client = new UdpClient(at)
  const id = await client.connect()
  await client.announce(id, HASH, 7001, { event: 2, left: 5 })
  await client.announce(id, HASH, 7002, { event: 2, left: 5 })
  await client.announce(id, HASH, 7001, { event: 1, left: 0 })
  await client.announce(id, HASH, 7002, { event: 3, left: 5 })
  await network.advance('2s')
  const { action, rest } = await client.ask(id, 2, Buffer.concat([HASH, Buffer.alloc(20, 9)]))
  assert.equal(action, 2)
  assert.deepEqual(
    [0, 4, 8].map((byte) => rest.readUInt32BE(byte)),
    [1, 1, 0]
  )
  assert.deepEqual(
    [12, 16, 20].map((byte) => rest.readUInt32BE(byte)),
    [0, 0, 0]
  )
  const { answer } = await httpGet(at, `/scrape?info_hash=${percent(HASH)}`)
  const files = answer.get('files') as ReadonlyMap<string, ReadonlyMap<string, unknown>>
  assert.deepEqual([...files.keys()], [HASH.toString('latin1')])
  assert.deepEqual(Object.fromEntries(files.get(HASH.toString('latin1'))!), {
    complete: 1,
    downloaded: 1,
    incomplete: 0
  })
})

test('trackers: IPv6 peers, by HTTP and UDP', async (t) => {
  const at = await tracked(t, '[::1]:0').catch(() => undefined)
  if (at === undefined) return t.skip('this machine has no ::1')
  await using client = new UdpClient(at)
  const id = await client.connect()
  await client.announce(id, HASH, 7001, { left: 0 })
  const { answer } = await httpGet(at, announcePath(HASH, 7002, '&left=1'))
  const peers = Buffer.from(answer.get('peers6') as Uint8Array)
  assert.equal(peers.toString('hex'), `${'00'.repeat(15)}01${(7001).toString(16)}`)
  const { rest } = await client.announce(id, HASH, 7001, { left: 0 })
  assert.equal(rest.subarray(12).length, 18)
})

test('trackers: what is no question is refused with a reason, by HTTP', async (t) => {
  const at = await tracked(t)
  const good = announcePath(HASH, 7001)
  const odd: [string, RegExp][] = [
    ['/announce', /info_hash is not 20 bytes/],
    [good.replace('%00', ''), /info_hash is not 20 bytes/],
    [good.replace('%00', '%0g'), /percent sign/],
    [`${good}&info_hash=${percent(HASH)}`, /info_hash twice/],
    [good.replace('port=7001', 'port=0'), /port is not/],
    [good.replace('port=7001', 'port=65536'), /port is not/],
    [good.replace('port=7001', 'port=7e1'), /port is no number/],
    [`${good}&left=99999999999999999999999`, /left is no number/],
    [good.replace(/&peer_id=[^&]*/, ''), /peer_id is not 20 bytes/],
    ['/scrape', /name the info_hash/],
    [`/scrape?${Array.from({ length: 75 }, () => `info_hash=${percent(HASH)}`).join('&')}`, /at most 74/]
  ]
  for (const [path, reason] of odd) {
    const { status, answer } = await httpGet(at, path)
    assert.equal(status, 200)
    assert.match(textOf(answer, 'failure reason'), reason)
  }
  assert.equal((await httpGet(at, '/')).status, 404)
  const posted = await fetch(`http://${at}${good}`, { method: 'POST', body: 'x' })
  assert.equal(posted.status, 405)
  assert.ok(decode(Buffer.from(await posted.arrayBuffer())) instanceof Map)
  assert.equal((await fetch(`http://${at}/announce?${'x'.repeat(9_000)}`)).status, 431)
})

test('trackers: bytes that are no HTTP end the connection, and nothing else', async (t) => {
  const at = await tracked(t)
  const socket = connect(Number(at.split(':')[1]), '127.0.0.1', () => socket.end(Buffer.alloc(200, 7)))
  socket.resume()
  await new Promise((resolve) => socket.on('close', resolve))
  assert.equal((await httpGet(at, announcePath(HASH, 7001))).status, 200)
})

test('trackers: a connection id belongs to who asked for it', async (t) => {
  const at = await tracked(t)
  await using client = new UdpClient(at)
  await using other = new UdpClient(at, '127.0.0.2')
  const id = await client.connect()
  const stolen = await other.announce(id, HASH, 7001)
  assert.equal(stolen.action, 3)
  assert.equal(stolen.rest.toString(), 'bad connection id')
  const guessed = await client.ask(Buffer.alloc(8, 1), 2, HASH)
  assert.equal(guessed.action, 3)
  assert.ok(guessed.rest.length + 8 <= guessed.sent, 'no longer than what was asked')
  assert.equal((await client.announce(id, HASH, 0)).rest.toString(), 'port is not 1 to 65535')
  assert.equal((await client.announce(id, HASH, 7001)).action, 1)
})

test('trackers: a failure behind them is told in words for clients', async (t) => {
  const failing = (error: unknown): CountedSwarms => ({
    announce: () => Promise.reject(error),
    peers: () => [],
    scrape: () => Promise.reject(error),
    sample: () => [],
    counts: () => ({ seeds: 0, leechers: 0, completed: 0 })
  })
  const cases: [unknown, string, string | undefined][] = [
    [new BittorrentError('SWARM_BUSY', 'secret'), 'busy, try again later', '1'],
    [new BittorrentError('SWARM_REFUSED', 'secret'), 'refused', undefined],
    [new Error('secret'), 'internal error', undefined]
  ]
  for (const [error, reason, retry] of cases) {
    const at = await tracked(t, '127.0.0.1:0', failing(error))
    const { answer } = await httpGet(at, announcePath(HASH, 7001))
    assert.equal(textOf(answer, 'failure reason'), reason)
    assert.equal(retry === undefined ? answer.get('retry in') : textOf(answer, 'retry in'), retry)
    await using client = new UdpClient(at)
    const id = await client.connect()
    assert.equal((await client.announce(id, HASH, 7001)).rest.toString(), reason)
  }
})
