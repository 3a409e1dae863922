// Whole nodes in a ring: libp2p on loopback, gossip, joining, leaving, and what a data folder remembers of it.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type CreateNodeOptions, createNode, type HalleyNode } from '../src/index.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halley-ring-'))
})

after(() => rm(folder, { recursive: true, force: true }))

/** Sooner than in earnest, so that tests need not wait. */
const TUNING = { gossipEveryMs: 100, sweepEveryMs: 500, partitions: 64 }

function start(options: CreateNodeOptions = {}): Promise<HalleyNode> {
  return createNode({ placement: 'ring', workers: 1, tuning: TUNING, ...options })
}

async function startMany(count: number, options: CreateNodeOptions = {}): Promise<HalleyNode[]> {
  const nodes = [await start(options)]
  while (nodes.length < count)
    nodes.push(await start({ ...options, bootstrap: (nodes[0] as HalleyNode).addresses() }))
  await eventually('all know the same', () => new Set(nodes.map((node) => node.ring()?.digest)).size === 1)
  return nodes
}

/** For what no event announces. */
async function eventually(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited 15 s for: ${what}`)
    await setTimeout(20)
  }
}

function joined(node: HalleyNode): string[] {
  return (node.ring()?.members ?? []).filter(({ status }) => status === 'joined').map(({ id }) => id)
}

test('every node knows every key’s nodes, and the same ones', async () => {
  const nodes = await startMany(4, { weight: 2, zone: 'here' })
  const [first] = nodes as [HalleyNode]
  try {
    assert.equal(first.status().placement, 'ring')
    assert.deepEqual(joined(first).sort(), nodes.map(({ id }) => id).sort())
    for (const { weight, zone, addresses, up } of first.ring()?.members ?? [])
      assert.deepEqual([weight, zone, addresses.length, up], [2, 'here', 1, true])
    for (const key of ['a', 'b', 'c']) {
      const lists = await Promise.all(nodes.map((node) => node.lookup(key)))
      for (const list of lists) assert.deepEqual(list, lists[0])
    }
    for (let at = 0; at < 12; at++) await (nodes[at % 4] as HalleyNode).put(`key-${at}`, { value: at })
    for (let at = 0; at < 12; at++)
      assert.equal((await (nodes[(at + 1) % 4] as HalleyNode).get(`key-${at}`)).value, at)
  } finally {
    await Promise.all(nodes.map((node) => node.stop()))
  }
})

test('a restart is no join: the folder remembers the ring, and the node needs nobody to find it again', async () => {
  const data = join(folder, 'restart')
  const [first, second, third] = (await startMany(3)) as [HalleyNode, HalleyNode, HalleyNode]
  let fourth = await start({ data, bootstrap: first.addresses() })
  const before = joined(fourth).length
  assert.equal(before, 4)
  await fourth.stop()
  fourth = await start({ data })
  try {
    assert.equal(joined(fourth).length, 4, 'before it has heard from anybody')
    await fourth.put('k', { value: 1 })
    assert.equal((await third.get('k')).value, 1)
    await eventually('the new address is known', () =>
      [first, second, third].every((node) => node.ring()?.digest === fourth.ring()?.digest)
    )
  } finally {
    await Promise.all([first, second, third, fourth].map((node) => node.stop()))
  }
})

test('a node that leaves hands over all it has, is told so, and joins again only when told to', async () => {
  const data = join(folder, 'leaver')
  const rest = (await startMany(3)) as [HalleyNode, HalleyNode, HalleyNode]
  const bootstrap = rest[0].addresses()
  let leaver = await start({ data, bootstrap })
  try {
    await eventually('all have heard of it', () => rest.every((node) => joined(node).length === 4))
    for (let at = 0; at < 30; at++) await leaver.put(`key-${at}`, { value: at })
    await leaver.leave()
    await leaver.departed
    assert.equal(leaver.status().records, 0)
    assert.equal(leaver.ring()?.leaving, 'gone')
    await leaver.stop()
    await eventually('all know that it has left', () => rest.every((node) => joined(node).length === 3))
    for (let at = 0; at < 30; at++)
      assert.equal((await (rest[at % 3] as HalleyNode).get(`key-${at}`)).value, at)

    await assert.rejects(start({ data, bootstrap }), { code: 'NODE_LEFT' })
    leaver = await start({ data, bootstrap, rejoin: true })
    await eventually('it is a member again', () => rest.every((node) => joined(node).length === 4))
    assert.equal((await leaver.get('key-7')).value, 7)
  } finally {
    await Promise.all([...rest, leaver].map((node) => node.stop()))
  }
})

test('a member that is gone for good is removed at any node, and what cannot leave says why', async () => {
  const [first, second, third] = (await startMany(3)) as [HalleyNode, HalleyNode, HalleyNode]
  try {
    await first.put('k', { value: 'kept' })
    await third.stop()
    await assert.rejects(first.leave('nobody'), { code: 'MEMBER_UNKNOWN' })
    await first.leave(third.id)
    await eventually('both know it', () => joined(first).length === 2 && joined(second).length === 2)
    assert.equal((await second.get('k')).value, 'kept')
  } finally {
    await Promise.all([first, second].map((node) => node.stop()))
  }
  const alone = await start()
  await assert.rejects(alone.leave(), { code: 'LAST_MEMBER' })
  await alone.stop()
  const open = await createNode({ workers: 1 })
  await assert.rejects(open.leave(), { code: 'RING_ABSENT' })
  assert.equal(open.ring(), undefined)
  await open.stop()
})

test('a folder of one placement is not taken for another', async () => {
  const data = join(folder, 'placed')
  const node = await start({ data })
  await node.stop()
  await assert.rejects(createNode({ data, workers: 1 }), { code: 'PLACEMENT_MISMATCH' })
  await assert.rejects(start({ data, tuning: { ...TUNING, partitions: 128 } }), {
    code: 'PLACEMENT_MISMATCH'
  })
})
