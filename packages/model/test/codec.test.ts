// Records, messages and contexts as bytes: what goes in comes out.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  decodeContext,
  decodeMessage,
  decodeRecord,
  encodeContext,
  encodeMessage,
  encodeRecord
} from '../src/codec.ts'
import { KEY_BYTES, VECTOR_ENTRIES } from '../src/limits.ts'
import { EMPTY_RECORD } from '../src/record.ts'
import { histories, snapshots } from './arbitraries.ts'
import { MESSAGES } from './messages.ts'
import { record, vector } from './words.ts'

describe('records as bytes', () => {
  it('what goes in comes out', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const last = snapshots(history).at(-1)?.record ?? EMPTY_RECORD
        assert.deepEqual(decodeRecord(encodeRecord(last)), last)
      }),
      { seed: 41, numRuns: 200 }
    )
  })
})

describe('messages as bytes', () => {
  for (const [what, message] of MESSAGES) {
    it(what, () => assert.deepEqual(decodeMessage(encodeMessage(message)), message))
  }

  it('the longest key travels', () => {
    const message = { type: 'read', id: 1, key: '€'.repeat(KEY_BYTES / 3) } as const
    assert.deepEqual(decodeMessage(encodeMessage(message)), message)
  })

  it('fields that are undefined are not sent', () => {
    const message = { type: 'write', id: 1, key: 'k', record: record('{} '), hint: undefined }
    const { hint: _, ...expected } = message
    assert.deepEqual(decodeMessage(encodeMessage(message as never)), expected)
  })
})

describe('contexts as text', () => {
  it('what goes in comes out, and it is fit for a header and a shell', () => {
    const letter = fc.constantFrom(...'abcdef')
    const vectors = fc.dictionary(letter, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), {
      noNullPrototype: true
    })
    fc.assert(
      fc.property(vectors, (counters) => {
        const words = Object.entries(counters).map(([name, counter]) => `${name}${counter}`)
        const token = encodeContext('k', vector(words.join(' ')))
        assert.match(token, /^[A-Za-z0-9_.-]+$/)
        assert.deepEqual(decodeContext('k', token), vector(words.join(' ')))
      }),
      { seed: 42, numRuns: 200 }
    )
  })

  it('the largest vector fits', () => {
    const entries = Array.from({ length: VECTOR_ENTRIES }, (_, at) => [
      at.toString(16).padStart(16, '0'),
      Number.MAX_SAFE_INTEGER
    ])
    const largest = Object.fromEntries(entries)
    assert.deepEqual(decodeContext('k', encodeContext('k', largest)), largest)
  })

  it('one of another key is refused', () => {
    const token = encodeContext('k', vector('a7 b3'))
    assert.throws(() => decodeContext('l', token), { code: 'CONTEXT_INVALID' })
  })

  it('one character that is wrong, missing or added is noticed', () => {
    const token = encodeContext('k', vector('a7 b3'))
    for (let at = 0; at < token.length; at++) {
      const other = token.charAt(at) === 'A' ? 'B' : 'A'
      for (const wrong of [
        token.slice(0, at) + other + token.slice(at + 1),
        token.slice(0, at) + token.slice(at + 1),
        `${token.slice(0, at)}${other}${token.slice(at)}`
      ])
        assert.throws(() => decodeContext('k', wrong), { code: 'CONTEXT_INVALID' }, wrong)
    }
  })

  for (const token of ['', '.', '..', 'a', 'a.b', 'a.b.c', 'x'.repeat(100_000)]) {
    it(`${JSON.stringify(token.slice(0, 10))} is none`, () =>
      assert.throws(() => decodeContext('k', token), { code: 'CONTEXT_INVALID' }))
  }
})
