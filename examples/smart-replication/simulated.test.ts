// The object that takes refuge, in a simulated network: it goes when nodes fail, and comes out when they are back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import { codeOf } from '../local-network.ts'
import { OPERATORS, signedObject } from '../signed.ts'

const signed = await signedObject(new URL('./smart-replication.aso.js', import.meta.url))
const REFUGES = ['refuge 1', 'refuge 2', 'refuge 3']

async function hidden(node: TestNode): Promise<unknown[]> {
  const values = await Promise.all(REFUGES.map(async (key) => (await node.get(key)).value))
  return values.filter((value) => value !== null)
}

test('only two nodes are left: it is under another key as well, until the others are back', async () => {
  await using network = await createTestNetwork({ nodes: 6, operatorKeys: OPERATORS })
  const { nodes, advance } = network
  for (const key of REFUGES) await nodes[0]!.put(key, { ...signed, value: { of: 'letter' } })
  await nodes[0]!.put('letter', { ...signed, value: { value: 'precious', candidates: REFUGES } })
  const homes = network.replicas('letter').map(({ node }) => node)
  const asking = nodes.find(({ id }) => homes.includes(id))!
  const lost = nodes.filter((node) => node !== asking).slice(0, 4)
  await advance('25m')
  assert.deepEqual(await hidden(asking), [])
  for (const node of lost) node.crash()
  await advance('15m')
  assert.deepEqual(await hidden(asking), ['precious'])
  await asking.put('letter', { value: { value: 'more precious' } })
  await advance('11m')
  assert.deepEqual(await hidden(asking), ['more precious'])
  for (const node of lost) node.restart()
  await advance('25m')
  assert.deepEqual(await hidden(asking), [])
  assert.equal((await asking.get('letter')).value, 'more precious')
})

test('a refuge takes in its own object alone', async () => {
  await using network = await createTestNetwork({ nodes: 4, operatorKeys: OPERATORS })
  const [node] = network.nodes
  await node!.put('refuge 1', { ...signed, value: { of: 'letter' } })
  assert.equal(await codeOf(node!.put('refuge 1', { value: { value: 'a fake' } })), 'REFUSED')
  await node!.put('another', {
    ...signed,
    value: { value: 'a stranger', candidates: ['refuge 1'], least: 9 }
  })
  await network.advance('21m')
  assert.equal((await node!.get('refuge 1')).value, null)
})
