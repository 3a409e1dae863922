// The driver over the memory twins: real cores, a real sandbox, no sockets and no disk.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type Caller, type Coordinate, distance } from '@halley/model'
import type { NodeCount } from '@halley/node'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { createCluster } from './memory-cluster.ts'

const GREETING = `export default {
  value: 'Hello world!',
  onGet (caller) {
    local.gets = (local.gets ?? 0) + 1
    return { value: this.value, gets: local.gets, to: caller.id }
  }
}`

let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

test('an object put through one node answers through every other', async () => {
  const cluster = createCluster(5, sandbox)
  await cluster.member(0).client.put('greeting', { code: GREETING })
  for (let at = 0; at < 5; at++) {
    const { value } = await cluster.member(at).client.get('greeting')
    assert.deepEqual(value, { value: 'Hello world!', gets: at + 1, to: `node-${at}` })
  }
  await cluster.stop()
})

test('what was acknowledged is there after every node was killed at once', async () => {
  const cluster = createCluster(3, sandbox)
  for (let at = 0; at < 20; at++) await cluster.member(at % 3).client.put(`key-${at}`, { value: at })
  for (let at = 0; at < 3; at++) cluster.kill(at)
  for (let at = 0; at < 3; at++) cluster.restart(at)
  for (let at = 0; at < 20; at++) assert.equal((await cluster.member(0).client.get(`key-${at}`)).value, at)
  await cluster.stop()
})

test('copies for a node that is down are told by home, and counted until it has them', async () => {
  const cluster = createCluster(3, sandbox, { handoffRetryMs: 50 })
  const nodes = () => [0, 1].map((at) => cluster.member(at).node)
  const hinted = () => nodes().flatMap(({ copies }) => copies.hints.kept)
  const counted = (name: NodeCount) => nodes().reduce((sum, { counts }) => sum + counts[name], 0)
  cluster.kill(2)
  for (let at = 0; at < 5; at++) await cluster.member(0).client.put(`key-${at}`, { value: at })
  await until(() => hinted().reduce((sum, { copies }) => sum + copies, 0) === 5)
  assert.deepEqual(new Set(hinted().map(({ home }) => home)), new Set(['node-2']))
  for (const { up, oldestMs } of hinted()) assert.ok(!up && oldestMs >= 0)
  cluster.restart(2)
  await until(() => hinted().length === 0)
  assert.deepEqual([counted('hintsKept'), counted('hintsDelivered')], [5, 5])
  assert.ok(counted('suspicions') > 0 && counted('recoveries') > 0)
  assert.equal(cluster.member(2).storage.count('record'), 5)
  await cluster.stop()
})

test('a handler that overruns fails typed, leaves the object as it was, and the node serves on', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const code =
    'export default { n: 1, onGet (caller) { if (caller.payload) { this.n = 2; for (;;); } return this.n } }'
  await client.put('trap', { code })
  await assert.rejects(client.get('trap', { payload: true }), { code: 'INSTRUCTIONS_EXCEEDED' })
  assert.equal((await client.get('trap')).value, 1)
  await cluster.stop()
})

test('concurrent puts are siblings, and a put with their context supersedes both', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(1)
  await client.put('cart', { value: ['milk'] })
  await client.put('cart', { value: ['eggs'] })
  const both = await client.get('cart')
  assert.deepEqual(
    both.siblings?.map(({ value }) => value),
    [['milk'], ['eggs']]
  )
  await client.put('cart', { value: ['milk', 'eggs'], context: both.context })
  const one = await client.get('cart')
  assert.deepEqual([one.value, one.siblings], [['milk', 'eggs'], undefined])
  await cluster.stop()
})

test('what a request may not contain is refused with a code', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  await assert.rejects(client.put('', { value: 1 }), { code: 'KEY_INVALID' })
  await assert.rejects(client.put('k', {}), { code: 'REQUEST_INVALID' })
  await assert.rejects(client.put('k', { code: 'export default {', value: {} }), { code: 'CODE_INVALID' })
  await assert.rejects(client.put('k', { code: 'export default {}', value: 5 }), { code: 'REQUEST_INVALID' })
  await assert.rejects(client.put('k', { value: 'x'.repeat(200_000) }), { code: 'VALUE_TOO_LARGE' })
  await assert.rejects(client.put('k', { value: 1, context: 'rubbish' }), { code: 'CONTEXT_INVALID' })
  await assert.rejects(client.put('k', { value: 1, n: 2, w: 3 }), { code: 'QUORUM_INVALID' })
  await assert.rejects(client.put('k', { value: 1, ttl: 'soon' }), { code: 'DURATION_INVALID' })
  assert.equal((await client.get('k')).found, false)
  await cluster.stop()
})

test('concurrent versions merge; a merge that fails leaves them apart, and is counted', async () => {
  const cluster = createCluster(3, sandbox)
  const { client } = cluster.member(0)
  const merging = (body: string) => `export default { items: [], onMerge (siblings) { ${body} } }`
  const union = merging('return { items: siblings.flatMap(({ state }) => state.items).sort() }')
  const failing = merging('throw new Error("no idea")')
  for (const [key, code] of [
    ['union', union],
    ['failing', failing]
  ] as const)
    for (const item of ['milk', 'eggs']) await client.put(key, { code, value: { items: [item] } })

  assert.deepEqual((await client.get('union')).value, { items: ['eggs', 'milk'] })
  const { siblings = [] } = await client.get('failing')
  assert.equal(siblings.length, 2)
  const failures = [0, 1, 2].map((at) => cluster.member(at).counters.all().failedMerges)
  assert.equal(
    failures.reduce((sum, count) => sum + count, 0),
    1
  )
  await cluster.stop()
})

test('objects whose code asks for coordinates are told the caller’s and the node’s, by whichever node they come', async (t) => {
  const cluster = createCluster(3, sandbox, { coordinatesEveryMs: 50 })
  t.after(() => cluster.stop())
  const places = () => [0, 1, 2].map((at) => cluster.member(at).node.peers.coordinates.own)
  await until(() => places().every((place) => place !== undefined))
  const asking = 'export default { onGet (caller) { return [caller, comet.coordinates()] } }'
  const silent = 'export default { onGet (caller) { return [caller, comet["coordi" + "nates"]() ?? 0] } }'
  await cluster.member(0).client.put('asking', { code: asking })
  await cluster.member(0).client.put('silent', { code: silent })
  for (let at = 0; at < 3; at++) {
    const { client, id } = cluster.member(at)
    const [caller, here] = (await client.get('asking')).value as unknown as [Caller, Coordinate]
    assert.equal(caller.id, id)
    assert.ok(distance(caller.coordinates as Coordinate, here) >= 0)
    assert.deepEqual((await client.get('silent')).value, [{ id }, 0])
  }
})

test('an object that asks for coordinates where there are none yet is told nothing', async () => {
  const cluster = createCluster(3, sandbox)
  const code =
    'export default { onGet (caller) { return [caller.coordinates ?? 0, comet.coordinates() ?? 0] } }'
  await cluster.member(0).client.put('k', { code })
  assert.deepEqual((await cluster.member(0).client.get('k')).value, [0, 0])
  await cluster.stop()
})

/** Looks again whenever the loop has gone round: deadlines of some milliseconds pass meanwhile. */
async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!holds()) {
    assert.ok(performance.now() < end, 'it never came to that')
    await setImmediate()
  }
}
