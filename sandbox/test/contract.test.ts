// What each event runs, what handlers may answer, and what comes of it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSandbox, type Invocation, type Outcome } from '../src/index.ts'
import { comparable, event, GREETING, get, object, reply, TIME } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

async function ok(invocation: Invocation): Promise<Outcome & { ok: true }> {
  const outcome = await sandbox.invoke(invocation)
  assert.ok(outcome.ok, comparable(outcome))
  return outcome
}

async function failure(invocation: Invocation) {
  const outcome = await sandbox.invoke(invocation)
  assert.ok(!outcome.ok, comparable(outcome))
  return outcome.error
}

test('the greeting counts its gets in local state', async () => {
  const first = await ok({ code: GREETING, event: event('get'), state: { value: 'Hello world!' } })
  assert.deepEqual(first.reply, { value: 'Hello world!', gets: 1 })
  assert.equal(first.stateChanged, false)
  assert.equal(first.localChanged, true)
  const { local } = first
  const second = await ok({ code: GREETING, event: event('get'), state: { value: 'Hi' }, local })
  assert.deepEqual(second.reply, { value: 'Hi', gets: 2 })
  assert.equal(second.usage.instructions, 19)
  assert.deepEqual(second.handlers, ['onGet'])
})

test('load answers with the code’s own data and its handlers', async () => {
  const code = `export default { a: 1, b: [2n], onGet () {}, onMerge () {}, selectReplicas () {}, helper () {} }`
  const outcome = await ok({ code, event: event('load') })
  assert.deepEqual(outcome.state, { a: 1, b: [2n] })
  assert.deepEqual(outcome.handlers, ['onGet', 'onMerge', 'selectReplicas'])
  assert.equal(outcome.decision, 'accept')
  const overlaid = await ok({ code, event: event('load'), state: { a: 5, c: null } })
  assert.deepEqual(overlaid.state, { a: 5, b: [2n], c: null })
  assert.equal((await failure({ code, event: event('load'), state: [1] })).code, 'VALUE_INVALID')
})

test('put: undefined or this accepts, null refuses, an object is the state', async () => {
  const put = (body: string) =>
    sandbox.invoke({ code: object('a: 1, onPut (caller)', body), event: event('put') })
  const decided = async (body: string) => {
    const outcome = await put(body)
    return outcome.ok ? [outcome.decision, outcome.state] : outcome.error.code
  }
  assert.deepEqual(await decided(''), ['accept', { a: 1 }])
  assert.deepEqual(await decided('this.a = caller.id; return this'), ['accept', { a: 'alice' }])
  assert.deepEqual(await decided('return { other: true }'), ['accept', { other: true }])
  assert.deepEqual((await decided('this.a = 2; return null'))[0], 'refuse')
  assert.equal(await decided('return 5'), 'VALUE_INVALID')
  const without = await ok({ code: GREETING, event: event('put'), state: { more: 1 } })
  assert.deepEqual(without.state, { value: 'Hello world!', more: 1 })
  assert.equal(without.reply, undefined)
  assert.deepEqual(without.actions, [])
})

test('update: the old object decides', async () => {
  const update = async (body: string) => {
    const code = object('onUpdate (incoming, caller)', body)
    const outcome = await sandbox.invoke({
      code,
      event: event('update', { incoming: { value: 'new' } }),
      state: { value: 'old' }
    })
    return outcome.ok ? [outcome.decision, outcome.state, outcome.stateChanged] : outcome.error.code
  }
  assert.deepEqual(await update('return incoming'), ['accept', { value: 'new' }, true])
  assert.deepEqual(await update('incoming.by = caller.id; return incoming'), [
    'accept',
    { value: 'new', by: 'alice' },
    true
  ])
  assert.deepEqual(await update('return this'), ['keep', { value: 'old' }, false])
  assert.deepEqual(await update('this.seen = 1'), ['keep', { value: 'old', seen: 1 }, true])
  assert.deepEqual(await update('return { a: 1 }'), ['keep', { a: 1 }, true])
  assert.deepEqual(await update('this.value = 1; return null'), ['refuse', { value: 'old' }, false])
  assert.equal(await update('return "text"'), 'VALUE_INVALID')
  for (const incoming of [5, 'text', true, [1, { a: 2 }], 7n, Uint8Array.of(1)]) {
    const code = object('onUpdate (incoming)', 'return incoming')
    const accepted = await ok({ code, event: event('update', { incoming }), state: { value: 'old' } })
    assert.deepEqual([accepted.decision, accepted.state], ['accept', incoming])
  }
  const without = await ok({
    code: GREETING,
    event: event('update', { incoming: 'passive' }),
    state: { value: 1 }
  })
  assert.deepEqual([without.decision, without.state], ['accept', 'passive'])
})

test('get without a handler answers with the state', async () => {
  const outcome = await ok({ code: 'export default { a: 1 }', event: event('get'), state: { a: 2 } })
  assert.deepEqual([outcome.decision, outcome.reply, outcome.stateChanged], ['keep', { a: 2 }, false])
})

test('get may change the state, answer this, and call its own methods', async () => {
  const code = `export default { n: 1, helper (by) { this.n += by }, onGet ({ payload }) { this.helper(payload); return this } }`
  const outcome = await ok({
    code,
    event: event('get', { caller: { id: 'a', payload: 4 } }),
    state: { n: 1 }
  })
  assert.deepEqual([outcome.reply, outcome.state, outcome.stateChanged], [{ n: 5 }, { n: 5 }, true])
})

test('own properties of this are exactly the state', async () => {
  const code = `export default { a: 1, helper () {}, onGet () { return [Object.keys(this), Object.hasOwn(this, 'helper'), JSON.stringify(this)] } }`
  const outcome = await ok({ code, event: event('get'), state: { z: 1 } })
  assert.deepEqual(outcome.reply, [['z'], false, '{"z":1}'])
})

test('a rewritten but equal state is not a change', async () => {
  const code = `export default { onGet () { const { a, b } = this; delete this.a; delete this.b; this.b = b; this.a = a } }`
  assert.equal((await ok({ code, event: event('get'), state: { a: 1.5, b: 'x' } })).stateChanged, false)
})

test('delete: only false vetoes', async () => {
  for (const [body, decision] of [
    ['return false', 'refuse'],
    ['', 'accept'],
    ['return 0', 'accept']
  ] as const) {
    const outcome = await ok({ code: object('onDelete (caller)', body), event: event('delete') })
    assert.equal(outcome.decision, decision)
  }
})

test('timer gets the timer and may change both states', async () => {
  const code = object('onTimer (timer)', 'this.last = timer.name; local.n = 1; return 5')
  const outcome = await ok({ code, event: event('timer', { timer: { name: 'tick' } }) })
  assert.deepEqual(
    [outcome.decision, outcome.state, outcome.local, outcome.reply],
    ['keep', { last: 'tick' }, { n: 1 }, undefined]
  )
})

test('merge is pure', async () => {
  const siblings = [{ state: { n: 1 } }, { state: { n: 2 } }]
  const merge = (body: string) =>
    sandbox.invoke({ code: object('onMerge (siblings)', body), event: event('merge', { siblings }) })
  const merged = await merge('return { n: siblings.reduce((sum, { state }) => sum + state.n, 0) }')
  assert.ok(merged.ok)
  assert.deepEqual([merged.decision, merged.state], ['accept', { n: 3 }])
  for (const body of [
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'comet.getSystemTime()',
    'comet.getNodeID()',
    'comet.getNodeIP()',
    'comet.coordinates()'
  ]) {
    const outcome = await merge(body)
    assert.ok(!outcome.ok, body)
    assert.equal(outcome.error.code, 'HANDLER_THREW', body)
    assert.match(outcome.error.message, /not available in onMerge/, body)
  }
  assert.ok((await merge('return { at: new Date(5).getTime() }')).ok)
  const nothing = await merge('return null')
  assert.equal(nothing.ok ? 'ok' : nothing.error.code, 'VALUE_INVALID')
})

test('comet answers with the event’s time, the node and the key', async () => {
  const answered = await reply(
    sandbox,
    'return [comet.getSystemTime(), Date.now(), new Date().getTimezoneOffset(), comet.getNodeID(), comet.getNodeIP(), comet.getASOKey()]',
    { node: { id: 'node 1', address: '10.0.0.1' }, key: 'a key' }
  )
  assert.deepEqual(answered, [TIME, TIME, 0, 'node 1', '10.0.0.1', 'a key'])
})

test('comet.remaining counts down by the instructions between two calls', async () => {
  const [first, second] = (await reply(sandbox, 'return [comet.remaining(), comet.remaining()]')) as number[]
  assert.ok(first! < 100_000 && first! > 99_980)
  assert.equal(first! - second!, 3)
})

test('actions come out in order; a refusal keeps only logs', async () => {
  const outcome = await ok({
    code: object('onGet ()', `comet.log('a', 1, { toString: () => 'x' }); comet.deleteSelf(); comet.log()`),
    event: event('get')
  })
  assert.deepEqual(outcome.actions, [
    { type: 'log', text: 'a 1 x' },
    { type: 'deleteSelf' },
    { type: 'log', text: '' }
  ])
  const refused = await ok({
    code: object('onPut ()', `comet.log('no'); comet.deleteSelf(); local.x = 1; return null`),
    event: event('put')
  })
  assert.deepEqual(refused.actions, [{ type: 'log', text: 'no' }])
  assert.deepEqual([refused.local, refused.localChanged], [{}, false])
})

test('Math.random follows the seed', async () => {
  const draw = (seed: string) => reply(sandbox, 'return Math.random()', { event: event('get', { seed }) })
  assert.equal(await draw('a'), await draw('a'))
  assert.notEqual(await draw('a'), await draw('b'))
})

test('handlers may be async', async () => {
  assert.equal(
    await reply(sandbox, 'return (async () => { await null; return await Promise.resolve(7) })()'),
    7
  )
  const thrown = await get(sandbox, 'return Promise.reject(new Error("no"))')
  assert.ok(!thrown.ok && thrown.error.code === 'HANDLER_THREW' && /Error: no/.test(thrown.error.message))
  const pending = await get(sandbox, 'return new Promise(() => {})')
  assert.ok(!pending.ok && pending.error.code === 'PROMISE_PENDING')
})

test('errors tell the handler and the place', async () => {
  const thrown = await failure({
    code: 'export default {\n  onGet () {\n    null.x\n  }\n}',
    event: event('get')
  })
  assert.deepEqual([thrown.code, thrown.handler, thrown.line], ['HANDLER_THREW', 'onGet', 3])
  const exceeded = await failure({
    code: 'export default {\n  onGet () {\n    f()\n  }\n}\nfunction f () {\n  for (;;) Math.abs(1)\n}',
    event: event('get')
  })
  assert.equal(exceeded.code, 'INSTRUCTIONS_EXCEEDED')
  assert.deepEqual([exceeded.limit, exceeded.used, exceeded.allowed], ['instructions', 100_000, 100_000])
  assert.match(exceeded.message, /^onGet used 100,000 of 100,000 instructions, near object\.aso\.js:7:\d+$/)
})

test('errors and stacks show the name that the caller has for the code', async () => {
  const code = 'export default {\n  onGet () {\n    null.x\n  },\n  onTimer () { for (;;); } }'
  const plain = await failure({ code, event: event('get') })
  const named = await failure({ code, name: 'tracker.aso.js', event: event('get') })
  assert.match(plain.stack!, /object\.aso\.js:3/)
  assert.match(named.stack!, /tracker\.aso\.js:3/)
  assert.doesNotMatch(named.stack!, /object\.aso\.js/)
  assert.deepEqual([named.line, named.column], [plain.line, plain.column])
  const exceeded = await failure({ code, name: 'tracker.aso.js', event: event('timer') })
  assert.match(exceeded.message, /near tracker\.aso\.js:5:\d+$/)
  const invalid = await failure({ code: 'export default {', name: 'tracker.aso.js', event: event('load') })
  assert.match(invalid.stack!, /tracker\.aso\.js:1/)
})

test('invalid code is told with its place', async () => {
  const at = await failure({ code: 'export default {\n  onGet () { for ;; }\n}', event: event('load') })
  assert.deepEqual([at.code, at.line, at.column], ['CODE_INVALID', 2, 18])
  for (const [code, message] of [
    ['export const a = 1', /no default export/],
    ['export default 5', /must be a plain object/],
    ['export default class {}', /must be a plain object/],
    ['export default []', /must be a plain object/],
    ['export default new (class A {})', /not an instance of a class/],
    ['export default { get a () { return 1 } }', /accessor, a/],
    ['export default { a: new Date(0) }', /not a value|Date/],
    ['import fs from "fs"; export default {}', /modules cannot import/],
    ['export default {}; throw new Error("at load")', /at load/],
    ['export default { now: Date.now() }', /clock/],
    ['export default { now: Math.random() }', /while the module loads/],
    ['await new Promise(() => {}); export default {}', /never settles/]
  ] as const) {
    const error = await failure({ code, event: event('load') })
    assert.equal(error.code, 'CODE_INVALID', code)
    assert.match(error.message, message, code)
  }
})

test('top-level await that settles is fine', async () => {
  const outcome = await ok({
    code: 'const a = await Promise.resolve(3); export default { a }',
    event: event('load')
  })
  assert.deepEqual(outcome.state, { a: 3 })
})

test('there is no way out of the heap', async () => {
  const missing = [
    'process',
    'require',
    'setTimeout',
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
    'fetch',
    'std',
    'os'
  ]
  assert.deepEqual(
    await reply(sandbox, `return [${missing.map((name) => `typeof ${name}`).join()}]`),
    missing.map(() => 'undefined')
  )
  assert.equal(await reply(sandbox, 'return import("fs").then(() => "loaded", () => "refused")'), 'refused')
})
