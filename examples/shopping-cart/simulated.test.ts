// The cart in a simulated network, where time is ours and the network can be cut: what was added is never lost.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./cart.aso.js', import.meta.url), 'utf8')

/** Each side of a split goes on alone. */
const ALONE = { nodes: 6, n: 3, r: 1, w: 1 } as const

/** Enough for hints to go home, and for copies to be compared. */
const SETTLED = '2m'

async function add(node: TestNode, ...items: readonly string[]): Promise<void> {
  for (const item of items) await node.put('cart', { value: { add: item } })
}

/** What all nodes see: the same. */
async function seen({ nodes }: TestNetwork): Promise<unknown> {
  const [first, ...others] = await Promise.all(nodes.map(async (node) => (await node.get('cart')).value))
  for (const other of others) assert.deepEqual(other, first)
  return first
}

test('with onMerge: what both sides of a split add is in the cart, at every node', async () => {
  for (const seed of ['1', '2', '3']) {
    await using network = await createTestNetwork({ ...ALONE, seed })
    const { nodes, advance } = network
    await nodes[0]!.put('cart', { code })
    await add(nodes[0]!, 'scones')
    network.partition(nodes.slice(0, 3))
    // At once, through all nodes of both sides.
    await Promise.all(nodes.map((node, at) => add(node, `tea ${at}`, `cake ${at}`)))
    network.heal()
    await advance(SETTLED)
    const bought = nodes.flatMap((_, at) => [`tea ${at}`, `cake ${at}`])
    assert.deepEqual(await seen(network), [...bought, 'scones'].sort())
  }
})

test('with onMerge: an add that brings the code along is not lost where no replica is in reach', async () => {
  await using network = await createTestNetwork({ nodes: 9 })
  const { nodes, advance } = network
  await nodes[0]!.put('cart', { code, value: { add: 'scones' } })
  const homes = network.replicas('cart').map(({ node }) => node)
  network.partition(nodes.filter(({ id }) => homes.includes(id)))
  await advance('30s')
  const without = nodes.filter(({ id }) => !homes.includes(id))
  for (const [at, node] of without.entries()) await node.put('cart', { code, value: { add: `tea ${at}` } })
  network.heal()
  await advance('2m')
  assert.deepEqual(await seen(network), ['scones', ...without.map((_, at) => `tea ${at}`)])
})

test('with onMerge: a removal that has seen an item outlives the split, one that has not does not', async () => {
  await using network = await createTestNetwork(ALONE)
  const { nodes, advance } = network
  const [here, there] = [nodes[0]!, nodes[5]!]
  await here.put('cart', { code })
  await add(here, 'scones', 'tea')
  await advance(SETTLED)
  network.partition(nodes.slice(0, 3))
  await here.put('cart', { value: { remove: 'scones' } })
  await add(there, 'cake', 'tea')
  await here.put('cart', { value: { remove: 'tea' } })
  network.heal()
  await advance(SETTLED)
  assert.deepEqual(await seen(network), ['cake', 'tea'])
})

test('without: all versions are answered, and the client unites them with their context', async () => {
  await using network = await createTestNetwork(ALONE)
  const { nodes, advance } = network
  const [here, there] = [nodes[0]!, nodes[5]!]
  network.partition(nodes.slice(0, 3))
  const first = await here.put('cart', { value: ['tea'] })
  await here.put('cart', { value: ['tea', 'scones'], context: first.context })
  await there.put('cart', { value: ['cake'] })
  network.heal()
  await advance(SETTLED)
  const { siblings = [], context } = await here.get('cart')
  assert.deepEqual(siblings.map(({ value }) => value).sort(), [['cake'], ['tea', 'scones']])
  await there.put('cart', { value: siblings.flatMap(({ value }) => value as string[]).sort(), context })
  await advance(SETTLED)
  assert.deepEqual(await seen(network), ['cake', 'scones', 'tea'])
})

test('nobody who adds notices that nodes crash, and nothing is lost', async () => {
  await using network = await createTestNetwork({ nodes: 6 })
  const { nodes, advance } = network
  await nodes[0]!.put('cart', { code })
  for (const node of nodes.slice(1)) {
    await add(nodes[0]!, `before ${node.id}`)
    node.crash()
    await add(nodes[0]!, `without ${node.id}`)
    node.restart()
    await advance('5s')
  }
  const bought = nodes.slice(1).flatMap(({ id }) => [`before ${id}`, `without ${id}`])
  assert.deepEqual(await seen(network), bought.sort())
})
