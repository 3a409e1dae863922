import assert from 'node:assert/strict'
import test from 'node:test'
import { HalleyError } from 'halley'
import { ABSENT, GOT, WRITTEN } from './fake-node.ts'
import { CODE_BODY, JSON_BODY, served } from './served.ts'

test('a put takes value, code, quorum and lifetime from its JSON body, and the context from the header', async (t) => {
  const { node, ask } = await served(t)
  const body = JSON.stringify({
    code: 'export default {}',
    value: { a: [1, null] },
    n: 5,
    r: 1,
    w: 3,
    ttl: '8h'
  })
  const got = await ask('PUT', '/v1/objects/k', { headers: { ...JSON_BODY, 'Halley-Context': 'c.1' }, body })
  assert.equal(got.status, 200)
  const { context, ...answer } = WRITTEN
  assert.deepEqual(got.json, answer)
  assert.equal(got.headers['halley-context'], context)
  const options = { ...JSON.parse(body), address: '127.0.0.1', context: 'c.1' }
  assert.deepEqual(node.last, { op: 'put', key: 'k', options })
})

test('a put takes a body of JavaScript as the code', async (t) => {
  const { node, ask } = await served(t)
  const got = await ask('PUT', '/v1/objects/k', { headers: CODE_BODY, body: 'export default { é: 1 }' })
  assert.equal(got.status, 200)
  assert.deepEqual(node.last, {
    op: 'put',
    key: 'k',
    options: { code: 'export default { é: 1 }', address: '127.0.0.1' }
  })
})

test('values that JSON lacks travel both ways', async (t) => {
  const { node, ask } = await served(t)
  const value = { bytes: { $bytes: 'aGk=' }, big: { $bigint: '-5' }, plain: null }
  await ask('PUT', '/v1/objects/k', { headers: JSON_BODY, body: JSON.stringify({ value }) })
  assert(node.last?.op === 'put')
  assert.deepEqual(node.last.options.value, { bytes: new Uint8Array([104, 105]), big: -5n, plain: null })
  node.getting = async () => ({ ...GOT, value: { bytes: new Uint8Array([104, 105]), big: -5n, plain: null } })
  assert.deepEqual((await ask('GET', '/v1/objects/k')).json.value, value)
})

test('a get passes the payload and how long to wait, and answers with value, version, usage and coordinator', async (t) => {
  const { node, ask } = await served(t)
  const payload = { name: 'Ann & Bob', plus: '+', big: { $bigint: '7' } }
  const got = await ask(
    'GET',
    `/v1/objects/k?payload=${encodeURIComponent(JSON.stringify(payload))}&wait=60s`
  )
  assert.equal(got.status, 200)
  assert.equal(got.headers['halley-context'], 'ctx.1')
  const { value, version, usage, coordinator } = GOT
  assert.deepEqual(got.json, { value, version, usage, coordinator })
  assert.deepEqual(node.last, {
    op: 'get',
    key: 'k',
    options: { address: '127.0.0.1', payload: { ...payload, big: 7n }, wait: '60s' }
  })
})

test('siblings are all answered, with status 300 and the context', async (t) => {
  const { node, ask } = await served(t)
  const siblings = [
    { value: 1n, version: 'a:1' },
    { value: 'two', version: 'b:1' }
  ]
  node.getting = async () => ({ ...GOT, value: 'two', version: 'b:1', siblings })
  const got = await ask('GET', '/v1/objects/k')
  assert.equal(got.status, 300)
  assert.deepEqual(got.json.siblings, [{ value: { $bigint: '1' }, version: 'a:1' }, siblings[1]])
  assert.equal(got.json.context, 'ctx.1')
  assert.equal(got.headers['halley-context'], 'ctx.1')
})

test('what is not there is 404 NOT_FOUND for get, delete and inspect', async (t) => {
  const { node, ask } = await served(t)
  node.getting = async () => ABSENT
  node.deleting = async () => ({ ...WRITTEN, versions: [], found: false })
  const inspected = await node.inspect('k')
  node.inspecting = async () => ({ ...inspected, versions: [] })
  for (const [method, path] of [
    ['GET', '/v1/objects/k'],
    ['DELETE', '/v1/objects/k'],
    ['GET', '/v1/objects/k/inspect']
  ] as const) {
    const got = await ask(method, path)
    assert.equal(got.status, 404)
    assert.equal(got.json.error.code, 'NOT_FOUND')
  }
})

test('a delete passes the context', async (t) => {
  const { node, ask } = await served(t)
  const got = await ask('DELETE', '/v1/objects/k', { headers: { 'Halley-Context': 'c.1' } })
  assert.equal(got.status, 200)
  assert.deepEqual(got.json.versions, WRITTEN.versions)
  assert.deepEqual(node.last, { op: 'delete', key: 'k', options: { address: '127.0.0.1', context: 'c.1' } })
})

test('a delete passes an argument, and nothing else in the query', async (t) => {
  const { node, ask } = await served(t)
  assert.equal((await ask('DELETE', '/v1/objects/k?payload=%7B%22a%22%3A1%7D')).status, 200)
  assert.deepEqual(node.last, {
    op: 'delete',
    key: 'k',
    options: { address: '127.0.0.1', payload: { a: 1 } }
  })
  for (const query of ['payload={', 'payload=1&payload=2', 'wait=5s']) {
    const refused = await ask('DELETE', `/v1/objects/k?${query}`)
    assert.equal(refused.json.error.code, query === 'payload={' ? 'JSON_INVALID' : 'REQUEST_INVALID')
  }
})

test('an inspection names versions as gets do, and the limits', async (t) => {
  const { ask } = await served(t)
  const got = await ask('GET', '/v1/objects/k/inspect')
  assert.equal(got.status, 200)
  assert.equal(got.json.versions[0].version, 'a1b2c3d4:1')
  assert.equal(got.json.versions[0].codeHash, 'ff')
  assert.deepEqual(got.json.replicas, [
    { node: 'nodeA', role: 'home', versions: ['a1b2c3d4:1'] },
    { node: 'nodeB', role: 'home' }
  ])
  assert.equal(got.json.limits.stateBytes, 102_400)
})

test('keys of every kind arrive as they were', async (t) => {
  const { node, ask } = await served(t)
  const keys = [
    'a/b',
    '..',
    '.',
    'a b',
    '100%',
    '100%2F',
    'ключ',
    '🦊',
    'inspect',
    'a/inspect',
    '?x=1',
    '#',
    ':key',
    '*'
  ]
  for (const key of [...keys, 'x'.repeat(1_024), 'é'.repeat(512)]) {
    const got = await ask('GET', `/v1/objects/${encodeURIComponent(key).replaceAll('.', '%2E')}`)
    assert.equal(got.status, 200, key)
    assert.deepEqual(node.last, { op: 'get', key, options: { address: '127.0.0.1' } })
    await ask('GET', `/v1/objects/${encodeURIComponent(key)}/inspect`)
    assert.deepEqual(node.last, { op: 'inspect', key })
  }
})

test('an update travels in its header, and nothing else may stand there', async (t) => {
  const { node, ask } = await served(t)
  const body = '{"value":1}'
  await ask('PUT', '/v1/objects/k', { headers: { ...JSON_BODY, 'Halley-Update': 'true' }, body })
  const options = { address: '127.0.0.1', update: true, value: 1 }
  assert.deepEqual(node.last, { op: 'put', key: 'k', options })
  const wrong = await ask('PUT', '/v1/objects/k', { headers: { ...JSON_BODY, 'Halley-Update': 'no' }, body })
  assert.deepEqual([wrong.status, wrong.json.error.code], [400, 'REQUEST_INVALID'])
})

test('a pin travels in its header, and where it fails the answer is 412', async (t) => {
  const { node, ask } = await served(t)
  const pin = 'a'.repeat(64)
  await ask('GET', '/v1/objects/k', { headers: { 'Halley-Pin': pin } })
  assert.deepEqual(node.last, { op: 'get', key: 'k', options: { address: '127.0.0.1', pin } })
  await ask('PUT', '/v1/objects/k', { headers: { ...JSON_BODY, 'Halley-Pin': pin }, body: '{"value":1}' })
  assert.deepEqual(node.last, { op: 'put', key: 'k', options: { address: '127.0.0.1', pin, value: 1 } })
  node.getting = async () => {
    throw new HalleyError('PIN_MISMATCH', 'other code', { pin, found: 'b' })
  }
  const { status, json } = await ask('GET', '/v1/objects/k', { headers: { 'Halley-Pin': pin } })
  assert.equal(status, 412)
  assert.deepEqual(json.error, { code: 'PIN_MISMATCH', message: 'other code', pin, found: 'b' })
})

test('sources are answered with their hashes, and none is not found', async (t) => {
  const { node, ask } = await served(t)
  const sources = [{ version: 'a:1', hash: 'h', source: 'export default {}' }]
  node.sourcing = async () => sources
  assert.deepEqual((await ask('GET', '/v1/objects/k/source')).json, { sources })
  node.sourcing = async () => []
  assert.equal((await ask('GET', '/v1/objects/k/source')).status, 404)
  assert.equal((await ask('GET', '/v1/objects/k/source?x=1')).status, 400)
})

test('logs are those of this node, from a line on', async (t) => {
  const { node, ask } = await served(t)
  const line = { seq: 7, at: 5, event: 'get', text: 'hello' }
  node.logging = () => ({ lines: [line], lost: true })
  const { json } = await ask('GET', '/v1/objects/k/logs?after=6')
  assert.deepEqual(json, { node: 'nodeA', lines: [line], lost: true })
  assert.deepEqual(node.last, { op: 'logs', key: 'k', after: 6 })
  for (const after of ['-1', 'x', '1.5', '99999999999999999'])
    assert.equal((await ask('GET', `/v1/objects/k/logs?after=${after}`)).status, 400)
})
