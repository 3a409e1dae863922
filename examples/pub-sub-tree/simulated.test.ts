// The tree in a simulated network: nodes fail, budgets run out, the network splits, and each leaf hears all in the end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { OPERATORS, signedObject } from '../signed.ts'

const signed = await signedObject(new URL('./pub-sub-tree.aso.js', import.meta.url))
const LEAVES = ['leaf 1', 'leaf 2', 'leaf 3', 'leaf 4']

async function plant(node: TestNode): Promise<void> {
  const at = (key: string, value: { parent?: string; children?: string[] }) =>
    node.put(key, { ...signed, value })
  for (const leaf of LEAVES) await at(leaf, { parent: leaf < 'leaf 3' ? 'west' : 'east' })
  await at('west', { parent: 'root', children: LEAVES.slice(0, 2) })
  await at('east', { parent: 'root', children: LEAVES.slice(2) })
  await at('root', { children: ['west', 'east'] })
}

const publish = (node: TestNode, news: string) => node.put('root', { value: { news } })

async function heard({ nodes }: TestNetwork): Promise<string[]> {
  const values = await Promise.all(LEAVES.map(async (leaf) => (await nodes[0]!.get(leaf)).value as object))
  return values.map((value) => Object.values(value).sort().join())
}

test('who waits at a leaf is answered at once', async () => {
  await using network = await createTestNetwork({ nodes: 8, operatorKeys: OPERATORS })
  const { nodes, advance } = network
  await plant(nodes[0]!)
  const waiting = nodes.map((node, at) => node.get(LEAVES[at % 4]!, { wait: '1m' }))
  await advance('1s')
  const began = network.now
  await publish(nodes[7]!, 'rain')
  for (const { value } of await Promise.all(waiting))
    assert.deepEqual(Object.values(value as object), ['rain'])
  assert.ok(network.now - began < 1_000)
})

test('more is published than the budget allows: the rest is handed down together, later', async () => {
  await using network = await createTestNetwork({ nodes: 6, operatorKeys: OPERATORS })
  const { nodes, advance } = network
  await plant(nodes[0]!)
  const news = Array.from({ length: 16 }, (_, at) => `news ${at + 10}`)
  for (const item of news) await publish(nodes[1]!, item)
  const latest = news.slice(-10).join()
  assert.ok((await heard(network)).some((seen) => seen !== latest))
  await advance('10m')
  assert.deepEqual(
    await heard(network),
    LEAVES.map(() => latest)
  )
})

test('nodes crash while it is handed down, and the network splits: each leaf hears all', async () => {
  for (const seed of ['1', '2']) {
    await using network = await createTestNetwork({ nodes: 8, seed, operatorKeys: OPERATORS })
    const { nodes, advance } = network
    await plant(nodes[0]!)
    const published: string[] = []
    for (const crashing of nodes.slice(2, 6)) {
      const news = `before the crash of ${crashing.id}`
      const asked = publish(nodes[1]!, news)
      await advance(8)
      crashing.crash()
      await asked.then(
        () => published.push(news),
        () => {}
      )
      await advance('30s')
      crashing.restart()
      await advance('30s')
    }
    await advance('10m')
    const leaves = await heard(network)
    for (const leaf of leaves)
      for (const news of published) assert.ok(leaf.includes(news), `${news} in ${leaf}`)
    assert.ok(published.length > 0)
  }
})
