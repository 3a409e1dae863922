// The keeper in front of a node that is told what to answer: how often it asks, what it does when the node has no room, what it forgets.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HalleyError, type PutOptions, type Value } from 'halley'
import { SwarmKeeper } from '../../src/swarm/keeper.ts'
import { PENDING_MOST, SWARMS_MOST } from '../../src/swarm/limits.ts'

const ASKER = { ip: '192.0.2.99', port: 1 }
const peer = (at: number) => ({ ip: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`, port: 6881 })
const hash = (at: number) => {
  const infoHash = Buffer.alloc(20)
  infoHash.writeUInt32BE(at)
  return infoHash
}

/** A node with one answer for all puts, and one for all gets. */
function node(answer: { put?: () => Promise<unknown>; get?: (key: string) => Value | undefined } = {}) {
  const puts: { key: string; peers: number; gone: number; code: boolean }[] = []
  const gets: string[] = []
  const time = { now: 1_800_000_000_000 }
  const fake = {
    put: async (key: string, { value, code }: PutOptions) => {
      const { news } = value as unknown as { news: { peers: Uint8Array; gone: Uint8Array } }
      puts.push({ key, peers: news.peers.length / 16, gone: news.gone.length / 6, code: code !== undefined })
      await answer.put?.()
    },
    get: async (key: string) => {
      gets.push(key)
      const value = answer.get?.(key)
      return { found: value !== undefined, value }
    },
    coordinates: () => undefined
  }
  const keeper = new SwarmKeeper(fake as unknown as ConstructorParameters<typeof SwarmKeeper>[0], {
    code: 'export default {}',
    now: () => time.now
  })
  return { keeper, puts, gets, time }
}

const said = (leechers: number, branches = 0): Value => ({
  seeds: new Uint8Array(),
  leechers: Uint8Array.from(Array.from({ length: leechers }, (_, at) => [10, 0, 0, at, 26, 225]).flat()),
  counts: [0, leechers],
  completed: 0,
  branches
})

test('keeper: announcements of one swarm go together, and all hear when theirs is durable', async () => {
  const { keeper, puts } = node()
  await Promise.all(Array.from({ length: 1_000 }, (_, at) => keeper.announce(hash(1), peer(at), {})))
  assert.ok(puts.length <= 6, `${puts.length} puts`)
  assert.equal(
    puts.reduce((sum, { peers }) => sum + peers, 0),
    1_000
  )
  assert.ok(puts.every(({ peers }) => peers <= 250))
  await keeper.settle()
})

test('keeper: of what a peer says twice before it is put the last counts', async () => {
  const { keeper, puts } = node()
  await keeper.announce(hash(1), peer(0), {})
  const both = [
    keeper.announce(hash(1), peer(1), {}),
    keeper.announce(hash(1), peer(1), { event: 'stopped' })
  ]
  await Promise.all(both)
  assert.deepEqual(
    puts.map(({ peers, gone }) => [peers, gone]),
    [
      [1, 0],
      [0, 1]
    ]
  )
})

test('keeper: an object that is not there is made, and then put to without its code', async () => {
  let exists = false
  const { keeper, puts } = node({
    put: async () => {
      const was = exists
      exists = true
      if (!was) throw new HalleyError('NOT_FOUND', 'there is none')
    }
  })
  await keeper.announce(hash(1), peer(0), {})
  await keeper.announce(hash(1), peer(1), {})
  assert.deepEqual(
    puts.map(({ code }) => code),
    [false, true, false]
  )
})

test('keeper: a node that is busy is asked again; one that cannot is said to be unreachable', async () => {
  let left = 2
  const busy = node({
    put: async () => {
      if (left-- > 0) throw new HalleyError('BUSY', 'no room')
    }
  })
  await busy.keeper.announce(hash(1), peer(0), {})
  assert.equal(busy.puts.length, 3)
  const failing: [string, string][] = [
    ['WRITE_QUORUM_UNMET', 'SWARM_UNREACHABLE'],
    ['BUDGET_EXCEEDED', 'SWARM_BUSY'],
    ['HANDLER_THREW', 'SWARM_REFUSED'],
    ['REFUSED', 'SWARM_REFUSED']
  ]
  for (const [code, expected] of failing) {
    const put = () => Promise.reject(new HalleyError(code as 'REFUSED', 'no'))
    await assert.rejects(node({ put }).keeper.announce(hash(1), peer(0), {}), { code: expected })
  }
})

test('keeper: what a full object refuses goes to those that share the swarm', async () => {
  const root = `bittorrent/4/${hash(1).toString('hex')}`
  const puts: string[] = []
  const { keeper, puts: all } = node({
    put: async () => {
      const { key } = all.at(-1)!
      puts.push(key)
      if (key === root) throw new HalleyError('REFUSED', 'full')
    },
    get: (key) => (key === root ? said(5, 4) : undefined)
  })
  await Promise.all(Array.from({ length: 100 }, (_, at) => keeper.announce(hash(1), peer(at), {})))
  assert.deepEqual(new Set(puts), new Set([root, ...[0, 1, 2, 3].map((at) => `${root}/${at}`)]))
})

test('keeper: a view answers for a second, then it is looked at anew, and after five who asks waits for it', async () => {
  const { keeper, gets, time } = node({ get: () => said(3) })
  const ask = () => keeper.peers(hash(1), ASKER, { most: 10, family: 4 })
  const asked = await Promise.all([ask(), ask(), ask()])
  assert.deepEqual(
    asked.map(({ length }) => length),
    [3, 3, 3]
  )
  assert.equal(gets.length, 1, 'one question for all who wait')
  time.now += 900
  assert.ok(Array.isArray(ask()))
  assert.equal(gets.length, 1)
  time.now += 200
  assert.ok(Array.isArray(ask()), 'the old view answers meanwhile')
  assert.equal(gets.length, 2)
  time.now += 6_000
  assert.ok(ask() instanceof Promise)
})

test('keeper: what an object answers that are no peers is refused', async () => {
  const odd: Value[] = [null, 'peers', [], { seeds: new Uint8Array(), leechers: new Uint8Array(5) }]
  odd.push({ ...(said(1) as object), branches: 1_000_000 }, { ...(said(1) as object), completed: -1 })
  for (const value of odd) {
    const { keeper } = node({ get: () => value })
    await assert.rejects(async () => keeper.peers(hash(1), ASKER, { most: 10, family: 4 }), {
      code: 'SWARM_REFUSED'
    })
  }
})

test('keeper: there is an end to what waits, and to what is remembered', async () => {
  const hung = Promise.withResolvers<void>()
  const { keeper } = node({ put: () => hung.promise })
  const all: Promise<unknown>[] = []
  for (let at = 0; at < PENDING_MOST; at++) all.push(keeper.announce(hash(at & 7), peer(at), {}))
  await assert.rejects(keeper.announce(hash(9), peer(0), {}), { code: 'SWARM_BUSY' })
  hung.resolve()
  await Promise.all(all)
  await keeper.announce(hash(9), peer(0), {})
  const idle = node({ get: () => said(1) })
  for (let at = 0; at < SWARMS_MOST + 100; at++) idle.keeper.counts(hash(at), 4)
  await idle.keeper.peers(hash(SWARMS_MOST + 99), ASKER, { most: 1, family: 4 })
  assert.equal(idle.keeper.sample(10).length, 1)
})

test('keeper: a view that cannot be renewed answers for five seconds, then who asks is told, and nobody is asked in a crowd', async () => {
  let fails = false
  const { keeper, gets, time } = node({
    get: () => {
      if (fails) throw new HalleyError('READ_QUORUM_UNMET', 'none in reach')
      return said(3)
    }
  })
  const ask = async () => keeper.peers(hash(1), ASKER, { most: 10, family: 4 })
  await ask()
  fails = true
  time.now += 4_000
  assert.equal((await ask()).length, 3)
  await new Promise(setImmediate)
  time.now += 2_000
  for (let count = 0; count < 50; count++) await assert.rejects(ask(), { code: 'SWARM_UNREACHABLE' })
  assert.equal(gets.length, 3)
  fails = false
  time.now += 1_000
  assert.equal((await ask()).length, 3)
})
