// The test network itself: what an author may rely on.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HalleyError } from 'halley'
import { createTestNetwork, type TestNetwork, type TestNetworkOptions } from '../src/index.ts'

const CLOCK =
  'export default { onGet() { return { at: Date.now(), draw: Math.random(), by: comet.getNodeIP() } } }'
const COUNTER = 'export default { count: 0, onGet() { this.count++; return this.count } }'

/** Runs a story in a network of its own, and closes it. */
async function within<T>(
  options: TestNetworkOptions,
  story: (network: TestNetwork) => Promise<T>
): Promise<T> {
  await using network = await createTestNetwork(options)
  return await story(network)
}

describe('test network: objects', () => {
  it('runs the real code of an object at whole nodes', () =>
    within({ nodes: 3 }, async ({ nodes }) => {
      const [first, second, third] = nodes
      await first!.put('visits', { code: COUNTER })
      assert.equal((await second!.get('visits')).value, 1)
      assert.equal((await third!.get('visits')).value, 2)
      const { found, usage } = await first!.get('visits')
      assert.ok(found && usage.instructions > 0)
    }))

  it('fails as a real node does', () =>
    within({ nodes: 3 }, async ({ nodes: [node] }) => {
      await assert.rejects(node!.put('k', { code: 'export default {' }), { code: 'CODE_INVALID' })
      await node!.put('k', { code: 'export default { onGet() { throw new Error("no") } }' })
      await assert.rejects(
        node!.get('k'),
        (error) => error instanceof HalleyError && error.code === 'HANDLER_THREW'
      )
      await assert.rejects(node!.put('k', {}), { code: 'REQUEST_INVALID' })
    }))

  it('many ask at once, and each of them is answered', () =>
    within({ nodes: 5 }, async ({ nodes }) => {
      await nodes[0]!.put('visits', { code: COUNTER })
      const seen = await Promise.all(nodes.map(async (node) => (await node.get('visits')).value))
      assert.deepEqual(seen.sort(), [1, 2, 3, 4, 5])
    }))
})

describe('test network: time', () => {
  it('stands still but for those who wait', () =>
    within({ nodes: 3, latencyMs: 20 }, async (network) => {
      const before = network.now
      await new Promise((resolve) => setTimeout(resolve, 5))
      assert.equal(network.now, before)
      await network.pass(1_234)
      assert.equal(network.now, before + 1_234)
      await network.nodes[0]!.put('k', { value: 1 })
      const took = network.now - before - 1_234
      assert.ok(took >= 40 && took < 1_000, `a put took ${took} ms`)
    }))

  it('is what objects live by', () =>
    within({ nodes: 3 }, async ({ nodes: [node], pass }) => {
      await node!.put('k', { value: 'soon gone', ttl: '1h' })
      await pass(59 * 60_000)
      assert.equal((await node!.get('k')).found, true)
      await pass(2 * 60_000)
      assert.equal((await node!.get('k')).found, false)
    }))

  it('and everything else is the same each time, and another with another seed', async () => {
    const story = (seed: string) =>
      within({ nodes: 4, seed, loss: 0.05 }, async (network) => {
        await network.nodes[0]!.put('clock', { code: CLOCK })
        const answers = await Promise.all(network.nodes.map(async (node) => (await node.get('clock')).value))
        await network.pass(30_000)
        return [answers, network.story()]
      })
    const [once, again, other] = [await story('one'), await story('one'), await story('two')]
    assert.deepEqual(again, once)
    assert.notDeepEqual(other, once)
  })
})

describe('test network: trouble', () => {
  it('a write survives the crash of all nodes', () =>
    within({ nodes: 4 }, async ({ nodes, pass }) => {
      await nodes[0]!.put('k', { value: 'kept' })
      for (const node of nodes) node.crash()
      for (const node of nodes) node.restart()
      await pass(5_000)
      assert.equal((await nodes[3]!.get('k')).value, 'kept')
    }))

  it('who asks a node that is down, or that crashes meanwhile, is told', () =>
    within({ nodes: 4 }, async ({ nodes: [node, other], pass }) => {
      const asked = node!.put('k', { value: 1 })
      const refused = assert.rejects(asked, { code: 'STOPPING' })
      node!.crash()
      await refused
      await assert.rejects(node!.get('k'), { code: 'STOPPING' })
      node!.restart()
      await pass(1_000)
      await other!.put('k', { value: 2 })
      assert.equal((await node!.get('k')).value, 2)
    }))

  it('a node that pauses answers when it is back', () =>
    within({ nodes: 4 }, async ({ nodes: [node, other], pass }) => {
      await node!.put('k', { value: 1 })
      node!.pause(30_000)
      await other!.put('k', { value: 2 })
      await pass(60_000)
      const values = (await node!.get('k')).siblings?.map(({ value }) => value)
      assert.deepEqual(values, [1, 2])
    }))

  it('a node alone cannot meet a quorum, and can again when the partition ends', () =>
    within({ nodes: 5 }, async ({ nodes, partition, heal, pass }) => {
      await nodes[0]!.put('k', { value: 1 })
      partition([nodes[0]!])
      await assert.rejects(nodes[0]!.put('k', { value: 2 }), HalleyError)
      heal()
      await pass(30_000)
      assert.equal((await nodes[0]!.get('k')).found, true)
    }))
})
