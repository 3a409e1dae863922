// Hours of simulated time, nodes that come and go, and what the object makes of it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./lifetimes.aso.js', import.meta.url), 'utf8')
const MINUTE = 60_000

type Periods = readonly (readonly [number, number])[]
type Seen = Readonly<Record<string, { readonly inside: Periods; readonly outside: Periods }>>

async function see(node: TestNode): Promise<Seen> {
  return (await node.get('lives')).value as unknown as Seen
}

const minutes = (periods: Periods) => periods.map(([first, last]) => Math.round((last - first) / MINUTE))

test('a node that is down for an hour has lived twice, from inside and from outside; the others once', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('lives', { code })
  const homes = network.replicas('lives').map(({ node }) => node)
  const { coordinator } = await nodes[0]!.get('lives')
  const down = nodes.find(({ id }) => homes.includes(id) && id !== coordinator)!
  const up = nodes.filter((node) => node !== down)
  await advance('65m')
  down.crash()
  await advance('60m')
  down.restart()
  await advance('65m')
  const seen = await see(up[0]!)
  const { inside, outside } = seen[down.id]!
  assert.equal(outside.length, 2)
  assert.equal(inside.length, 2)
  const gap = Math.round((outside[1]![0] - outside[0]![1]) / MINUTE)
  assert.ok(gap >= 60 && gap <= 80, `${gap} minutes`)
  for (const { id } of up) {
    const [life = 0, ...others] = minutes(seen[id]!.outside)
    assert.deepEqual(others, [])
    assert.ok(life >= 160 && life <= 190, `${life} minutes`)
  }
})

test('the node that asks crashes: another one goes on, and nobody else is thought to have died', async () => {
  await using network = await createTestNetwork()
  const { nodes, advance } = network
  await nodes[0]!.put('lives', { code })
  await advance('45m')
  const { coordinator } = await nodes[0]!.get('lives')
  const [down, up] = [
    nodes.filter(({ id }) => id === coordinator),
    nodes.filter(({ id }) => id !== coordinator)
  ]
  down[0]!.crash()
  await advance('90m')
  const seen = await see(up[0]!)
  assert.ok(minutes(seen[coordinator]!.outside)[0]! <= 50)
  for (const { id } of up) {
    const lives = minutes(seen[id]!.outside)
    assert.equal(lives.length, 1, `${id}: ${lives}`)
    assert.ok(lives[0]! >= 100, `${id}: ${lives}`)
  }
})
