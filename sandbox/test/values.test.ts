// What may cross the border, both ways, and what may not.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { createSandbox, type Value } from '../src/index.ts'
import { sameFirst } from '../src/machine/changes.ts'
import { openMessage, ValueReader } from '../src/values/decode.ts'
import { encodeParts } from '../src/values/encode.ts'
import { outline } from '../src/values/outline.ts'
import { ValueError } from '../src/values/value.ts'
import { code, comparable, event, get, object, reply } from './support.ts'

const sandbox = await createSandbox({ workers: 1 })
after(() => sandbox.close())

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    text,
    fc.bigInt(),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .dictionary(
        fc.oneof(text, fc.constantFrom('__proto__', '0', '17', '-1', '4294967295', '01', 'toJSON')),
        tie('value'),
        {
          maxKeys: 4
        }
      )
      .map((object) => Object.defineProperties({}, Object.getOwnPropertyDescriptors(object)) as Value)
  )
}))

function roundTrip(value: Value): unknown {
  const { bytes } = encodeParts([{ name: 'it', value, maxBytes: 1e6 }])
  return new ValueReader(openMessage(bytes)).next('it', 1e6)
}

test('encoding and decoding are inverse', () => {
  fc.assert(fc.property(anyValue, (value) => assert.deepEqual(roundTrip(value), value)))
})

test('values cross the heap unchanged, in and out', async () => {
  await fc.assert(
    fc.asyncProperty(anyValue, async (value) => {
      const payload = { code: object('onGet ({ payload })', 'return payload') }
      const outcome = await get(sandbox, '', {
        ...payload,
        event: event('get', { caller: { id: 'a', payload: value } })
      })
      assert.ok(outcome.ok)
      assert.deepEqual(outcome.reply, value)
    }),
    { numRuns: 200 }
  )
})

test('what the interpreter writes for an untouched state is what the encoder wrote', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, anyValue, { maxKeys: 3 }), async (state) => {
      const outcome = await get(sandbox, '', { state: { ...state } })
      assert.ok(outcome.ok)
      assert.equal(outcome.stateChanged, false)
      assert.equal(outcome.localChanged, false)
    }),
    { numRuns: 100 }
  )
})

test('an outline tells where items lie, and what is the same', () => {
  const message = (...values: Value[]) =>
    encodeParts(values.map((value) => ({ name: 'it', value, maxBytes: 1000 }))).bytes
  const first = { a: 1, b: { c: 'x' } }
  const one = message(first, [1])
  const { items } = outline(one)!
  assert.deepEqual(
    items.map(({ size, names }) => [size, names]),
    [
      [18, 3],
      [4, 3]
    ]
  )
  assert.ok(sameFirst(one, outline(message(first, [{ d: 2 }]))!))
  assert.ok(sameFirst(message(first, [{ d: 2 }]), outline(one)!))
  assert.ok(!sameFirst(one, outline(message({ a: 1, d: { c: 'x' } }, [1]))!))
  assert.ok(!sameFirst(one, outline(message({ a: 1, b: { c: 'y' } }, [1]))!))
  assert.ok(sameFirst(one, message(first)))
  assert.ok(!sameFirst(one, message({ a: 1 })))
})

test('an outline refuses what is no value, and what is cut off anywhere', () => {
  fc.assert(
    fc.property(anyValue, fc.nat(), (value, cut) => {
      const { bytes } = encodeParts([{ name: 'it', value, maxBytes: 1e6 }])
      assert.ok(outline(bytes) !== undefined)
      assert.equal(outline(bytes.subarray(0, cut % bytes.length)), undefined)
    })
  )
  const tagged = (...body: number[]) => outline(Uint8Array.of(5, 0, 9, 1, ...body))
  assert.ok(tagged(5, 2) !== undefined)
  for (const tag of [0, 11, 12, 13, 15, 16, 17, 18, 20, 255])
    assert.equal(tagged(tag, 5, 2), undefined, `tag ${tag}`)
  for (const body of [
    [6, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
    [6, 0, 0, 0, 0, 0, 0, 0xf0, 0xff],
    [7, 3, 0, 0xd8],
    [9, 1, 2],
    [14, 1, 0, 0, 15, 0, 0xff, 0xff, 0xff, 0xff, 0x0f],
    [14, 2, 0, 0, 15, 0, 0x10]
  ])
    assert.equal(tagged(...body), undefined, String(body))
})

test('a message that announces more than it has is refused', () => {
  const endless = [255, 255, 255, 255, 255, 255, 127]
  const messages = [
    [5, ...endless],
    [5, 0, 9, 1, 9, ...endless],
    [5, 0, 9, 1, 7, ...endless]
  ]
  for (const message of messages) {
    const bytes = Uint8Array.from(message)
    assert.throws(() => new ValueReader(openMessage(bytes)).next('it', 1000), ValueError)
    assert.equal(outline(bytes), undefined)
  }
})

test('undefined properties are dropped, as in JSON', async () => {
  assert.deepEqual(await reply(sandbox, 'return { a: undefined, b: 1 }'), { b: 1 })
  const { ok } = await get(sandbox, '', { state: { a: undefined } as unknown as Value })
  assert.ok(ok)
})

test('shared parts are written out, and are not one object outside', async () => {
  const { a, b } = (await reply(sandbox, 'const x = [1]; return { a: x, b: x }')) as {
    a: number[]
    b: number[]
  }
  assert.deepEqual([a, b], [[1], [1]])
  assert.notEqual(a, b)
})

test('a message without shared parts costs no more than it has bytes', async () => {
  for (const part of ['', null, [], {}, [''], { a: '' }, 0n, new Uint8Array(0), true, 'text']) {
    const value = Array<Value>(500).fill(part)
    const { bytes } = encodeParts([{ name: 'it', value, maxBytes: 1e6 }])
    assert.deepEqual(new ValueReader(openMessage(bytes)).next('it', bytes.length), value)
    const put = { code: 'export default {}', event: event('put'), state: { value } }
    const outcome = await sandbox.invoke(put)
    assert.ok(outcome.ok, comparable(outcome))
  }
})

test('byte arrays may be views, and of one buffer', async () => {
  assert.deepEqual(
    await reply(
      sandbox,
      'const b = new Uint8Array([1, 2, 3, 4]); return [b.subarray(1, 3), b, b.subarray(3)]'
    ),
    [Uint8Array.of(2, 3), Uint8Array.of(1, 2, 3, 4), Uint8Array.of(4)]
  )
})

test('what is not a value is refused, with its path', async () => {
  for (const [body, path] of [
    ['return { a: [() => {}] }', 'the reply.a[0] is a function'],
    ['return { a: Symbol() }', 'the reply.a is a symbol'],
    ['return new Date(0)', 'the reply is an instance of Date'],
    ['return { m: new Map() }', 'the reply.m is an instance of Map'],
    ['return new (class Day extends Date {})', 'the reply is an instance of Day'],
    ['return { p: new (class Point { x = 1 }), f () {} }', 'the reply.f is a function'],
    [
      'const a = [1]; Object.defineProperty(a, 0, { get () { return 1 } }); return { a }',
      'the reply.a[0] is an accessor'
    ],
    ['return Object.defineProperty([], 0, { get () { return 1 } })', 'the reply[0] is undefined'],
    [
      'const a = [1]; Object.defineProperty(a, 0, { get: Math.random, enumerable: true }); return { a }',
      'the reply.a[0] is an accessor'
    ],
    ['return { get a () { return 1 } }', 'the reply.a is an accessor'],
    ['const a = {}; a.a = a; return a', 'contains itself'],
    ['return [1, undefined]', 'the reply[1] is undefined'],
    ['return [, 1]', 'the reply[0] is undefined'],
    ['return NaN', 'the reply is NaN'],
    ['return { a: [1 / 0] }', 'the reply.a[0] is Infinity'],
    ['return "\\ud800"', 'the reply is text with half a surrogate pair'],
    ['return new Uint16Array(1)', 'the reply is an instance of Uint16Array'],
    ['return new ArrayBuffer(1)', 'the reply is an instance of ArrayBuffer'],
    ['return Object(1)', 'the reply is an instance of Number'],
    ['return new Proxy({}, {})', 'a Proxy'],
    ['let a = []; for (let i = 0; i < 64; i++) a = [a]; return a', 'levels deep'],
    ['this.f = () => {}', 'the state.f is a function'],
    ['this.d = { m: new Set() }', 'the state.d.m is an instance of Set'],
    [
      'Object.defineProperty(this, "x", { get () { return 1 }, enumerable: true })',
      'the state.x is an accessor'
    ],
    ['Object.setPrototypeOf(this, Date.prototype); this.f = () => {}', 'the state is an instance of Date'],
    ['local = 5', 'local is not a plain object'],
    ['local = [1]', 'local is not a plain object'],
    ['local.x = Symbol()', 'local.x is a symbol']
  ] as const) {
    const outcome = await get(sandbox, body)
    assert.ok(!outcome.ok, body)
    assert.equal(outcome.error.code, 'VALUE_INVALID', `${body}: ${outcome.error.message}`)
    assert.ok(outcome.error.message.includes(path), `${body}: ${outcome.error.message}`)
  }
})

test('instances of classes cross as their own data, as in JSON', async () => {
  const body =
    'this.p = new (class Point { x = 1; #y = 2; get z () { return 3 } }); return [this.p, Object.create({ a: 1 }, {})]'
  const outcome = await get(sandbox, body)
  assert.ok(outcome.ok)
  assert.deepEqual([outcome.state, outcome.reply], [{ p: { x: 1 } }, [{ x: 1 }, {}]])
})

test('what is not a value does not get in either', async () => {
  const cycle: Record<string, unknown> = {}
  cycle.cycle = cycle
  let deep: unknown = 1
  for (let level = 0; level < 65; level++) deep = [deep]
  for (const [payload, path] of [
    [() => {}, 'the caller.payload is a function'],
    [new Date(0), 'the caller.payload is a Date'],
    [{ a: [undefined] }, 'the caller.payload.a[0] is undefined'],
    [Number.NaN, 'the caller.payload is NaN'],
    [
      {
        get a() {
          return 1
        }
      },
      'the caller.payload.a is an accessor'
    ],
    ['\ud800', 'half a surrogate pair'],
    [cycle, 'nested more than 64'],
    [deep, 'nested more than 64'],
    [new (class Point {})(), 'is a Point']
  ] as const) {
    const outcome = await get(sandbox, '', {
      event: event('get', { caller: { id: 'a', payload: payload as Value } })
    })
    assert.ok(!outcome.ok, path)
    assert.equal(outcome.error.code, 'VALUE_INVALID')
    assert.ok(outcome.error.message.includes(path), outcome.error.message)
  }
})

test('64 levels are allowed both ways', async () => {
  let deep: Value = 1
  for (let level = 0; level < 63; level++) deep = [deep]
  const invocation = { event: event('get', { caller: { id: 'a', payload: deep } }) }
  assert.deepEqual(await reply(sandbox, 'return caller.payload', invocation), deep)
  assert.equal(await code(sandbox, 'return [[caller.payload]]', invocation), 'VALUE_INVALID')
})

test('shared parts of a state are written out too', async () => {
  const x = Array.from({ length: 100 }, (_, at) => at)
  const outcome = await get(sandbox, 'const x = [...Array(100).keys()]; this.a = x; this.b = x; this.c = x')
  assert.ok(outcome.ok && outcome.chain === undefined, comparable(outcome))
  assert.deepEqual(outcome.state, { a: x, b: x, c: x })
})

test('what only sharing makes too large is too large, with the limit', async () => {
  const expanding = 'let a = [1, 2, 3]; for (let i = 0; i < 40; i++) a = [a, a];'
  for (const left of ['return a', 'this.a = a', 'local.a = a']) {
    const outcome = await get(sandbox, `${expanding} ${left}`)
    assert.ok(!outcome.ok)
    const { code, limit, allowed } = outcome.error
    assert.deepEqual([code, limit, allowed], ['STATE_TOO_LARGE', 'stateBytes', 102_400], left)
  }
})
