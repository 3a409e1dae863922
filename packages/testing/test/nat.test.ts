// Nodes behind NAT: whom they have dialled reaches them, strangers do not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTestNetwork } from '../src/index.ts'

describe('test network: NAT', () => {
  it('a node behind NAT cannot be dialled, keeps copies, and answers its clients', async () => {
    await using network = await createTestNetwork({ nodes: 5, n: 5, behindNat: ['n1'] })
    const { nodes, replicas } = network
    assert.deepEqual(
      nodes.map(({ isReachable }) => isReachable),
      [true, false, true, true, true]
    )
    await nodes[0]!.put('k', { value: 'there' })
    assert.equal(replicas('k').length, 5)
    await nodes[1]!.put('other', { value: 'from inside' })
    assert.equal((await nodes[4]!.get('other')).value, 'from inside')
  })

  it('when it comes back it dials the others again, and catches up; so does everybody whom it had dialled', async () => {
    await using network = await createTestNetwork({ nodes: 4, n: 4, behindNat: ['n1'] })
    const { nodes, replicas, advance } = network
    const [first, hidden] = nodes
    const values = () => replicas('k').flatMap(({ versions }) => versions.map(({ state }) => state))
    hidden!.crash()
    await first!.put('k', { value: 1 })
    hidden!.restart()
    await advance('2m')
    assert.deepEqual(values(), [1, 1, 1, 1])
    for (const node of nodes) if (node !== hidden) node.crash()
    for (const node of nodes) if (node !== hidden) node.restart()
    await advance('10s')
    await hidden!.put('k', { value: 2, context: (await hidden!.get('k')).context })
    await advance('2m')
    assert.deepEqual(values(), [2, 2, 2, 2])
  })

  it('two behind NAT do not hear each other', async () => {
    await using network = await createTestNetwork({ nodes: 2, n: 2, w: 1, r: 1, behindNat: ['n0', 'n1'] })
    const { nodes, replicas } = network
    await nodes[0]!.put('k', { value: 1 })
    assert.deepEqual(
      replicas('k').map(({ node }) => node),
      ['n0']
    )
  })

  it('a node that is down or stands still is no more reachable; a name that there is not is refused', async () => {
    await using network = await createTestNetwork({ nodes: 2 })
    const [first, second] = network.nodes
    first!.crash()
    second!.pause(1_000)
    assert.deepEqual([first!.isReachable, second!.isReachable], [false, false])
    await network.advance(1_001)
    first!.restart()
    assert.deepEqual([first!.isReachable, second!.isReachable], [true, true])
    await assert.rejects(createTestNetwork({ nodes: 2, behindNat: ['n2'] }), /no node n2 .* n0 to n1/)
  })
})
