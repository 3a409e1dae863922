// The object that counts its copies, in a simulated network: it adds some when nodes fail, and none when all is well; and what a
// split leaves of it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork } from '@halley/testing'

const code = await readFile(new URL('./smart-replication.aso.js', import.meta.url), 'utf8')

test('six nodes hold it, always the same ones; two are lost, and two others take their place', async () => {
  await using network = await createTestNetwork({ nodes: 14 })
  const { nodes, advance } = network
  await advance('1m')
  await nodes[0]!.put('letter', { code, value: { value: 'precious' } })
  const holders = () => network.replicas('letter').map(({ node }) => node)
  await advance('1m')
  const first = holders()
  assert.equal(first.length, 6)
  await advance('60m')
  assert.deepEqual(holders(), first)
  const [one, two] = nodes.filter(({ id }) => first.includes(id)).slice(-2)
  one!.crash()
  two!.crash()
  await advance('22m')
  const lost = [one!.id, two!.id]
  assert.equal(holders().filter((node) => !lost.includes(node)).length, 6)
  assert.equal((await nodes.find(({ id }) => !lost.includes(id))!.get('letter')).value, 'precious')
})

for (const [first, later] of [
  [0, 7],
  [7, 0]
] as const)
  test(`a split: what n${later} was told later holds`, async () => {
    await using network = await createTestNetwork({ nodes: 8, r: 1, w: 1 })
    const { nodes, advance } = network
    await nodes[0]!.put('letter', { code, value: { value: 'one' } })
    await advance('1m')
    network.partition(nodes.slice(0, 4))
    await nodes[first]!.put('letter', { value: { value: 'two' } })
    await nodes[first]!.put('letter', { value: { value: 'three' } })
    await advance('1m')
    await nodes[later]!.put('letter', { value: { value: 'four' } })
    network.heal()
    await advance('5m')
    for (const node of nodes) assert.equal((await node.get('letter')).value, 'four', node.id)
  })
