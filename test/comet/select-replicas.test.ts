// selectReplicas(neighbors): the object chooses who holds copies besides its homes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { nodesOf, source } from './deploy.ts'

/** A network of eight nodes and an object with this body, some time after it was put. */
async function placed(body: string): Promise<TestNetwork> {
  const network = await createTestNetwork({ nodes: 8 })
  const [here] = nodesOf(network, 8)
  await (here as TestNode).put('k', { code: source(body) })
  await network.advance('20s')
  return network
}

const holders = (network: TestNetwork) => network.replicas('k').map(({ node }) => node)

/** How many hold a copy besides the three homes. */
async function besides(expression: string): Promise<number> {
  await using network = await placed(`n: 1, selectReplicas (neighbors) { ${expression} }`)
  assert.deepEqual((await (network.nodes[1] as TestNode).get('k')).value, { n: 1 })
  return holders(network).length - 3
}

describe('Comet, Application, application-specific DHT: selectReplicas(neighbors)', () => {
  it('runs when the object is placed, and those that it names hold copies besides the homes', async () => {
    await using network = await placed(
      'n: 1, selectReplicas (neighbors) { comet.log(neighbors.slice(-2).map(({ id }) => id).join()); return neighbors.slice(-2) }'
    )
    const [line] = network.logs('k')
    const named = line?.text.split(',') ?? []
    assert.equal(named.length, 2)
    for (const id of named) assert.ok(holders(network).includes(id), `${id} of ${holders(network)}`)
    assert.equal(line?.event, 'select')
  })

  it('runs again when its timer `replicas` ticks, every ten minutes unless the object sets it otherwise', async () => {
    const body = `onPut () { comet.setTimer('replicas', { every: '1m', on: 'replica' }) },
      selectReplicas (neighbors) { local.rounds = (local.rounds ?? 0) + 1; return neighbors.slice(-1) }`
    for (const [text, least, most] of [
      [body, 8, 16],
      [body.replace(/onPut.*\n/, ''), 1, 3]
    ] as const) {
      await using network = await placed(text)
      await network.advance('10m')
      const rounds = network
        .replicas('k')
        .reduce((sum, { local }) => sum + ((local as { rounds?: number })?.rounds ?? 0), 0)
      assert.ok(rounds >= least && rounds <= most, `${rounds} rounds`)
    }
  })

  it('returns neighbours as they were given or their ids; nothing, null and an empty list are none', async () => {
    assert.equal(await besides('return neighbors.slice(-2)'), 2)
    assert.equal(await besides('return neighbors.slice(-2).map(({ id }) => id)'), 2)
    assert.equal(await besides('return Promise.resolve(neighbors.slice(-1))'), 1)
    assert.equal(await besides('return comet.lookup().then((nodes) => nodes.slice(-1))'), 1)
    for (const none of ['', 'return null', 'return []']) assert.equal(await besides(none), 0, none)
  })

  it('what is no choice, and a failure, change nothing', async () => {
    for (const wrong of [
      'return 5',
      'return ["a stranger"]',
      'return [5]',
      'return Array(21).fill(neighbors[0])',
      'throw new Error("no")',
      'for (;;);'
    ])
      assert.equal(await besides(wrong), 0, wrong)
  })

  it('chooses and does nothing else: what it changes in this, timers and deleteSelf are dropped, local stays', async () => {
    await using network = await placed(
      'n: 1, selectReplicas (neighbors) { this.n = 9; local.seen = neighbors.length; comet.setTimer("x", { every: "1m" }); comet.deleteSelf(); return [] }'
    )
    assert.deepEqual((await (network.nodes[1] as TestNode).get('k')).value, { n: 1 })
    assert.deepEqual(
      network.replicas('k').flatMap(({ local }) => local ?? []),
      [{ seen: 8 }]
    )
    const [version] = (await (network.nodes[1] as TestNode).inspect('k')).versions
    assert.ok(!(version?.timers ?? []).some(({ name }) => name === 'x'))
  })

  it('whom it names no more has no copy when the lease is over', async () => {
    await using network = await placed(
      `onUpdate () { this.alone = true }, selectReplicas (neighbors) { return this.alone ? [] : neighbors.slice(-1) }`
    )
    assert.equal(holders(network).length, 4)
    await (network.nodes[0] as TestNode).put('k', { value: 1 })
    await network.advance('2h')
    assert.equal(holders(network).length, 3)
  })
})
