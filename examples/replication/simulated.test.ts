// Copies under other keys in a simulated network: all homes of the object are lost, and its value is not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import { OPERATORS, signedObject } from '../signed.ts'

const signed = await signedObject(new URL('./replication.aso.js', import.meta.url))
const COPIES = ['letter, a copy', 'letter, another', 'letter, a third']

async function post(node: TestNode): Promise<void> {
  for (const key of COPIES) await node.put(key, { ...signed, value: { of: 'letter' } })
  await node.put('letter', { ...signed, value: { value: 'one', copies: COPIES } })
}

test('all homes of the object crash for good: a copy answers', async () => {
  await using network = await createTestNetwork({ nodes: 12, operatorKeys: OPERATORS })
  const { nodes, advance } = network
  await post(nodes[0]!)
  await advance('12m')
  const homes = network.replicas('letter').map(({ node }) => node)
  for (const node of nodes) if (homes.includes(node.id)) node.crash()
  const alive = nodes.filter(({ id }) => !homes.includes(id))
  await advance('1m')
  const values = await Promise.all(COPIES.map(async (key) => (await alive[0]!.get(key)).value))
  assert.ok(values.includes('one'), JSON.stringify(values))
})

test('a split: both sides copy what they know, and the later value holds, in all copies', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1, operatorKeys: OPERATORS })
  const { nodes, advance } = network
  await post(nodes[0]!)
  await advance('12m')
  network.partition(nodes.slice(0, 3))
  await nodes[0]!.put('letter', { value: { value: 'two' } })
  await advance('1m')
  await nodes[5]!.put('letter', { value: { value: 'three' } })
  await advance('12m')
  network.heal()
  await advance('15m')
  for (const key of ['letter', ...COPIES]) assert.equal((await nodes[1]!.get(key)).value, 'three', key)
})
