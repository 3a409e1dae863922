// The examples that Comet was introduced with, in JavaScript and otherwise as they stand.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { nodesOf } from './deploy.ts'

const two = (network: TestNetwork) => nodesOf(network, 4) as [TestNode, TestNode]

describe('Comet, ASO Example', () => {
  it('each replica keeps track of the number of gets on an object', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('greeting', {
      code: `export default {
        value: 'Hello world!',
        onGet () {
          local.getCount = (local.getCount ?? 0) + 1
          return [this.value, local.getCount]
        }
      }`
    })
    for (const count of [1, 2]) assert.deepEqual((await there.get('greeting')).value, ['Hello world!', count])
    const { coordinator } = await there.get('greeting')
    network.nodes.find(({ id }) => id === coordinator)?.crash()
    const asked = network.nodes.find(({ id }) => id !== coordinator) as TestNode
    assert.deepEqual(
      (await asked.get('greeting')).value,
      ['Hello world!', 1],
      'another replica, another count'
    )
  })

  it('with the count in the object itself, as in the Lua text, it is the object’s, at all replicas', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('greeting', {
      code: `export default {
        value: 'Hello world!',
        getCount: 0,
        onGet () {
          this.getCount = this.getCount + 1
          return [this.value, this.getCount]
        }
      }`
    })
    for (const [at, node] of [here, there, here].entries())
      assert.deepEqual((await node.get('greeting')).value, ['Hello world!', at + 1])
  })
})

describe('Comet, Application: application-specific DHT', () => {
  it('selectReplicas and onTimer: the object puts itself to the nodes that it chose', async () => {
    await using network = await createTestNetwork({ nodes: 8 })
    const [here] = two(network)
    await here.put('k', {
      code: `export default {
        value: 'spread',
        selectReplicas (neighbors) { return neighbors.slice(-2) },
        async onTimer () {
          const neighbors = await comet.lookup()
          const replicas = this.selectReplicas(neighbors)
          const answers = await comet.put(comet.getASOKey(), this, replicas)
          comet.log(answers.map(({ node, error }) => error?.code ?? node).join())
        }
      }`
    })
    await network.advance('21m')
    const chosen = network.logs('k').at(-1)?.text.split(',') ?? []
    assert.equal(chosen.length, 2)
    const holders = network.replicas('k').map(({ node }) => node)
    for (const id of chosen) assert.ok(holders.includes(id), `${id} is among ${holders}`)
    assert.equal(holders.length, 5)
  })

  it('Vanish: a lifetime and a number of replicas of the object’s own', async () => {
    await using network = await createTestNetwork({ nodes: 8 })
    const [here, there] = two(network)
    await here.put('secret', {
      code: `export default { share: 'x', onPut () { comet.setTimer('end', { after: '1h' }) }, onTimer () { comet.deleteSelf() } }`,
      n: 2,
      r: 1,
      w: 2
    })
    await network.advance('10s')
    assert.equal(network.replicas('secret').length, 2)
    assert.equal((await there.get('secret')).found, true)
    await network.advance('70m')
    assert.equal((await there.get('secret')).found, false)
  })
})

describe('Comet, Solution: functions that an application defines', () => {
  it('tracking popularity, logging who reads, and answering as the context asks', async () => {
    await using network = await createTestNetwork()
    const [here, there] = two(network)
    await here.put('k', {
      code: `export default {
        readers: [],
        onGet ({ id, address, payload }) {
          this.readers.push(address ?? id)
          return payload === 'audit' ? this.readers : id === 'n0' ? 'for n0' : 'for others'
        }
      }`
    })
    assert.equal((await here.get('k')).value, 'for n0')
    assert.equal((await there.get('k', { address: '192.0.2.1' })).value, 'for others')
    assert.deepEqual((await there.get('k', { payload: 'audit' })).value, ['n0', '192.0.2.1', 'n1'])
  })
})

describe('Comet, Application: distributed tracker', () => {
  it('peers put addresses and coordinates; a get computes the peers that are closest to who asks', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here, there] = two(network)
    await here.put('torrent', {
      code: `export default {
        peers: {},
        onUpdate ({ address, at }) { this.peers[address] = at },
        onGet ({ payload: [x, y] }) {
          const far = ([, at]) => Math.hypot(at[0] - x, at[1] - y)
          return Object.entries(this.peers).sort((a, b) => far(a) - far(b)).slice(0, 2).map(([address]) => address)
        }
      }`
    })
    for (const [address, at] of Object.entries({
      'a:1': [0, 0],
      'b:1': [90, 0],
      'c:1': [10, 0],
      'd:1': [50, 50]
    }))
      await there.put('torrent', { value: { address, at } })
    assert.deepEqual((await here.get('torrent', { payload: [1, 1] })).value, ['a:1', 'c:1'])
    assert.deepEqual((await here.get('torrent', { payload: [95, 0] })).value, ['b:1', 'd:1'])
  })
})

describe('Comet, Application: self-monitoring DHT', () => {
  it('an object that writes down its neighbours on its timer', async () => {
    await using network = await createTestNetwork({ nodes: 5 })
    const [here] = two(network)
    await here.put('monitor', {
      code: `export default {
        neighbors: {},
        async onTimer () {
          const neighbors = await comet.lookup()
          this.neighbors[comet.getSystemTime()] = neighbors
        }
      }`
    })
    await network.advance('31m')
    const { neighbors } = (await here.get('monitor')).value as { neighbors: Record<string, { id: string }[]> }
    assert.equal(Object.keys(neighbors).length, 3)
    for (const seen of Object.values(neighbors)) assert.equal(seen.length, 5)
  })
})
