import assert from 'node:assert/strict'
import test from 'node:test'
import { HalleyError } from 'halley'
import { statusOf } from '../src/statuses.ts'
import { served } from './served.ts'

const TABLE: Record<number, string[]> = {
  400: [
    'KEY_INVALID',
    'VALUE_INVALID',
    'CODE_INVALID',
    'QUORUM_INVALID',
    'CONTEXT_INVALID',
    'DURATION_INVALID'
  ],
  403: ['REFUSED', 'CALLER_UNPROVEN'],
  409: ['CONFLICT', 'SIBLINGS_FULL'],
  413: ['VALUE_TOO_LARGE', 'STATE_TOO_LARGE', 'RECORD_FULL', 'CODE_TOO_LARGE'],
  422: ['HANDLER_THREW', 'PROMISE_PENDING'],
  429: [
    'BUSY',
    'BUDGET_EXCEEDED',
    'INSTRUCTIONS_EXCEEDED',
    'STEPS_EXCEEDED',
    'MEMORY_EXCEEDED',
    'STACK_EXCEEDED',
    'WALL_CLOCK_EXCEEDED'
  ],
  503: [
    'READ_QUORUM_UNMET',
    'WRITE_QUORUM_UNMET',
    'NO_REPLICA',
    'STOPPING',
    'CLOSED',
    'STORAGE_FAILED',
    'CONTEXT_AHEAD'
  ],
  504: ['TIMEOUT']
}

test('every code of the node has its status, and its details reach the client', async (t) => {
  const { node, ask, faults } = await served(t)
  for (const [status, codes] of Object.entries(TABLE)) {
    for (const code of codes) {
      node.getting = async () => {
        throw new HalleyError(code, 'because', { need: 2, got: 1 })
      }
      const got = await ask('GET', '/v1/objects/k')
      assert.equal(got.status, Number(status), code)
      assert.deepEqual(got.json, { error: { need: 2, got: 1, code, message: 'because' } })
    }
  }
  assert.deepEqual(faults, [])
})

test('Retry-After says in whole seconds when the same request would be served, where the node knows', async (t) => {
  const { node, ask } = await served(t)
  node.getting = async () => {
    throw new HalleyError('BUDGET_EXCEEDED', 'too dear', { retryAfterMs: 12_001 })
  }
  assert.equal((await ask('GET', '/v1/objects/k')).headers['retry-after'], '13')
  node.getting = async () => {
    throw new HalleyError('BUSY', 'too many')
  }
  assert.equal((await ask('GET', '/v1/objects/k')).headers['retry-after'], undefined)
})

test('details can stand in neither for the code nor for the message', async (t) => {
  const { node, ask } = await served(t)
  node.getting = async () => {
    throw new HalleyError('REFUSED', 'no', { code: 'OK', message: 'fine' })
  }
  assert.deepEqual((await ask('GET', '/v1/objects/k')).json, { error: { code: 'REFUSED', message: 'no' } })
})

test('a code outside the table keeps its name and is a 500', () => {
  assert.equal(statusOf('NEVER_HEARD_OF'), 500)
  assert.equal(statusOf('toString'), 500)
})

test('a fault of ours is INTERNAL without a word on its inside, and the operator is told', async (t) => {
  const { node, ask, faults } = await served(t)
  const fault = new TypeError('cannot read secrets of undefined')
  node.getting = async () => {
    throw fault
  }
  const got = await ask('GET', '/v1/objects/k')
  assert.equal(got.status, 500)
  assert.equal(got.json.error.code, 'INTERNAL')
  assert.doesNotMatch(got.text, /secrets|at /)
  assert.deepEqual(faults, [fault])
})

test('an unknown path is 404 ROUTE_UNKNOWN, a wrong method 405 with what is allowed', async (t) => {
  const { ask } = await served(t)
  for (const path of ['/', '/v1', '/v1/objects', '/v1/objects/a/b', '/v2/objects/a', '//']) {
    const got = await ask('GET', path)
    assert.equal(got.status, 404, path)
    assert.equal(got.json.error.code, 'ROUTE_UNKNOWN', path)
  }
  for (const [method, path] of [
    ['POST', '/v1/objects/a'],
    ['PATCH', '/v1/objects/a'],
    ['OPTIONS', '/v1/objects/a'],
    ['PROPFIND', '/v1/objects/a'],
    ['PUT', '/v1/objects/a/inspect'],
    ['DELETE', '/v1/status'],
    ['PUT', '/metrics'],
    ['POST', '/v1/lookup/a']
  ] as const) {
    const got = await ask(method, path)
    assert.equal(got.status, 405, `${method} ${path}`)
    assert.equal(got.json.error.code, 'METHOD_NOT_ALLOWED')
    assert.equal(got.headers.allow, got.json.error.allowed)
  }
  assert.equal((await ask('HEAD', '/v1/objects/a')).status, 200)
})
