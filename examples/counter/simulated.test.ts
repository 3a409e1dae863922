// The counter in a simulated network: splits, crashes, and requests of which nobody knows whether they counted.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'

const code = await readFile(new URL('./counter.aso.js', import.meta.url), 'utf8')

/** What all nodes see: the same. */
async function count({ nodes }: TestNetwork): Promise<number> {
  const [first, ...others] = await Promise.all(nodes.map(async (node) => (await node.get('count')).value))
  for (const other of others) assert.equal(other, first)
  return first as number
}

const add = (node: TestNode, by: number) => node.put('count', { value: { add: by } })

test('what both sides of a split count is counted once each', async () => {
  for (const seed of ['1', '2', '3']) {
    await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1, seed })
    const { nodes, advance } = network
    await nodes[0]!.put('count', { code })
    let expected = 0
    for (let round = 0; round < 3; round++) {
      // Another split each time: a share goes on where an older version of it is met again.
      network.partition(nodes.filter((_, at) => at % 3 === round || at === round))
      await Promise.all(nodes.map((node, at) => add(node, at % 2 === 0 ? at + 1 : -1)))
      expected += 1 + 3 + 5 - 3
      network.heal()
      await advance(round === 1 ? '200ms' : '1m')
    }
    await advance('2m')
    assert.equal(await count(network), expected)
  }
})

test('a put with the code counts also where no replica is in reach', async () => {
  await using network = await createTestNetwork({ nodes: 9 })
  const { nodes, advance } = network
  await nodes[0]!.put('count', { code, value: { add: 1 } })
  const homes = network.replicas('count').map(({ node }) => node)
  const [here, there] = [true, false].map((isHome) => nodes.filter(({ id }) => homes.includes(id) === isHome))
  network.partition(here!)
  await advance('30s')
  await here![0]!.put('count', { code, value: { add: 10 } })
  for (const node of there!) await node.put('count', { code, value: { add: 100 } })
  network.heal()
  await advance('2m')
  assert.equal(await count(network), 11 + 100 * there!.length)
})

test('crashes lose nothing that was acknowledged, and count nothing that nobody asked for', async () => {
  let neverKnown = 0
  for (const seed of ['4', '5']) {
    await using network = await createTestNetwork({ nodes: 5, seed })
    const { nodes, advance } = network
    await nodes[0]!.put('count', { code })
    let [acknowledged, unknown] = [0, 0]
    for (let round = 0; round < 6; round++) {
      const crashing = nodes[1 + (round % 4)]!
      const adds = nodes.map((node, at) =>
        add(node, 10 ** at).then(
          () => {
            acknowledged += 10 ** at
          },
          () => {
            unknown += 10 ** at
          }
        )
      )
      await advance(2 + round)
      crashing.crash()
      await Promise.all(adds)
      crashing.restart()
      await advance('5s')
    }
    await advance('2m')
    const total = await count(network)
    neverKnown += unknown
    assert.ok(total >= acknowledged && total <= acknowledged + unknown, `${acknowledged} ${total} ${unknown}`)
    // In decimal digits, one for each node that asked: none counted more often than it was asked.
    for (let at = 0, left = total; at < nodes.length; at++, left = Math.floor(left / 10))
      assert.ok(left % 10 <= 6)
  }
  assert.ok(neverKnown > 0)
})

test('what is no whole number is refused', async () => {
  await using network = await createTestNetwork({ nodes: 3 })
  await network.nodes[0]!.put('count', { code })
  for (const by of [0.5, '1', null, 2 ** 53]) {
    await assert.rejects(network.nodes[0]!.put('count', { value: { add: by } }), { code: 'REFUSED' })
  }
})
