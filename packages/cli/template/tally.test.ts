// The tally in a simulated network: whole nodes with the real sandbox, in simulated time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readObject } from '@halley/aso'
import { createTestNetwork } from '@halley/testing'

const code = await readObject(new URL('./tally.aso.ts', import.meta.url))

test('adds up what is put, through whichever node', async (t) => {
  const network = await createTestNetwork({ nodes: 5 })
  t.after(() => network.close())
  const [here, there] = network.nodes
  await here!.put('tally', { code })
  await here!.put('tally', { value: { add: 2 } })
  await there!.put('tally', { value: { add: 3 } })
  assert.deepEqual((await there!.get('tally')).value, { total: 5, gets: 1 })
  await assert.rejects(there!.put('tally', { value: 'three' }), { code: 'REFUSED' })
})

test('is replaced by its maker, and by nobody else', async (t) => {
  const network = await createTestNetwork({ nodes: 5 })
  t.after(() => network.close())
  const [maker, other] = network.nodes
  await maker!.put('tally', { code })
  await other!.put('tally', { value: { add: 7 } })
  const newer = code.replace('total: this.total()', 'sum: this.total()')
  await assert.rejects(other!.put('tally', { code: newer }), { code: 'REFUSED' })
  await maker!.put('tally', { code: newer })
  assert.deepEqual((await other!.get('tally')).value, { sum: 7, gets: 1 })
})

test('loses nothing of what both sides of a split add', async (t) => {
  // One copy is enough to read and to write, so that each side goes on alone.
  const network = await createTestNetwork({ nodes: 6, r: 1, w: 1 })
  t.after(() => network.close())
  const [here, , , , , there] = network.nodes
  await here!.put('tally', { code })
  await network.advance('1m')

  network.partition(network.nodes.slice(0, 3))
  await Promise.all([here!.put('tally', { value: { add: 1 } }), there!.put('tally', { value: { add: 10 } })])
  network.heal()
  await network.advance('2m')

  for (const { versions } of network.replicas('tally')) assert.equal(versions.length, 1)
  const { value } = await there!.get('tally')
  assert.equal((value as { total: number }).total, 11)
})
