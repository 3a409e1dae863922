// What handlers are told of where their node and their caller are.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSandbox } from '../src/index.ts'
import { event, reply } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

test('coordinates are the node’s and the caller’s, for each event anew, and not for a merge', async () => {
  const here = { vector: [1, -2.5, 0], height: 3, error: 0.25 }
  const there = { vector: [0, 0, 0.015625], height: 0, error: 1 }
  const body = 'return [comet.coordinates(), caller.coordinates]'
  const more = { event: event('get', { caller: { id: 'alice', coordinates: there } }) }
  assert.deepEqual(await reply(sandbox, body, { ...more, node: { id: 'n', coordinates: here } }), [
    here,
    there
  ])
  assert.deepEqual(await reply(sandbox, body, { ...more, node: { id: 'n', coordinates: there } }), [
    there,
    there
  ])
  assert.equal(await reply(sandbox, 'return typeof comet.coordinates()', { node: { id: 'n' } }), 'undefined')
  const spoilt = 'comet.coordinates().vector[0] = 7; return comet.coordinates().vector[0]'
  await reply(sandbox, spoilt, { node: { id: 'n', coordinates: here } })
  assert.deepEqual(here.vector, [1, -2.5, 0])
})
