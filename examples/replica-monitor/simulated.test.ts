// The monitor in a simulated network: homes fail, stand-ins take over, and what both sides of a split saw is united.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./replica-monitor.aso.js', import.meta.url), 'utf8')

type Replica = {
  readonly first: number
  readonly last: number
  readonly readers: Readonly<Record<string, number>>
}

async function replicasOf(node: TestNode): Promise<Readonly<Record<string, Replica>>> {
  return (await node.get('letter', { payload: 'replicas' })).value as unknown as Record<string, Replica>
}

test('it knows its homes and its readers, those of a home that crashed among them', async () => {
  await using network = await createTestNetwork({ nodes: 6 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code, value: { value: 'read me' } })
  const homes = network.replicas('letter').map(({ node }) => node)
  for (const node of [nodes[1]!, nodes[2]!, nodes[2]!]) await node.get('letter')
  await advance('21m')
  const { coordinator } = await nodes[0]!.get('letter')
  nodes.find(({ id }) => id === coordinator)!.crash()
  const alive = nodes.filter(({ id }) => id !== coordinator)
  for (const node of alive) await node.get('letter')
  await advance('31m')
  const seen = await replicasOf(alive[0]!)
  for (const home of homes) assert.ok(home in seen, `${home} is a home`)
  const { last, readers } = seen[coordinator]!
  assert.equal(readers.n2, 2)
  const others = Object.entries(seen).filter(([id]) => id !== coordinator)
  assert.ok(others.every(([, replica]) => replica.last > last))
  const later = others.reduce(
    (sum, [, replica]) => sum + Object.values(replica.readers).reduce((a, b) => a + b, 0),
    0
  )
  assert.equal(later, alive.length)
})

test('each side of a split sees its own part; united, each replica is as it was seen last', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code, value: { value: 'read me' } })
  await advance('11m')
  network.partition(nodes.slice(0, 3))
  for (const node of nodes) await node.get('letter')
  await advance('21m')
  network.heal()
  await advance('25m')
  const seen = await replicasOf(nodes[0]!)
  assert.deepEqual(await replicasOf(nodes[5]!), seen)
  for (const { first, last } of Object.values(seen)) assert.ok(last >= first)
  const homes = network.replicas('letter').map(({ node }) => node)
  for (const home of homes) assert.ok(home in seen, `${home} is a home`)
})
