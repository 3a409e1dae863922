// An object at all of its nodes, in a simulated network: when its homes are lost, when there is a split, and when it is deleted.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork } from '@halley/testing'

const code = await readFile(new URL('./replication.aso.js', import.meta.url), 'utf8')

test('all homes of the object crash for good: the others have it', async () => {
  await using network = await createTestNetwork({ nodes: 12 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code, value: { value: 'one' } })
  const homes = network.replicas('letter').map(({ node }) => node)
  await advance('12m')
  assert.equal(network.replicas('letter').length, 12)
  for (const node of nodes) if (homes.includes(node.id)) node.crash()
  const alive = nodes.find(({ id }) => !homes.includes(id))!
  await advance('1m')
  assert.equal((await alive.get('letter')).value, 'one')
})

for (const [first, later] of [
  [0, 7],
  [7, 0]
] as const)
  test(`a split: both sides copy what they know, and what n${later} was told later is everywhere in the end`, async () => {
    await using network = await createTestNetwork({ nodes: 8, r: 1, w: 1 })
    const { nodes, advance } = network
    await nodes[0]!.put('letter', { code, value: { value: 'one' } })
    await advance('12m')
    network.partition(nodes.slice(0, 4))
    await nodes[first]!.put('letter', { value: { value: 'two' } })
    await nodes[first]!.put('letter', { value: { value: 'three' } })
    await advance('12m')
    await nodes[later]!.put('letter', { value: { value: 'four' } })
    await advance('12m')
    network.heal()
    await advance('25m')
    assert.equal((await nodes[1]!.get('letter')).value, 'four')
    const copies = network.replicas('letter')
    assert.equal(copies.length, 8)
    for (const { node, versions } of copies) {
      assert.equal(versions.length, 1, node)
      assert.deepEqual(versions[0]?.state, { value: 'four' }, node)
    }
  })

test('it is deleted: no copy stays, and none comes back', async () => {
  await using network = await createTestNetwork({ nodes: 12 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code, value: { value: 'one' } })
  await advance('12m')
  await nodes[3]!.delete('letter')
  await advance('45m')
  assert.deepEqual(
    network.replicas('letter').flatMap(({ versions }) => versions.filter(({ state }) => state !== undefined)),
    []
  )
  assert.equal((await nodes[0]!.get('letter')).value, undefined)
})
