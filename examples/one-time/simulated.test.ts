// The value for one reader in a simulated network: crashes do not bring it back, and what a split costs is counted.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./one-time.aso.js', import.meta.url), 'utf8')
const SECRET = 'burn after reading'

/** How many of these asks are answered, one after the other. */
async function answered(nodes: readonly TestNode[]): Promise<number> {
  let count = 0
  for (const node of nodes) if ((await node.get('once')).value === SECRET) count++
  return count
}

/** What the disks hold of it. */
function onDisks(network: TestNetwork): string {
  return JSON.stringify(network.replicas('once'))
}

test('many at once: one is answered, and the value is on no disk', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('once', { code, value: { value: SECRET } })
  assert.ok(onDisks(network).includes(SECRET))
  const replies = await Promise.all(nodes.map((node) => node.get('once')))
  assert.equal(replies.filter(({ value }) => value === SECRET).length, 1)
  await advance('2m')
  assert.ok(!onDisks(network).includes(SECRET))
})

test('a crash of the node that answered does not bring it back', async () => {
  for (const seed of ['1', '2', '3']) {
    await using network = await createTestNetwork({ seed })
    const { nodes, advance } = network
    await nodes[0]!.put('once', { code, value: { value: SECRET } })
    const { coordinator } = await nodes[0]!.get('once')
    const crashed = nodes.find(({ id }) => id === coordinator)!
    crashed.crash()
    assert.equal(await answered(nodes.filter((node) => node !== crashed)), 0)
    crashed.restart()
    await advance('10s')
    assert.equal(await answered(nodes), 0)
  }
})

test('each side of a split answers on its own; what they have answered counts together afterwards', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const { nodes, advance } = network
  const [here, there] = [nodes.slice(0, 3), nodes.slice(3)]
  await nodes[0]!.put('once', { code, value: { value: SECRET, limit: 3 } })
  await advance('1m')
  network.partition(here)
  assert.deepEqual([await answered([here[0]!]), await answered([there[0]!])], [1, 1])
  network.heal()
  await advance('2m')
  assert.equal(await answered(nodes), 1)

  await nodes[0]!.delete('once')
  await nodes[0]!.put('once', { code, value: { value: SECRET } })
  await advance('1m')
  network.partition(here)
  assert.deepEqual([await answered(here), await answered(there)], [1, 1])
  network.heal()
  await advance('2m')
  assert.equal(await answered(nodes), 0)
  assert.ok(!onDisks(network).includes(SECRET))
})
