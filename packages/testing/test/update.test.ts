// Puts that change what is there, and make nothing.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork } from '../src/index.ts'

const COUNTER =
  'export default { count: 0, onGet() { return this.count }, onUpdate({ add }) { this.count += add; return this } }'

describe('an update', () => {
  it('changes what is there, and makes nothing where nothing is', async () => {
    await using network = await createTestNetwork({ nodes: 4 })
    const [here, there] = network.nodes
    const update = { value: { add: 2 }, update: true }
    await assert.rejects(there!.put('k', update), { code: 'NOT_FOUND' })
    assert.equal((await here!.get('k')).found, false)
    await here!.put('k', { code: COUNTER })
    await there!.put('k', update)
    assert.equal((await here!.get('k')).value, 2)
    const { context } = await here!.get('k')
    await here!.delete('k', { context })
    await assert.rejects(there!.put('k', { ...update, code: COUNTER }), { code: 'NOT_FOUND' })
    assert.equal((await here!.get('k')).found, false)
  })

  it('of an object of which no replica is in reach leaves nothing beside it', async () => {
    await using network = await createTestNetwork({ nodes: 9 })
    const { nodes, advance } = network
    await nodes[0]!.put('count', { code: COUNTER })
    const homes = network.replicas('count').map(({ node }) => node)
    const [here, there] = [true, false].map((isHome) =>
      nodes.filter(({ id }) => homes.includes(id) === isHome)
    )
    network.partition(here!)
    await advance('30s')
    await here![0]!.put('count', { value: { add: 1 }, update: true })
    for (const node of there!)
      await assert.rejects(node.put('count', { value: { add: 10 }, update: true }), ({ code }) =>
        ['NOT_FOUND', 'READ_QUORUM_UNMET'].includes(code)
      )
    network.heal()
    await advance('2m')
    for (const node of nodes) {
      const { value, siblings } = await node.get('count')
      assert.deepEqual([value, siblings], [1, undefined])
    }
  })
})
