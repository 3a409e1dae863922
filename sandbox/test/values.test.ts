// What may cross the border, both ways, and what may not.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { createSandbox, type Value } from '../src/index.ts'
import { openMessage, ValueReader } from '../src/values/decode.ts'
import { encodeParts } from '../src/values/encode.ts'
import { outline, samePrefix } from '../src/values/outline.ts'
import { code, event, get, object, reply } from './support.ts'

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

test('an outline tells where items lie and whether they are the same', () => {
  const message = (...values: Value[]) =>
    outline(encodeParts(values.map((value) => ({ name: 'it', value, maxBytes: 1000 }))).bytes)
  const one = message({ a: 1, b: { c: 'x' } }, [1])
  assert.deepEqual(
    one.items.map(({ nested }) => nested),
    [true, false]
  )
  assert.ok(samePrefix(one, message({ a: 1, b: { c: 'x' } }, [2]), 1))
  assert.ok(!samePrefix(one, message({ a: 1, b: { c: 'x' } }, [2]), 2))
  assert.ok(!samePrefix(one, message({ a: 1, d: { c: 'x' } }, [1]), 1))
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
    ['return new (class Point { x = 1 })', 'the reply is an instance of Point'],
    ['return { a: [new (class Point { x = 1 })] }', 'the reply.a[0] is an instance of Point'],
    ['return Object.create({ a: 1 })', 'the reply is an object with a prototype of its own'],
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
    ['Object.setPrototypeOf(this, new Date(0))', 'the state is'],
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
