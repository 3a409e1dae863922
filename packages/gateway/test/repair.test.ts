import assert from 'node:assert/strict'
import test from 'node:test'
import { JSON_BODY, served } from './served.ts'

test('a key is repaired by the node, which says how it went', async (t) => {
  const { node, ask } = await served(t)
  const { status, json } = await ask('POST', '/v1/repair', { headers: JSON_BODY, body: '{"key": "a/b"}' })
  assert.equal(status, 200)
  assert.deepEqual(json, { key: 'a/b', homes: 3, repaired: 1, failed: 0 })
  assert.deepEqual(node.last, { op: 'repair', key: 'a/b' })
})

test('a repair of everything is begun', async (t) => {
  const { node, ask } = await served(t)
  node.repairing = async () => ({ exchanges: 12 })
  const { status, json } = await ask('POST', '/v1/repair', { headers: JSON_BODY, body: '{"all": true}' })
  assert.equal(status, 202)
  assert.deepEqual(json, { exchanges: 12 })
  assert.deepEqual(node.last, { op: 'repair', key: undefined })
})

test('a page in a browser cannot ask for one, and nonsense is refused', async (t) => {
  const { node, ask } = await served(t)
  assert.equal((await ask('POST', '/v1/repair')).status, 400)
  for (const body of [
    '{}',
    '{"all": false}',
    '{"key": "a", "all": true}',
    '{"key": ""}',
    '{"keys": []}',
    '[]'
  ])
    assert.equal((await ask('POST', '/v1/repair', { headers: JSON_BODY, body })).status, 400, body)
  assert.equal((await ask('GET', '/v1/repair')).status, 405)
  assert.equal(node.last, undefined)
})
