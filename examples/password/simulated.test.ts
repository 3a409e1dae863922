// The secret in a simulated network: what guesses tell, and what a split does to changes of the password.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestNetwork } from '@halley/testing'
import { codeOf } from '../local-network.ts'

const code = await readFile(new URL('./password.aso.js', import.meta.url), 'utf8')
const VALUE = { salt: '5f0c8a1e', password: 'correct horse', secret: 'the map' }

test('a wrong password costs the same, however much of it is right', async () => {
  await using network = await createTestNetwork()
  const [alice, bob] = network.nodes
  await alice!.put('safe', { code, value: VALUE })
  const guess = async (payload: string) => (await bob!.get('safe', { payload })).usage
  const far = await guess('xxxxxxx xxxxx')
  for (const near of ['correct xxxxx', 'correct hors.', 'x_rrect horse']) {
    assert.deepEqual(await guess(near), far, near)
  }
})

test('nothing but the password opens it: no other type, no empty one, no part of it', async () => {
  await using network = await createTestNetwork()
  const [alice, bob] = network.nodes
  assert.equal(await codeOf(alice!.put('open', { code, value: { secret: 'of nobody' } })), 'REFUSED')
  await alice!.put('safe', { code, value: VALUE })
  for (const payload of [
    '',
    'correct',
    'correct horse ',
    'correct horsecorrect horse',
    null,
    0,
    true,
    ['correct horse']
  ])
    assert.equal((await bob!.get('safe', { payload })).value, null)
  assert.equal((await bob!.get('safe', { payload: 'correct horse' })).value, 'the map')
})

test('changed on both sides of a split: the latest change holds, and the old password opens nothing', async () => {
  await using network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  const [here, , , , , there] = network.nodes
  await here!.put('safe', { code, value: VALUE })
  // So that its later versions have higher names than those of the other side, though they are earlier.
  for (const secret of ['a', 'b']) await here!.put('safe', { value: { password: 'correct horse', secret } })
  await network.advance('1m')
  network.partition(network.nodes.slice(0, 3))
  await here!.put('safe', { value: { password: 'correct horse', next: 'earlier' } })
  await network.advance('1s')
  await there!.put('safe', { value: { password: 'correct horse', next: 'later', secret: 'the key' } })
  network.heal()
  await network.advance('2m')
  for (const node of network.nodes) {
    const [old, earlier, later] = await Promise.all(
      ['correct horse', 'earlier', 'later'].map(
        async (payload) => (await node.get('safe', { payload })).value
      )
    )
    assert.deepEqual([old, earlier, later], [null, null, 'the key'])
  }
})
