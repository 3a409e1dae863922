// Objects that give copies of themselves to nodes besides their homes, with the real sandbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork } from '../src/index.ts'

// The program of Comet's replication, but for its language.
const REPLICATING = `export default {
  text: 'one',
  choose (neighbors) { return neighbors.map(({ id }) => id) },
  async onTimer () {
    const neighbors = await comet.lookup()
    const replicas = this.choose(neighbors)
    await comet.put(comet.getASOKey(), this, replicas)
  },
  onUpdate ({ text }) { this.text = text; return this }
}`

test('an object that puts itself to all its nodes every ten minutes is at all of them, until it is deleted', async () => {
  await using network = await createTestNetwork({ nodes: 12 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code: REPLICATING })
  assert.equal(network.replicas('letter').length, 3)
  await advance('11m')
  assert.equal(network.replicas('letter').length, 12)
  await nodes[5]!.put('letter', { value: { text: 'two' } })
  await advance('11m')
  assert.deepEqual(texts(network), Array(12).fill('two'))
  await nodes[0]!.delete('letter')
  await advance('40m')
  assert.deepEqual(
    texts(network).filter((text) => text !== undefined),
    []
  )
  assert.equal((await nodes[1]!.get('letter')).value, undefined)
})

test('copies that nobody asks for any more go, and those at the homes stay', async () => {
  await using network = await createTestNetwork({ nodes: 12 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', {
    code: `export default {
      text: 'one',
      async onGet () {
        const ids = (await comet.lookup()).map(({ id }) => id)
        return comet.put(comet.getASOKey(), this, ids.slice(0, 6))
      }
    }`
  })
  await advance('1m')
  const told = (await nodes[0]!.get('letter')).value
  assert.equal((told as { error?: object }[]).filter(({ error }) => error === undefined).length, 6)
  await advance('10s')
  assert.equal(network.replicas('letter').length, 6)
  await advance('29m')
  assert.equal(network.replicas('letter').length, 6)
  await advance('5m')
  assert.equal(network.replicas('letter').length, 3)
})

test('all homes are gone: a copy serves', async () => {
  await using network = await createTestNetwork({ nodes: 12 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', { code: REPLICATING })
  const homes = network.replicas('letter').map(({ node }) => node)
  await advance('11m')
  for (const node of nodes) if (homes.includes(node.id)) node.crash()
  const alive = nodes.find(({ id }) => !homes.includes(id))!
  await advance('1m')
  assert.deepEqual((await alive.get('letter')).value, { text: 'one' })
})

test('what is put under the own key is `this`, at nodes that are responsible; a handler that fails leaves no copy', async () => {
  await using network = await createTestNetwork({ nodes: 8 })
  const { nodes, advance } = network
  await nodes[0]!.put('letter', {
    code: `export default {
      text: 'one',
      async onGet ({ payload }) {
        const code = (promise) => promise.then(() => 'made', ({ code }) => code)
        const key = comet.getASOKey()
        const ids = (await comet.lookup()).map(({ id }) => id)
        if (payload === 'fail') {
          await comet.put(key, this, ids)
          throw new Error('after all')
        }
        return [
          await code(comet.put(key, { ...this }, ids)),
          await code(comet.put(key, this)),
          await code(comet.put(key, this, ['stranger'])),
          await code(comet.put('another', this, ids)),
          await code(comet.put(key, this, []))
        ]
      }
    }`
  })
  await advance('1m')
  const { value } = await nodes[0]!.get('letter')
  assert.deepEqual(value, ['OWN_KEY', 'OWN_KEY', 'NODE_FOREIGN', 'FOREIGN_KEY', 'made'])
  await assert.rejects(nodes[0]!.get('letter', { payload: 'fail' }))
  await advance('10s')
  assert.equal(network.replicas('letter').length, 3)
})

function texts(network: TestNetwork): unknown[] {
  return network
    .replicas('letter')
    .map(({ versions }) => (versions.at(-1)?.state as { text?: string } | undefined)?.text)
}

test('an object that gives itself away with every get is stopped by its operations, and fills nobody', async () => {
  await using network = await createTestNetwork({ nodes: 12 })
  const { nodes, advance } = network
  await advance('1m')
  await nodes[0]!.put('letter', {
    code: `export default {
      gets: 0,
      async onGet () {
        this.gets++
        const given = comet.put(comet.getASOKey(), this, await comet.lookup())
        return given.then(() => 'made', ({ code }) => code)
      }
    }`
  })
  const said: unknown[] = []
  for (let times = 0; times < 5; times++) said.push((await nodes[0]!.get('letter')).value)
  assert.deepEqual(said, ['made', ...Array(4).fill('OPERATIONS_EXCEEDED')])
})
