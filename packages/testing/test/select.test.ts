// Objects that choose who holds copies of them, with the real sandbox.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestNetwork, type TestNetwork } from '../src/index.ts'

const settled = { nodes: 12, seed: 'select' } as const

async function network(): Promise<TestNetwork> {
  const made = await createTestNetwork(settled)
  await made.advance('1m')
  return made
}

function holders(network: TestNetwork): string[] {
  return network.replicas('letter').map(({ node }) => node)
}

function sent(network: TestNetwork, type: string, from = 0): number {
  return network
    .story()
    .slice(from)
    .filter((line) => line.includes(` → `) && line.includes(` ${type}#`)).length
}

test('the nodes that selectReplicas names hold copies when the object is placed; its homes do in any case', async () => {
  await using made = await network()
  await made.nodes[0]!.put('letter', {
    code: `export default {
      text: 'one',
      selectReplicas (neighbors) {
        comet.log(neighbors.map(({ id }) => id).join())
        comet.log(neighbors.every(({ id, address }) => address === '10.0.0.' + (Number(id.slice(1)) + 1)))
        return [neighbors[4], neighbors[6].id]
      }
    }`
  })
  await made.advance('1s')
  const [near = [], told] = made.logs('letter').map(({ text }) => text.split(','))
  assert.deepEqual(holders(made).sort(), [...near.slice(0, 3), near[4], near[6]].sort())
  assert.deepEqual(told, ['true'])
})

test('copies are sent again when the object is another, and nothing is while it and its choice are the same', async () => {
  await using made = await network()
  const code = `export default {
    text: 'one',
    selectReplicas (neighbors) { return neighbors },
    onUpdate ({ text }) { this.text = text; return this }
  }`
  await made.nodes[0]!.put('letter', { code })
  await made.advance('1m')
  assert.equal(holders(made).length, 12)
  const before = made.story().length
  await made.advance('100m')
  assert.equal(holders(made).length, 12)
  assert.equal(sent(made, 'write', before), 0)
  await made.nodes[1]!.put('letter', { value: { text: 'two' } })
  await made.advance('11m')
  for (const { node, versions } of made.replicas('letter'))
    assert.deepEqual(versions[0]?.state, { text: 'two' }, node)
})

test('the first home crashes: another one has the object choose, and those that are not chosen any more let it go', async () => {
  await using made = await network()
  const code = `export default {
    text: 'one',
    selectReplicas (neighbors) {
      comet.log('chosen')
      return neighbors.slice(0, 5).filter(({ id }) => id !== comet.getNodeID())
    }
  }`
  await made.nodes[0]!.put('letter', { code })
  const first = made.logs('letter')[0]?.node
  made.nodes.find(({ id }) => id === first)!.crash()
  await made.advance('45m')
  const alive = holders(made).filter((node) => node !== first)
  assert.equal(alive.length, 5)
})

test('what is no choice is a failure of that round: the copies that there are stay for their time', async () => {
  await using made = await network()
  await made.nodes[0]!.put('letter', {
    code: `export default {
      choice: 'good',
      selectReplicas (neighbors) {
        if (this.choice === 'good') return neighbors.slice(0, 8)
        return { number: 7, stranger: ['nobody'], many: Array(21).fill(neighbors[0]), nothing: undefined }[this.choice]
      },
      onUpdate ({ choice }) { this.choice = choice; return this }
    }`
  })
  await made.advance('1m')
  for (const choice of ['number', 'stranger', 'many']) {
    await made.nodes[0]!.put('letter', { value: { choice } })
    await made.advance('6m')
    assert.equal(holders(made).length, 8, choice)
  }
  await made.advance('40m')
  assert.equal(holders(made).length, 3)
})

test('the timer is the object’s: it chooses as often as it says, or never again', async () => {
  await using made = await network()
  const code = (timer: string) => `export default {
    onPut () { ${timer} },
    selectReplicas (neighbors) { comet.log('chosen'); return neighbors }
  }`
  const chosen = (key: string) => made.logs(key).length
  await made.nodes[0]!.put('often', {
    code: code("comet.setTimer('replicas', { every: '1m', on: 'replica' })")
  })
  await made.nodes[0]!.put('never', { code: code("comet.clearTimer('replicas')") })
  await made.advance('30m')
  assert.ok(chosen('often') >= 29 && chosen('often') <= 31, `${chosen('often')} times`)
  assert.equal(chosen('never'), 1)
})
