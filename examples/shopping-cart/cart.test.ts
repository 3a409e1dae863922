// The cart as its README tells it: on real nodes, and the removal that a merge must not undo.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { createSandbox, type Sandbox } from '@halley/sandbox'
import { splitAndMeet } from './split.ts'

const code = await readFile(new URL('./cart.aso.js', import.meta.url), 'utf8')
let sandbox: Sandbox

before(async () => {
  sandbox = await createSandbox({ workers: 1 })
})

after(() => sandbox.close())

type State = { readonly [name: string]: { readonly [tag: string]: string | boolean } }

async function run(type: 'update' | 'merge' | 'get', state: State, more: object = {}) {
  const outcome = await sandbox.invoke({ code, state, event: { type, time: 0, seed: 'a seed', ...more } })
  assert.ok(outcome.ok && outcome.chain === undefined, JSON.stringify(outcome))
  return outcome
}

test('concurrent adds on both sides of a split are never lost, with onMerge and without', async () => {
  const { merged, siblings, united } = await splitAndMeet()
  // The scones of here were never seen by the removal there: they stay.
  assert.deepEqual(merged, [
    ['cake', 'scones', 'tea'],
    ['cake', 'scones', 'tea']
  ])
  assert.deepEqual(siblings.flat().sort(), ['cake', 'tea'])
  assert.deepEqual(united, ['cake', 'tea'])
})

test('an item that was seen and removed on one side does not come back from the other', async () => {
  const before = (await run('update', { items: {}, removed: {} }, { incoming: { add: 'tea' } }))
    .state as State
  const without = (await run('update', before, { incoming: { remove: 'tea' } })).state as State
  const withCake = (await run('update', before, { incoming: { add: 'cake' }, seed: 'another' }))
    .state as State
  const siblings = [without, withCake].map((state, at) => ({ state, version: `v${at}`, writtenAt: at }))
  for (const order of [siblings, siblings.toReversed()]) {
    const merged = (await run('merge', order[1]!.state, { siblings: order })).state as State
    assert.deepEqual((await run('get', merged)).reply, ['cake'])
  }
})
