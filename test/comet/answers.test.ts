// What each handler may answer, and what comes of it: the tables of docs/objects/.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createTestNetwork, type TestNetwork, type TestNode } from '@halley/testing'
import { codeOf, deploy } from './deploy.ts'

let network: TestNetwork
let here: TestNode
let there: TestNode

before(async () => {
  network = await createTestNetwork({ nodes: 4 })
  ;[here, there] = network.nodes as [TestNode, TestNode]
})
after(() => network.close())

/** What is no value, wherever an object leaves it. */
const NO_VALUES = {
  NaN: 'NaN',
  infinity: '-Infinity',
  'half a surrogate pair': '"\\ud800"',
  'a big integer of more than 1,024 bytes': '2n ** 9000n',
  'a symbol': 'Symbol()',
  'a function': '() => 1',
  'a Date': 'new Date(0)',
  'a Map': 'new Map()',
  'a Set': 'new Set()',
  'a regular expression': '/a/',
  'an Error': 'new Error("x")',
  'a Float32Array': 'new Float32Array(1)',
  'an ArrayBuffer': 'new ArrayBuffer(1)',
  'a Number': 'new Number(5)',
  'a Proxy': 'new Proxy({}, {})',
  'a hole in an array': '[1, , 2]',
  'undefined in an array': '[undefined]',
  'a method': '({ f () {} })',
  'an accessor': '({ get a () { return 1 } })',
  'a cycle': '(() => { const o = {}; o.o = o; return o })()',
  'more than 64 levels': 'Array.from({ length: 66 }).reduce((inner) => [inner], 1)',
  'a property named __proto__': 'JSON.parse(\'{"__proto__":1}\')'
}

describe('onGet answers', () => {
  const answer = async (expression: string) =>
    (await there.get(await deploy(here, `s: 1, onGet () { return ${expression} }`))).value

  it('values, as they are; nothing is null, and -0 is 0', async () => {
    const values: [string, unknown][] = [
      ['undefined', null],
      ['null', null],
      ['this', { s: 1 }],
      ['false', false],
      ['-0', 0],
      ['1.5', 1.5],
      ['"x"', 'x'],
      ['5n', 5n],
      ['new Uint8Array([1, 2, 3]).subarray(1)', Uint8Array.of(2, 3)],
      ['[1, [2]]', [1, [2]]],
      ['({ a: undefined, b: 1 })', { b: 1 }],
      ['({ [Symbol.iterator]: 1, b: 1 })', { b: 1 }],
      ['Object.defineProperty({ b: 1 }, "hidden", { value: 1 })', { b: 1 }],
      ['Object.assign(Object.create(null), { a: 1 })', { a: 1 }],
      ['new (class A { x = 1 })', { x: 1 }],
      ['Object.assign([1], { a: 2 })', [1]],
      ['(() => { const part = { x: 1 }; return [part, part] })()', [{ x: 1 }, { x: 1 }]],
      ['Promise.resolve(5)', 5]
    ]
    for (const [expression, value] of values) {
      const found = await answer(expression)
      assert.deepEqual(found, value, expression)
      if (expression === '-0') assert.ok(!Object.is(found, -0))
    }
  })

  it('what is no value fails the get with VALUE_INVALID', async () => {
    for (const [what, expression] of Object.entries(NO_VALUES))
      assert.equal(await codeOf(answer(expression)), 'VALUE_INVALID', what)
    assert.equal(await codeOf(answer('{ then (resolve) { resolve(7) } }')), 'VALUE_INVALID')
  })

  it('numbers that are none can be stored without code, and reach no handler', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -0]) {
      await here.put('number', { value, context: (await here.get('number')).context })
      assert.ok(Object.is((await there.get('number')).value, value))
      const key = await deploy(here, 'onGet ({ payload }) { return Object.is(payload, 0) }')
      if (value === 0) assert.equal((await there.get(key, { payload: value })).value, true)
      else assert.equal(await codeOf(there.get(key, { payload: value })), 'VALUE_INVALID')
    }
  })

  it('an exception, a promise that is rejected, and one that nothing settles are failures with codes', async () => {
    assert.equal(await codeOf(answer('(() => { throw 5 })()')), 'HANDLER_THREW')
    assert.equal(await codeOf(answer('Promise.reject(new Error("no"))')), 'HANDLER_THREW')
    assert.equal(await codeOf(answer('new Promise(() => {})')), 'PROMISE_PENDING')
    const key = await deploy(here, 'onGet () { throw Object.assign(new Error("m"), { code: "MINE" }) }')
    await assert.rejects(there.get(key), (error: Error & { details: Record<string, unknown> }) => {
      assert.match(error.message, /onGet threw .*m/)
      assert.deepEqual(
        [error.details.handler, error.details.thrown, error.details.line],
        ['onGet', 'MINE', 1]
      )
      return true
    })
  })

  it('without an onGet the state is the reply; of no object the get finds nothing', async () => {
    assert.deepEqual((await there.get(await deploy(here, 'a: 1, onPut () {}'))).value, { a: 1 })
    const { found, value } = await there.get('nothing is here')
    assert.deepEqual([found, value], [false, undefined])
  })
})

describe('the methods of an object', () => {
  it('those with another name that begins with on are never called by the system', async () => {
    const key = await deploy(
      here,
      'calls: 0, onFoo () { this.calls++ }, onlooker () { this.calls++ }, on () { this.calls++ }, onGet () { return this.calls }, onUpdate () {}'
    )
    await there.put(key, { value: 1 })
    await network.advance('30m')
    assert.equal((await there.get(key)).value, 0)
  })

  it('a value has no say in them: a property of a handler’s name is data beside it', async () => {
    const key = await deploy(here, 'onGet () { return [typeof this.onGet, Object.keys(this)] }', {
      onGet: 'data'
    })
    assert.deepEqual((await there.get(key)).value, ['string', ['onGet']])
    const data = await deploy(here, 'onGet: 5, a: 1')
    assert.deepEqual((await there.get(data)).value, { onGet: 5, a: 1 })
  })
})

describe('onPut answers', () => {
  const stored = async (expression: string) =>
    (await there.get(await deploy(here, `s: 1, onPut () { return ${expression} }`))).value

  it('nothing or this stores the object; an object with named properties is stored as its state', async () => {
    assert.deepEqual(await stored('undefined'), { s: 1 })
    assert.deepEqual(await stored('this'), { s: 1 })
    assert.deepEqual(await stored('({ other: true })'), { other: true })
    assert.deepEqual(await stored('Promise.resolve({ late: 1 })'), { late: 1 })
  })

  it('null refuses: nothing is stored, and the put fails with REFUSED', async () => {
    const key = 'refused'
    const refusing = here.put(key, { code: 'export default { onPut () { local.x = 1; return null } }' })
    await assert.rejects(refusing, { code: 'REFUSED', details: { handler: 'onPut' } })
    assert.equal((await there.get(key)).found, false)
    assert.deepEqual(network.replicas(key), [])
  })

  it('anything else fails the put with VALUE_INVALID, and nothing is stored', async () => {
    for (const expression of [
      'true',
      '0',
      '"x"',
      '5n',
      '[1]',
      'new Uint8Array(1)',
      ...Object.values(NO_VALUES)
    ])
      assert.equal(await codeOf(stored(expression)), 'VALUE_INVALID', expression)
  })
})

describe('onUpdate answers', () => {
  const after = async (expression: string, incoming: unknown = { s: 2 }) => {
    const key = await deploy(
      here,
      `s: 1, onUpdate (incoming) { ${expression} }, onGet () { return { ...this, active: true } }`
    )
    const { versions } = await there.put(key, { value: incoming as never })
    return [versions.length, (await here.get(key)).value]
  }

  it('nothing or this keeps the object; what it changed in itself is a new version', async () => {
    assert.deepEqual(await after(''), [0, { s: 1, active: true }])
    assert.deepEqual(await after('return this'), [0, { s: 1, active: true }])
    assert.deepEqual(await after('this.s = incoming.s'), [1, { s: 2, active: true }])
  })

  it('incoming, itself and no copy of it, replaces the object, code and all', async () => {
    assert.deepEqual(await after('return incoming'), [1, { s: 2 }])
    assert.deepEqual(await after('incoming.by = "old"; this.s = 9; return incoming'), [
      1,
      { s: 2, by: 'old' }
    ])
    assert.deepEqual(await after('return { ...incoming }'), [1, { s: 2, active: true }])
    for (const value of [5, 'text', true, [1], 7n, Uint8Array.of(1)])
      assert.deepEqual(await after('return incoming', value), [1, value])
  })

  it('another object is the state of this one from now on', async () => {
    assert.deepEqual(await after('return { t: 3 }'), [1, { t: 3, active: true }])
  })

  it('null refuses with REFUSED, also where null is what came; what it changed is dropped', async () => {
    assert.equal(await codeOf(after('this.s = 9; return null')), 'REFUSED')
    assert.equal(await codeOf(after('return incoming', null)), 'REFUSED')
  })

  it('anything else fails the put with VALUE_INVALID, and the object stays as it was', async () => {
    for (const expression of ['true', '0', '"x"', '[1]', ...Object.values(NO_VALUES)])
      assert.equal(await codeOf(after(`this.s = 9; return ${expression}`)), 'VALUE_INVALID', expression)
    const key = await deploy(here, 's: 1, onUpdate () { this.s = 9; return 5 }')
    assert.equal(await codeOf(there.put(key, { value: 1 })), 'VALUE_INVALID')
    assert.deepEqual((await there.get(key)).value, { s: 1 })
  })
})

describe('onDelete answers', () => {
  const found = async (expression: string) => {
    const key = await deploy(here, `s: 1, onDelete () { ${expression} }`)
    const code = await codeOf(there.delete(key))
    return [code, (await here.get(key)).found]
  }

  it('false, and nothing but false, vetoes with REFUSED', async () => {
    assert.deepEqual(await found('return false'), ['REFUSED', true])
    assert.deepEqual(await found('return Promise.resolve(false)'), ['REFUSED', true])
    for (const expression of [
      '',
      'return true',
      'return 0',
      'return null',
      'return this',
      'return () => false',
      'return NaN'
    ])
      assert.deepEqual(await found(expression), ['ok', false], expression)
  })

  it('a failure is a veto as well, with its own code', async () => {
    assert.deepEqual(await found('throw new Error("no")'), ['HANDLER_THREW', true])
    assert.deepEqual(await found('for (;;);'), ['INSTRUCTIONS_EXCEEDED', true])
  })
})

describe('onTimer answers', () => {
  it('nothing that anybody looks at', async () => {
    for (const expression of ['5', 'null', 'false', 'NaN', '() => 1', 'this', 'new Map()']) {
      const key = await deploy(
        here,
        `n: 0, onPut () { comet.setTimer('once', { after: '1s' }) }, onTimer () { this.n++; return ${expression} }`
      )
      await network.advance('30s')
      assert.deepEqual((await there.get(key)).value, { n: 1 }, expression)
      assert.deepEqual(network.logs(key), [])
    }
  })
})
