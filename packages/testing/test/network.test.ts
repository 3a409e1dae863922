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
      await network.advance(1_234)
      assert.equal(network.now, before + 1_234)
      await network.advance('1.5s')
      assert.equal(network.now, before + 2_734)
      await assert.rejects(network.advance('soon'), { code: 'DURATION_INVALID' })
      await network.nodes[0]!.put('k', { value: 1 })
      const took = network.now - before - 2_734
      assert.ok(took >= 40 && took < 1_000, `a put took ${took} ms`)
    }))

  it('is what handlers see', () =>
    within({ nodes: 3, latencyMs: 0 }, async (network) => {
      const [node] = network.nodes
      await node!.put('clock', { code: CLOCK })
      const [before, { value }] = [network.time, await node!.get('clock')]
      const { at } = value as { at: number }
      assert.ok(at >= before && at <= network.time, `${at} between ${before} and ${network.time}`)
      const then = network.time
      await network.advance('1h')
      assert.equal(network.time - then, 3_600_000)
    }))

  it('passes until something holds, and no longer than is allowed', () =>
    within({ nodes: 5 }, async (network) => {
      const { nodes, replicas, until } = network
      await nodes[0]!.put('k', { value: 1 })
      const late = nodes.find(({ id }) => id === replicas('k')[0]!.node)!
      const held = () => replicas('k').find(({ node }) => node === late.id)?.versions[0]?.state
      late.crash()
      const { context } = await nodes.find((node) => node !== late)!.get('k')
      await nodes.find((node) => node !== late)!.put('k', { value: 2, context })
      assert.equal(held(), 1)
      late.restart()
      const begun = network.now
      await until(() => held() === 2)
      assert.ok(network.now > begun)
      assert.equal(held(), 2)
      await until(async () => (await nodes[4]!.get('k')).found)
      const before = network.now
      await assert.rejects(
        until(() => false, '5s'),
        /did not hold within 5s/
      )
      assert.equal(network.now, before + 5_000)
      await assert.rejects(
        until(() => false, 'soon'),
        { code: 'DURATION_INVALID' }
      )
    }))

  it('is what objects live by', () =>
    within({ nodes: 3 }, async ({ nodes: [node], advance }) => {
      await node!.put('k', { value: 'soon gone', ttl: '1h' })
      await advance('59m')
      assert.equal((await node!.get('k')).found, true)
      await advance('2m')
      assert.equal((await node!.get('k')).found, false)
    }))

  it('and everything else is the same each time, and another with another seed', async () => {
    const story = (seed: string) =>
      within({ nodes: 4, seed, loss: 0.05 }, async (network) => {
        await network.nodes[0]!.put('clock', { code: CLOCK })
        const answers = await Promise.all(network.nodes.map(async (node) => (await node.get('clock')).value))
        await network.advance('30s')
        return [answers, network.story()]
      })
    const [once, again, other] = [await story('one'), await story('one'), await story('two')]
    assert.deepEqual(again, once)
    assert.notDeepEqual(other, once)
  })
})

describe('test network: cost', () => {
  it('is what was counted, however long this machine took', async (t) => {
    // A clock by which every invocation takes a second and more, which no node would let handlers have.
    let clock = 0
    t.mock.method(performance, 'now', () => {
      clock += 1_000
      return clock
    })
    await within({ nodes: 3 }, async ({ nodes: [node] }) => {
      await node!.put('visits', { code: COUNTER })
      for (let visit = 1; visit <= 30; visit++) assert.equal((await node!.get('visits')).value, visit)
    })
  })
})

describe('test network: trouble', () => {
  it('a write survives the crash of all nodes', () =>
    within({ nodes: 4 }, async ({ nodes, advance }) => {
      await nodes[0]!.put('k', { value: 'kept' })
      for (const node of nodes) node.crash()
      for (const node of nodes) node.restart()
      await advance('5s')
      assert.equal((await nodes[3]!.get('k')).value, 'kept')
    }))

  it('a node whose disk is lost does not come back, and others take over its copies', () =>
    within({ nodes: 5 }, async ({ nodes, replicas, advance }) => {
      await nodes[0]!.put('k', { value: 'kept' })
      const lost = nodes.find(({ id }) => id === replicas('k')[0]!.node)!
      lost.crash({ forGood: true })
      lost.restart()
      await assert.rejects(lost.get('k'), { code: 'STOPPING' })
      await advance('10m')
      const holders = replicas('k').map(({ node }) => node)
      assert.equal(holders.length, 3)
      assert.ok(!holders.includes(lost.id))
    }))

  it('who asks a node that is down, or that crashes meanwhile, is told', () =>
    within({ nodes: 4 }, async ({ nodes: [node, other], advance }) => {
      const asked = node!.put('k', { value: 1 })
      const refused = assert.rejects(asked, { code: 'STOPPING' })
      node!.crash()
      await refused
      await assert.rejects(node!.get('k'), { code: 'STOPPING' })
      node!.restart()
      await advance('1s')
      await other!.put('k', { value: 2 })
      assert.equal((await node!.get('k')).value, 2)
    }))

  it('a node that pauses answers when it is back', () =>
    within({ nodes: 4 }, async ({ nodes: [node, other], advance }) => {
      await node!.put('k', { value: 1 })
      node!.pause(30_000)
      await other!.put('k', { value: 2 })
      await advance('1m')
      const values = (await node!.get('k')).siblings?.map(({ value }) => value)
      assert.deepEqual(values, [1, 2])
    }))

  it('a node alone cannot meet a quorum, and can again when the partition ends', () =>
    within({ nodes: 5 }, async ({ nodes, partition, heal, advance }) => {
      await nodes[0]!.put('k', { value: 1 })
      partition([nodes[0]!])
      await assert.rejects(nodes[0]!.put('k', { value: 2 }), HalleyError)
      heal()
      await advance('30s')
      assert.equal((await nodes[0]!.get('k')).found, true)
    }))
})

describe('test network: losses', () => {
  it('what is dropped is asked for again, and heal ends it', () =>
    within({ nodes: 5 }, async ({ nodes, advance, drop, heal, story }) => {
      const lost = () => story().filter((line) => line.includes('lost')).length
      await nodes[0]!.put('k', { value: 'there' })
      assert.equal(lost(), 0)
      drop(0.1)
      for (let visit = 0; visit < 10; visit++) {
        assert.equal((await nodes[visit % 5]!.get('k')).value, 'there')
        await advance('10s')
      }
      const before = lost()
      assert.ok(before > 0)
      heal()
      await advance('1m')
      assert.equal(lost(), before)
    }))

  it('a node whose messages are all dropped stands alone', () =>
    within({ nodes: 5 }, async ({ nodes, drop, advance }) => {
      const [alone, other] = nodes
      await alone!.put('k', { value: 1 })
      drop(1, [alone!])
      await assert.rejects(alone!.put('k', { value: 2 }), HalleyError)
      assert.equal((await other!.get('k')).value, 1)
      drop(0, [alone!])
      await advance('30s')
      assert.equal((await alone!.get('k')).found, true)
      assert.throws(() => drop(2), /from 0 to 1/)
    }))
})

describe('test network: replicas', () => {
  it('show what every node holds, each with its own state', () =>
    within({ nodes: 5 }, async ({ nodes, replicas }) => {
      assert.deepEqual(replicas('greeting'), [])
      const code = 'export default { value: 1, onGet() { local.gets = (local.gets ?? 0) + 1 } }'
      await nodes[0]!.put('greeting', { code })
      const { coordinator } = await nodes[0]!.get('greeting')
      const held = replicas('greeting')
      assert.equal(held.length, 3)
      for (const { node, versions, local } of held) {
        assert.deepEqual(
          versions.map(({ state }) => state),
          [{ value: 1 }]
        )
        assert.match(versions[0]!.codeHash ?? '', /^[0-9a-f]{64}$/)
        assert.deepEqual(local, node === coordinator ? { gets: 1 } : undefined)
      }
    }))

  it('tell versions apart, and what was deleted', () =>
    within({ nodes: 4, n: 4, r: 1, w: 1 }, async ({ nodes, replicas, partition, heal, advance }) => {
      const [here, there] = nodes
      partition([here!])
      await Promise.all([here!.put('k', { value: 'here' }), there!.put('k', { value: 'there' })])
      const alone = replicas('k').find(({ node }) => node === here!.id)
      assert.deepEqual(
        alone?.versions.map(({ state }) => state),
        ['here']
      )
      heal()
      await advance('2m')
      for (const { versions } of replicas('k'))
        assert.deepEqual(versions.map(({ state }) => state).sort(), ['here', 'there'])
      const { context } = await here!.get('k')
      await here!.delete('k', { context })
      await advance('2m')
      for (const { versions } of replicas('k')) {
        assert.equal(versions.length, 1)
        assert.equal('state' in versions[0]!, false)
      }
    }))
})
