// The codec's own CBOR, held against another implementation, and against what is not to be let in.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decode, encode } from 'cborg'
import fc from 'fast-check'
import { readCbor } from '../src/cbor-read.ts'
import { writeCbor } from '../src/cbor-write.ts'

const name = fc.string({ unit: 'grapheme', maxLength: 80 }).filter((text) => text !== '__proto__')
const bytes = fc.uint8Array({ maxLength: 100 })
const leaf = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.boolean(),
  fc.constant(null),
  bytes,
  name
)
const { thing } = fc.letrec((tie) => ({
  thing: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('thing'), { maxLength: 30 }),
    fc.dictionary(name, tie('thing'), { maxKeys: 30, noNullPrototype: true })
  )
}))

const ENCODING = { mapSorter: () => 0, ignoreUndefinedProperties: true }

describe('CBOR', () => {
  it('what is written is read again', () => {
    fc.assert(
      fc.property(thing, (it) => assert.deepStrictEqual(readCbor(writeCbor(it)), it)),
      { seed: 61, numRuns: 500 }
    )
  })

  it('another implementation reads what is written, and is read', () => {
    fc.assert(
      fc.property(thing, (it) => {
        assert.deepStrictEqual(decode(writeCbor(it)), it)
        assert.deepStrictEqual(readCbor(encode(it, ENCODING)), it)
      }),
      { seed: 62, numRuns: 500 }
    )
  })

  it('whole numbers and lengths take as few bytes as they can', () => {
    const numbers = [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
    const lengths = [23, 24, 64, 65, 255, 256, 70_000]
    const things: unknown[] = numbers.flatMap((number) => [number, -number])
    for (const length of lengths)
      things.push('x'.repeat(length), 'ü'.repeat(length), new Uint8Array(length), Array(length).fill(1))
    for (const it of things) assert.deepEqual(writeCbor(it), new Uint8Array(encode(it)))
  })

  it('floats of two bytes are read', () => {
    for (const value of [0.5, -1.5, 65_504, 2 ** -24, -(2 ** -14)])
      assert.equal(readCbor(encode(value, { float64: false })), value)
  })

  it('what is undefined is left out, and -0 is 0', () => {
    assert.deepStrictEqual(readCbor(writeCbor({ a: undefined, b: -0 })), { b: 0 })
  })

  it('the result shares no memory with what it was read from, nor with the next', () => {
    const written = writeCbor([new Uint8Array(100), new Uint8Array(5)])
    const [long, short] = readCbor(written) as Uint8Array[]
    writeCbor([new Uint8Array(100).fill(7)])
    written.fill(9)
    assert.deepEqual(long, new Uint8Array(100))
    assert.deepEqual(short, new Uint8Array(5))
  })

  it('bytes within a larger buffer are read from where they lie', () => {
    const within = Buffer.concat([Buffer.alloc(7), writeCbor({ text: 'ü', long: 'x'.repeat(100), f: 0.1 })])
    assert.deepStrictEqual(readCbor(within.subarray(7)), { text: 'ü', long: 'x'.repeat(100), f: 0.1 })
  })

  it('texts that were read before are not taken for others', () => {
    const texts = Array.from({ length: 20_000 }, (_, at) => `${at % 7 === 0 ? 'ü' : ''}${at.toString(36)}`)
    for (const round of [texts, texts.toReversed()]) assert.deepEqual(readCbor(writeCbor(round)), round)
    // Bytes that are no UTF-8, after and before text that looks like them.
    assert.deepEqual(readCbor(hex('8362c3bc62c3286161')), ['ü', '\ufffd(', 'a'])
    assert.deepEqual(readCbor(hex('8261ff63efbfbd')), ['\ufffd', '\ufffd'])
  })

  const table: [string, string][] = [
    ['nothing', ''],
    ['two things', '0000'],
    ['a tag', 'c074323032302d30312d30315430303a30303a30305a'],
    ['a typed array', 'd84041ff'],
    ['a bigint', 'c249010000000000000000'],
    ['a whole number above 2^53 - 1', '1b0020000000000000'],
    ['a negative one below -2^53', '3b0020000000000000'],
    ['not a number', 'f97e00'],
    ['infinity', 'f97c00'],
    ['infinity in eight bytes', 'fb7ff0000000000000'],
    ['undefined', 'f7'],
    ['an unknown simple value', 'f8ff'],
    ['a list of unknown length', '9f00ff'],
    ['a map of unknown length', 'bf616100ff'],
    ['text in chunks', '7f6161ff'],
    ['bytes in chunks', '5f4161ff'],
    ['a break', 'ff'],
    ['a reserved length', '1c'],
    ['a name that comes twice', 'a2616100616101'],
    ['a name that is a number', 'a10000'],
    ['a name that is bytes', 'a1416100'],
    ['a prototype', 'a1695f5f70726f746f5f5fa0'],
    ['a float that ends early', 'fb3ff0'],
    ['too deep a list', `${'81'.repeat(33)}00`]
  ]
  for (const [what, text] of table) it(`${what} is refused`, () => assert.throws(() => readCbor(hex(text))))

  it('names that every object has are names like others', () => {
    const names = { constructor: 1, toString: 2, hasOwnProperty: 3 }
    const found = readCbor(writeCbor(names)) as object
    assert.deepStrictEqual({ ...found }, names)
    assert.throws(() => readCbor(hex(`a2${'6b636f6e7374727563746f7200'.repeat(2)}`)), /twice/)
  })

  it('what has no encoded form is not written', () => {
    assert.throws(() => writeCbor({ a: 5n }), TypeError)
    assert.deepEqual(writeCbor([1]), Uint8Array.of(0x81, 1))
  })
})

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}
