// Values in their encoded form: what goes in comes out, and what is no value is refused with where it is.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encode } from 'cborg'
import fc from 'fast-check'
import { PAYLOAD_BYTES, VALUE_BYTES, VALUE_DEPTH } from '../src/limits.ts'
import { decodeValue, encodeValue } from '../src/value.ts'
import { values } from './arbitraries.ts'

describe('encodeValue and decodeValue', () => {
  it('what goes in comes out', () => {
    fc.assert(
      fc.property(values, (value) => assert.deepStrictEqual(decodeValue(encodeValue(value)), value)),
      { seed: 21, numRuns: 500 }
    )
  })

  it('a bigint stays a bigint and a number a number, however large', () => {
    for (const value of [0n, 5n, -1n, -5n, 2n ** 64n, -(2n ** 64n) - 1n, 2 ** 53, -(2 ** 60), 1e300, 0.1]) {
      assert.equal(decodeValue(encodeValue(value)), value)
    }
  })

  it('a negative zero stays one, wherever it is, and takes a zero for none', () => {
    assert.deepStrictEqual(decodeValue(encodeValue([-0, 0, { a: -0 }])), [-0, 0, { a: -0 }])
  })

  it('bytes and texts of any length are as another encoder has them', () => {
    for (const length of [0, 1, 23, 24, 63, 64, 65, 255, 256, 1_000, 65_535, 65_536]) {
      for (const value of ['x'.repeat(length), 'ü'.repeat(length), new Uint8Array(length).fill(7)]) {
        const bytes = encodeValue(value, 'it', 200_000)
        assert.deepEqual(new Uint8Array(bytes), new Uint8Array(encode(value)))
        assert.deepStrictEqual(decodeValue(bytes, 'it', 200_000), value)
      }
    }
    assert.deepEqual(encodeValue(Buffer.from('abc')), encodeValue(new TextEncoder().encode('abc')))
  })

  it('bytes that were decoded share no memory with those that they were decoded from', () => {
    for (const length of [10, 100]) {
      const encoded = encodeValue(new Uint8Array(length))
      const value = decodeValue(encoded)
      encoded.fill(9)
      assert.deepEqual(value, new Uint8Array(length))
    }
  })

  it('properties keep their order; those that are undefined are left out', () => {
    const value = decodeValue(encodeValue({ z: 1, a: undefined, b: 2 }))
    assert.deepEqual(Object.keys(value as object), ['z', 'b'])
  })
})

function nested(levels: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { in: value }
  return value
}

describe('encodeValue: what is no value', () => {
  const circle: unknown[] = []
  circle.push(circle)
  const half = '\ud800'
  const table: [string, unknown, RegExp][] = [
    ['a function', { a: [() => 1] }, /^the value\.a\[0\] is function/],
    ['a symbol', Symbol('s'), /^the value is symbol/],
    ['undefined', undefined, /^the value is undefined/],
    ['a hole in a list', Object.assign([1], { 2: 2 }), /^the value\[1\] is undefined/],
    ['a date', { at: new Date(0) }, /^the value\.at is not a plain object/],
    ['a map', new Map(), /^the value is not a plain object/],
    ['an instance of a class', new (class Point {})(), /^the value is not a plain object/],
    ['a lone surrogate', [`a${half}`], /^the value\[0\] is text with a lone surrogate/],
    [
      'a lone surrogate in a name',
      { [half]: 1 },
      /^the value has a property whose name has a lone surrogate/
    ],
    [
      'a property named __proto__',
      JSON.parse('{"__proto__":1}'),
      /^the value has a property named __proto__/
    ],
    ['a circle', circle, /nested deeper than 64 levels/],
    ['one level too many', nested(VALUE_DEPTH + 1), /nested deeper than 64 levels/]
  ]
  for (const [what, value, message] of table) {
    it(what, () => assert.throws(() => encodeValue(value), { code: 'VALUE_INVALID', message }))
  }

  it('the deepest that is allowed is allowed', () => {
    assert.deepStrictEqual(decodeValue(encodeValue(nested(VALUE_DEPTH))), nested(VALUE_DEPTH))
  })

  it('the error names what was encoded', () => {
    assert.throws(() => encodeValue(undefined, 'the payload'), { message: /^the payload is undefined/ })
  })
})

describe('values: the size', () => {
  it('as many bytes as are allowed are allowed, one more is not', () => {
    const largest = new Uint8Array(VALUE_BYTES - 5)
    assert.equal(encodeValue(largest).length, VALUE_BYTES)
    assert.throws(() => encodeValue(new Uint8Array(VALUE_BYTES - 4)), { code: 'VALUE_TOO_LARGE' })
    const bytes = encode(new Uint8Array(VALUE_BYTES - 4))
    assert.throws(() => decodeValue(bytes), {
      code: 'VALUE_TOO_LARGE',
      message: new RegExp(`${VALUE_BYTES + 1}.*${VALUE_BYTES}`)
    })
  })

  it('another bound where one is given', () => {
    const value = new Uint8Array(PAYLOAD_BYTES)
    assert.throws(() => encodeValue(value, 'the payload', PAYLOAD_BYTES), {
      code: 'VALUE_TOO_LARGE',
      message: /^the payload takes/
    })
  })
})
