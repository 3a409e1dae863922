// Values as JSON text: what JSON lacks has a form of its own, and nothing else can be mistaken for it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fromJson, parseJson, toJson } from '../src/json.ts'
import { encodeValue, type Value } from '../src/value.ts'
import { values } from './arbitraries.ts'

describe('toJson and parseJson', () => {
  it('what is written is read back, through text', () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(toJson(value))
        assert.deepStrictEqual(parseJson(text, 'the value'), value)
      }),
      { seed: 31, numRuns: 500 }
    )
  })

  const table: [string, Value, string][] = [
    ['a bigint', -5n, '{"$bigint":"-5"}'],
    ['bytes', Uint8Array.of(104, 105), '{"$bytes":"aGk="}'],
    ['no bytes', Uint8Array.of(), '{"$bytes":""}'],
    ['not a number', Number.NaN, '{"$number":"NaN"}'],
    ['infinity', Number.NEGATIVE_INFINITY, '{"$number":"-Infinity"}'],
    ['a negative zero', -0, '{"$number":"-0"}'],
    ['zeros in a list', [0, -0], '[0,{"$number":"-0"}]'],
    ['an object that looks like bytes', { $bytes: 'aGk=' }, '{"$object":{"$bytes":"aGk="}}'],
    [
      'an object that looks wrapped',
      { $object: { $bytes: '' } },
      '{"$object":{"$object":{"$object":{"$bytes":""}}}}'
    ],
    ['an object with such a name and another', { $bytes: 1, a: 2 }, '{"$bytes":1,"a":2}'],
    ['another name with a dollar', { $price: 1 }, '{"$price":1}'],
    ['nothing special', { a: [null, true, 'x', 0.5] }, '{"a":[null,true,"x",0.5]}']
  ]
  for (const [what, value, text] of table) {
    it(what, () => {
      assert.equal(JSON.stringify(toJson(value)), text)
      assert.deepStrictEqual(parseJson(text, 'the value'), value)
    })
  }
})

describe('fromJson: malformed forms', () => {
  const table: [string, unknown][] = [
    ['a bigint that is a number', { $bigint: 5 }],
    ['a bigint with a fraction', { $bigint: '5.5' }],
    ['a bigint in hex', { $bigint: '0x10' }],
    ['an empty bigint', { $bigint: '' }],
    ['a bigint of too many digits', { $bigint: '9'.repeat(20_001) }],
    ['bytes without padding', { $bytes: 'aGk' }],
    ['bytes in base64url', { $bytes: '_-8=' }],
    ['bytes with a line break', { $bytes: 'aG\nk=' }],
    ['padding in the middle', { $bytes: 'aG=k' }],
    ['bytes that are a list', { $bytes: [104] }],
    ['a number that is one', { $number: 5 }],
    ['a number by another name', { $number: 'nan' }],
    ['a number that JSON has', { $number: '0' }],
    ['an object that is a list', { $object: [] }],
    ['an object that is nothing', { $object: null }],
    ['deeper than any value', JSON.parse(`${'['.repeat(1_002)}${']'.repeat(1_002)}`)]
  ]
  for (const [what, json] of table) {
    it(what, () => assert.throws(() => fromJson([json]), { code: 'VALUE_INVALID' }))
  }

  it('text that is no JSON is refused with the parser’s word and what it was', () => {
    assert.throws(() => parseJson('{', 'the payload'), {
      code: 'VALUE_INVALID',
      message: /^the payload is not JSON: /
    })
  })

  it('ill-formed Unicode gets through the reader and is stopped by the encoder', () => {
    assert.throws(() => encodeValue(parseJson('"\\ud800"', 'the value')), { code: 'VALUE_INVALID' })
  })

  it('so is a property named __proto__, which changes no prototype on its way', () => {
    const value = parseJson('{"__proto__":{"a":1}}', 'the value')
    assert.equal(Object.getPrototypeOf(value), Object.prototype)
    assert.throws(() => encodeValue(value), { code: 'VALUE_INVALID' })
  })
})
