// Objects that say how they are replicated, by a property of their state, with the real sandbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork } from '../src/index.ts'

const CODE = `export default {
  text: 'one',
  replication: { n: 3, r: 2, w: 2 },
  onUpdate (incoming) { Object.assign(this, incoming); return this },
  onGet ({ payload }) {
    if (payload !== undefined) this.replication = payload
    return this.text
  }
}`

async function begun(code = CODE, nodes = 10): Promise<TestNetwork> {
  const network = await createTestNetwork({ nodes })
  await network.advance('1m')
  await network.nodes[0]!.put('letter', { code })
  return network
}

function copies(network: TestNetwork): unknown[] {
  return network
    .replicas('letter')
    .map(({ versions }) => versions.map(({ state }) => (state as { text: string }).text).join())
}

test('a handler asks for more copies and for fewer, and they come and go', async () => {
  await using network = await begun()
  assert.equal(copies(network).length, 3)
  await network.nodes[4]!.get('letter', { payload: { n: 7, r: 3, w: 4 } })
  await network.advance('2m')
  assert.deepEqual(copies(network), Array(7).fill('one'))
  await network.nodes[5]!.put('letter', { value: { text: 'two' } })
  await network.advance('1m')
  assert.deepEqual(copies(network), Array(7).fill('two'))
  await network.nodes[6]!.get('letter', { payload: { n: 2, r: 1, w: 2 } })
  await network.advance('3m')
  assert.deepEqual(copies(network), Array(2).fill('two'))
  assert.equal((await network.nodes[9]!.get('letter')).value, 'two')
})

test('nothing acknowledged is lost while the number of copies changes and nodes come and go', async () => {
  await using network = await begun(
    `export default {
      items: [],
      replication: { n: 3, r: 2, w: 2 },
      onUpdate ({ item, n }) {
        this.items.push(item)
        this.replication = { n, r: Math.ceil((n + 1) / 2), w: Math.ceil((n + 1) / 2) }
        return this
      },
      onMerge (siblings) {
        this.items = [...new Set(siblings.flatMap(({ state }) => state.items))].sort((a, b) => a - b)
        return this
      }
    }`
  )
  const { nodes } = network
  const acknowledged: number[] = []
  for (const [item, n] of [5, 9, 3, 7, 3, 1, 4, 8, 2, 6, 3].entries()) {
    const down = nodes[item % 9]!
    down.crash()
    await network.advance('20s')
    await nodes[9]!.put('letter', { value: { item, n } }).then(
      () => acknowledged.push(item),
      () => {}
    )
    down.restart()
    await network.advance('40s')
  }
  assert.ok(acknowledged.length >= 8, `${acknowledged}`)
  await network.advance('15m')
  const { value } = await nodes[0]!.get('letter')
  const { items, replication } = value as { items: number[]; replication: { n: number } }
  for (const item of acknowledged) assert.ok(items.includes(item), `${item} of ${items}`)
  assert.equal(network.replicas('letter').length, replication.n)
})

test('a lifetime counts from the event that changes it, not from those that do not', async () => {
  await using network = await begun(CODE.replace('n: 3, r: 2, w: 2', "lifetime: '10m'"))
  const get = async () => (await network.nodes[3]!.get('letter')).value
  await network.advance('6m')
  await network.nodes[2]!.put('letter', { value: { text: 'two' } })
  await network.advance('3m')
  assert.equal(await get(), 'two')
  await network.nodes[2]!.get('letter', { payload: { lifetime: '20m' } })
  await network.advance('19m')
  assert.equal(await get(), 'two')
  await network.advance('2m')
  assert.equal(await get(), undefined)
})

test('what may not be is refused, and changes nothing', async () => {
  await using network = await begun()
  for (const [replication, code] of [
    [{ n: 21 }, 'QUORUM_INVALID'],
    [{ n: 2, w: 3 }, 'QUORUM_INVALID'],
    [{ n: 'many' }, 'QUORUM_INVALID'],
    ['seven', 'QUORUM_INVALID'],
    [{ lifetime: 'long' }, 'DURATION_INVALID'],
    [{ lifetime: '11y' }, 'DURATION_INVALID'],
    [{ lifetime: 0 }, 'DURATION_INVALID']
  ] as const)
    await assert.rejects(
      network.nodes[0]!.put('letter', { value: { text: 'two', replication } }),
      { code },
      JSON.stringify(replication)
    )
  assert.deepEqual(copies(network), Array(3).fill('one'))
})

test('how often it chooses who holds copies', async () => {
  await using network = await begun(
    `export default {
      replication: { every: '2m' },
      selectReplicas (neighbors) { comet.log('chosen'); return neighbors.slice(0, 5) },
      onUpdate (incoming) { Object.assign(this, incoming); return this }
    }`
  )
  const chosen = () => network.logs('letter').length
  await network.advance('21m')
  assert.ok(chosen() >= 10 && chosen() <= 12, `${chosen()} times`)
  const before = chosen()
  await network.nodes[1]!.put('letter', { value: { replication: { every: '1h' } } })
  await network.advance('30m')
  assert.equal(chosen(), before)
  await assert.rejects(network.nodes[1]!.put('letter', { value: { replication: { every: '1s' } } }), {
    code: 'DURATION_INVALID'
  })
})
