// What operators read: status, hints and the ring, of a node that says what the test wants.
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startGateway } from '@halley/gateway'
import { COUNTERS, type HintsView, type RingView, type Status } from 'halley'
import { FakeNode } from '../../gateway/test/fake-node.ts'
import { TROUBLE } from '../src/trouble.ts'
import { captured } from './captured.ts'

interface Says {
  readonly status?: Partial<Status>
  readonly hints?: HintsView
  readonly ring?: RingView
}

/** What the command prints for people. */
async function printed(t: TestContext, command: string, { status, hints, ring }: Says): Promise<string> {
  const node = new FakeNode()
  const usual = node.status()
  const gateway = await startGateway(
    Object.assign(node, {
      status: () => ({ ...usual, ...status }),
      ...(hints === undefined ? {} : { hinting: () => hints }),
      ringing: () => ring
    }),
    { host: '127.0.0.1', port: 0 }
  )
  t.after(() => gateway.stop())
  const { code, out, err } = await captured(command, '--node', gateway.url)
  assert.equal(code, 0, err)
  return out
}

const ALLOWED = { copies: 100_000, copiesOfOneHome: 25_000 }

test('status shows what was counted and what is under way; trouble apart, and what is 0 not at all', async (t) => {
  const zeros = Object.fromEntries(Object.keys(COUNTERS).map((name) => [name, 0]))
  const quiet = await printed(t, 'status', { status: { load: { reads: 0, hints: 0 }, counters: zeros } })
  assert.match(quiet, /under way +nothing\n +trouble +none\n +counted +nothing yet\n/)
  const counters = { ...zeros, puts: 12_345, storesRefused: 2, readQuorumsUnmet: 1 }
  const busy = await printed(t, 'status', { status: { load: { reads: 3, hints: 0 }, counters } })
  assert.match(
    busy,
    /under way +reads 3\n +trouble +readQuorumsUnmet 1, storesRefused 2\n +counted +puts 12,345\n/
  )
})

test('status shows which share of a core handlers took since the start', async (t) => {
  const out = await printed(t, 'status', {
    status: { uptimeMs: 10_000, counters: { shareMicros: 123_000 } }
  })
  assert.match(out, /handlers +took 1\.2 % of a core since the start\n/)
})

test('status has a section of budgets', async (t) => {
  const out = await printed(t, 'status', {})
  assert.match(out, /budgets +25\.0 % of the share for handlers is used up at this moment\n/)
  assert.match(out, /over budget are 2 objects and 1 owners\n/)
  assert.match(out, /5,000 bytes are stored, 50\.0 % of what may be\n/)
  assert.match(out, /without room for more are 3 owners\n/)
})

test('all that a node can count fits into lines that can be read', async (t) => {
  const counters = Object.fromEntries(Object.keys(COUNTERS).map((name) => [name, 1_000_000]))
  const out = await printed(t, 'status', { status: { counters } })
  for (const name of Object.keys(COUNTERS)) assert.match(out, new RegExp(`\\b${name} 1,000,000\\b`))
  for (const line of out.split('\n')) assert.ok(line.length <= 120, line)
  for (const name of TROUBLE) assert.ok(name in COUNTERS, name)
})

test('hints are told by home: how many, since when, and when they go', async (t) => {
  assert.equal(
    await printed(t, 'hints', { hints: { copies: 0, homes: 0, allowed: ALLOWED, kept: [] } }),
    'no copies are kept for others (room for 100,000, and for 25,000 of one node)'
  )
  const kept = [
    { home: 'nodeB', copies: 25_000, sending: 0, up: false, oldestMs: 7_200_000, nextTryMs: 4_000 },
    { home: 'nodeC', copies: 20, sending: 16, up: true, oldestMs: 5_000, nextTryMs: 4_000 },
    { home: 'nodeD', copies: 1, sending: 0, up: true, oldestMs: 5_000, nextTryMs: 4_000 }
  ]
  const out = await printed(t, 'hints', { hints: { copies: 25_024, homes: 5, allowed: ALLOWED, kept } })
  const [total, , ...rows] = out.split('\n').map((line) => line.trim().split(/ {2,}/))
  assert.match(total?.[0] ?? '', /^25,024 copies are kept for 5 other nodes /)
  assert.deepEqual(rows, [
    ['nodeB', 'down', '25,000 (full)', '2 h', 'when it is back'],
    ['nodeC', 'up', '20', '5 s', '16 on their way'],
    ['nodeD', 'up', '1', '5 s', 'in 4 s'],
    ['and 2 more, with fewer copies each']
  ])
})

test('the ring says how many members are up, and which of them answers', async (t) => {
  const member = { weight: 1, addresses: [], self: false, up: true, first: 2, homes: 3 }
  const out = await printed(t, 'ring', {
    ring: {
      ...{ partitions: 4, copies: 2, digest: 'abc', gossipRounds: 1 },
      members: [
        { ...member, id: 'nodeA', status: 'joined', self: true },
        { ...member, id: 'nodeB', status: 'joined', up: false },
        { ...member, id: 'nodeC', status: 'left', first: 0, homes: 0 }
      ]
    }
  })
  assert.match(out, /^4 partitions, 2 copies each; members: 1 up, 1 down, 1 left\n/)
  assert.match(out, /nodeA +up +1 +3 +50\.0 % +2 +\(this node\)/)
  assert.match(out, /nodeB +down/)
  assert.match(out, /nodeC +left/)
})
