// Hours of simulated time, nodes that come and go, and what the object makes of it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./lifetimes.aso.js', import.meta.url), 'utf8')
const MINUTE = 60_000

type Seen = Readonly<Record<string, readonly (readonly [first: number, last: number])[]>>

async function see(node: TestNode): Promise<Seen> {
  return (await node.get('lives')).value as unknown as Seen
}

const minutes = (periods: Seen[string] = []) =>
  periods.map(([first, last]) => Math.round((last - first) / MINUTE))

/** One life, as long as this at least; what was noted since the last collection is not yet known. */
function assertOne(seen: Seen, id: string, least: number): void {
  const [life = 0, ...others] = minutes(seen[id])
  assert.deepEqual(others, [], id)
  assert.ok(life >= least, `${id}: ${life} minutes`)
}

test('a node that is down for an hour has lived twice, the others once', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('lives', { code })
  const { coordinator } = await nodes[0]!.get('lives')
  const down = nodes.find(({ id }) => id !== coordinator)!
  const up = nodes.filter((node) => node !== down)
  await advance('65m')
  down.crash()
  await advance('60m')
  down.restart()
  await advance('125m')
  const seen = await see(up[0]!)
  const [before, after, ...more] = seen[down.id]!
  assert.deepEqual(more, [])
  const gap = Math.round((after![0] - before![1]) / MINUTE)
  assert.ok(gap >= 60 && gap <= 80, `${gap} minutes`)
  for (const { id } of up) assertOne(seen, id, 170)
})

test('the node that collects crashes: another one goes on, and nobody else is thought to have died', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('lives', { code })
  await advance('65m')
  const { coordinator } = await nodes[0]!.get('lives')
  nodes.find(({ id }) => id === coordinator)!.crash()
  const up = nodes.filter(({ id }) => id !== coordinator)
  await advance('3h')
  const seen = await see(up[0]!)
  assert.ok(minutes(seen[coordinator])[0]! <= 70)
  for (const { id } of up) assertOne(seen, id, 150)
})

test('a node behind NAT, whom no prober can dial, is seen by its neighbours', async () => {
  await using network = await createTestNetwork({ behindNat: ['n2', 'n3'] })
  const { nodes, advance } = network
  await nodes[0]!.put('lives', { code })
  await advance('190m')
  const seen = await see(nodes[0]!)
  assert.deepEqual(
    nodes.filter(({ isReachable }) => !isReachable).map(({ id }) => id),
    ['n2', 'n3']
  )
  for (const { id } of nodes) assertOne(seen, id, 110)
})

test('after a split each node has one life: what either side saw alive was alive', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes, advance } = network
  await nodes[0]!.put('lives', { code })
  await advance('65m')
  network.partition(nodes.slice(0, 3))
  await advance('65m')
  network.heal()
  await advance('65m')
  const seen = await see(nodes[0]!)
  for (const { id } of nodes) assertOne(seen, id, 120)
})
