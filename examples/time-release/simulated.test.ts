// The sealed value in simulated time, with the nodes that hold it failing around its moments.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'
import { codeOf } from '../local-network.ts'

const code = await readFile(new URL('./time-release.aso.js', import.meta.url), 'utf8')
const HOUR = 3_600_000

const CLOCK = `export default { onGet() { return comet.getSystemTime() } }`

/** Puts a value that opens in an hour and ends in two. */
async function seal(node: TestNode): Promise<void> {
  await node.put('clock', { code: CLOCK })
  const now = (await node.get('clock')).value as number
  await node.put('bid', { code, value: { value: 1200, from: now + HOUR, until: now + 2 * HOUR } })
}

test('closed, open, gone, whichever node is asked; and gone from the disks though nobody asks', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await seal(nodes[0]!)
  const values = () => Promise.all(nodes.map(async (node) => (await node.get('bid')).value))
  for (const value of (await values()) as { value?: number }[]) assert.equal(value.value, undefined)
  await advance('59m')
  assert.equal(await codeOf(nodes[1]!.delete('bid')), 'REFUSED')
  await advance('2m')
  for (const value of await values()) assert.deepEqual(value, { value: 1200 })
  await advance('61m')
  const states = network.replicas('bid').flatMap(({ versions }) => versions.map(({ state }) => state))
  assert.ok(
    states.every((state) => state === undefined),
    JSON.stringify(states)
  )
  for (const node of nodes) assert.equal((await node.get('bid')).found, false)
})

test('the node that would end it is down: another one does', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await seal(nodes[0]!)
  await advance('119m')
  const { coordinator } = await nodes[0]!.get('bid')
  nodes.find(({ id }) => id === coordinator)!.crash()
  await advance('5m')
  const left = network
    .replicas('bid')
    .filter(({ versions }) => versions.some(({ state }) => state !== undefined))
  assert.deepEqual(
    left.map(({ node }) => node),
    [coordinator]
  )
  nodes.find(({ id }) => id === coordinator)!.restart()
  await advance('5m')
  for (const node of nodes) assert.equal((await node.get('bid')).found, false)
})

test('what has no time left is refused', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  for (const times of [{}, { from: 2, until: 1 }, { until: 1 }])
    assert.equal(await codeOf(network.nodes[0]!.put('bid', { code, value: times })), 'REFUSED')
})
