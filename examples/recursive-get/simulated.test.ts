// Paths in a simulated network: over crashes, in circles, and deeper than handlers may wait for each other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import type { Value } from 'halley'
import { OPERATORS, signedObject } from '../signed.ts'

const signed = await signedObject(new URL('./recursive-get.aso.js', import.meta.url))

async function look(node: TestNode, ...path: string[]): Promise<Value> {
  return (await node.get('folder 0', { payload: path })).value as Value
}

/** Each folder has the next one as `down`. */
async function nest(node: TestNode, depth: number): Promise<void> {
  for (let at = depth; at >= 0; at--) {
    const entries = at === depth ? {} : { down: `folder ${at + 1}` }
    await node.put(`folder ${at}`, { ...signed, value: { entries, value: at } })
  }
}

const down = (times: number) => Array.from({ length: times }, () => 'down')

test('a path is walked from node to node, and while any one node is down, or any two', async () => {
  await using network = await createTestNetwork({ nodes: 8, operatorKeys: OPERATORS })
  const { nodes, advance } = network
  await nest(nodes[0]!, 4)
  assert.deepEqual(await look(nodes[3]!, ...down(4)), { value: 4 })
  assert.deepEqual(await look(nodes[3]!, 'down', 'up'), { missing: 'up' })
  for (const [first, second] of [[1], [2], [3], [1, 2], [2, 3], [3, 4], [1, 4]]) {
    const crashed = nodes.filter((_, at) => at === first || at === second)
    assert.deepEqual(await look(nodes[0]!, ...down(4)), { value: 4 })
    for (const node of crashed) node.crash()
    assert.deepEqual(await look(nodes[0]!, ...down(4)), { value: 4 })
    for (const node of crashed) node.restart()
    await advance('15s')
  }
})

test('eight hops are the most, and a circle ends: the last object that was asked says why', async () => {
  await using network = await createTestNetwork({ nodes: 6, operatorKeys: OPERATORS })
  const { nodes } = network
  await nest(nodes[0]!, 9)
  assert.deepEqual(await look(nodes[1]!, ...down(8)), { value: 8 })
  assert.deepEqual(await look(nodes[1]!, ...down(9)), { missing: 'down', because: 'CALLS_NESTED' })

  await nodes[0]!.put('folder 2', { value: { name: 'down', key: 'folder 1' } })
  const answer = (await look(nodes[1]!, ...down(4))) as { readonly because?: string }
  assert.equal(answer.because, 'TIMEOUT')
  assert.deepEqual(await look(nodes[1]!, 'down'), { value: 1 })
})
