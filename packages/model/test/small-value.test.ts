// Small values are encoded and decoded as the general encoder and decoder do it, or not at all.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decode, encode } from 'cborg'
import fc from 'fast-check'
import { decodeSmall, encodeSmall } from '../src/small-value.ts'
import { decodeValue, encodeValue } from '../src/value.ts'
import { values } from './arbitraries.ts'

const general = (value: unknown): Uint8Array =>
  new Uint8Array(encode(value, { ignoreUndefinedProperties: true, mapSorter: () => 0 }))

const strict = { allowUndefined: false, rejectDuplicateMapKeys: true }

/** Values of which most are small, and some nearly. */
const { small } = fc.letrec<{ small: unknown }>((tie) => ({
  small: fc.oneof(
    { maxDepth: 10, depthSize: 'medium' },
    fc.constantFrom(null, true, false, 0, -1, 23, 24, 255, 256, 65_535, 65_536, -24, -25, -256, -257),
    fc.constantFrom(2 ** 32 - 1, 2 ** 32, -(2 ** 32), 1 - 2 ** 32, 2 ** 31, 1.5, -0, 1e300, 2 ** 53),
    fc.integer(),
    fc.string({ maxLength: 30 }),
    fc.constantFrom('ü', 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(1_100), '__proto__', ''),
    fc.uint8Array({ maxLength: 30 }),
    fc.array(tie('small'), { maxLength: 25 }),
    fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(tie('small'), fc.constant(undefined)), {
      maxKeys: 25
    })
  )
}))

describe('small values', () => {
  it('are encoded as the general encoder does it', () => {
    let count = 0
    fc.assert(
      fc.property(fc.oneof(small, values), (value) => {
        const bytes = encodeSmall(value)
        if (bytes === undefined) return
        count++
        assert.deepEqual(bytes, general(value))
        assert.equal(bytes.buffer.byteLength, bytes.length)
      }),
      { seed: 31, numRuns: 3_000 }
    )
    assert.ok(count > 500, `only ${count} were small`)
  })

  it('are decoded as the general decoder does it', () => {
    let count = 0
    fc.assert(
      fc.property(fc.oneof(small, values), (value) => {
        const bytes = encodeValue(
          JSON.parse(JSON.stringify([value ?? null], (_, of) => (typeof of === 'bigint' ? 1 : of)))
        )
        const found = decodeSmall(bytes)
        if (found === undefined) return
        count++
        assert.deepStrictEqual(found, decode(bytes, strict))
      }),
      { seed: 32, numRuns: 3_000 }
    )
    assert.ok(count > 500, `only ${count} were small`)
  })

  it('are decoded so, or not at all, when their bytes are damaged', () => {
    let [count, refused] = [0, 0]
    const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
      maxLength: 3
    })
    fc.assert(
      fc.property(small, damage, fc.nat(2), (value, places, cut) => {
        const whole = encodeSmall(value)
        if (whole === undefined) return
        const bytes = whole.slice(0, Math.max(0, whole.length - cut))
        for (const [share, byte] of places) bytes[Math.floor(share * bytes.length)] = byte
        const found = decodeSmall(bytes)
        if (found === undefined) refused++
        else {
          count++
          assert.deepStrictEqual(found, decode(bytes, strict))
        }
      }),
      { seed: 33, numRuns: 10_000 }
    )
    assert.ok(count > 500 && refused > 500, `${count} and ${refused}`)
  })

  it('are decoded so, or not at all, from whatever bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const found = decodeSmall(bytes)
        if (found !== undefined) assert.deepStrictEqual(found, decode(bytes, strict))
      }),
      { seed: 34, numRuns: 20_000 }
    )
  })

  it('share no memory with the bytes that they come from', () => {
    const bytes = encodeValue({ a: new Uint8Array(3) })
    const value = decodeValue(bytes)
    bytes.fill(9)
    assert.deepEqual(value, { a: new Uint8Array(3) })
  })

  it('are written whatever their accessors do', () => {
    const value = {
      before: 1,
      get within() {
        return encodeValue({ other: 'value' }).length
      },
      get after() {
        return 3
      }
    }
    assert.deepEqual(decodeValue(encodeValue(value)), { before: 1, within: 13, after: 3 })
    const throws = {
      get within() {
        throw new Error('no')
      }
    }
    assert.throws(() => encodeValue(throws), /no/)
    assert.deepEqual(decodeValue(encodeValue({ a: 1 })), { a: 1 })
  })

  it('have an end: what is longer, wider or deeper is left to the general encoder', () => {
    const wide = Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`p${at}`, at]))
    let deep: unknown = 1
    for (let level = 0; level < 9; level++) deep = [deep]
    for (const value of [
      'x'.repeat(1_020),
      wide,
      Array(24).fill(0),
      deep,
      new Uint8Array(1_020),
      { a: 'ü' },
      5n,
      1.5
    ])
      assert.equal(encodeSmall(value), undefined)
    for (const value of [wide, deep, { a: 'ü' }]) assert.equal(decodeSmall(general(value)), undefined)
  })
})
