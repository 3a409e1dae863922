// What names an object, and what does not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyBytes, parseKey, sha256 } from '../src/key.ts'
import { KEY_BYTES } from '../src/limits.ts'

describe('parseKey', () => {
  const good = [
    'k',
    ' ',
    'a b',
    'schlüssel',
    '😀',
    'a/b?c#d',
    '__proto__',
    'k'.repeat(KEY_BYTES),
    '😀'.repeat(KEY_BYTES / 4)
  ]
  for (const key of good)
    it(`lets in ${JSON.stringify(key.slice(0, 12))}`, () => assert.equal(parseKey(key), key))

  const bad: [string, unknown, RegExp][] = [
    ['nothing', '', /at least one character/],
    ['a number', 7, /not number/],
    ['null', null, /not object/],
    ['a list', ['k'], /not object/],
    ['a line break', 'a\nb', /control characters/],
    ['a zero', 'a\u0000b', /control characters/],
    ['a delete', '\u007f', /control characters/],
    ['half a character', 'a\ud83d', /lone surrogates/],
    ['one byte too many', 'k'.repeat(KEY_BYTES + 1), /has 1025 bytes; at most 1024/],
    ['one character too many of several bytes', '€'.repeat(342), /has 1026 bytes; at most 1024/]
  ]
  for (const [what, key, message] of bad) {
    it(`refuses ${what}`, () => assert.throws(() => parseKey(key), { code: 'KEY_INVALID', message }))
  }

  it('refuses megabytes without counting them all', () => {
    assert.throws(() => parseKey('k'.repeat(10_000_000)), { code: 'KEY_INVALID', message: /has 4096 bytes/ })
  })
})

it('a key is stored as its UTF-8 bytes, and placed by their SHA-256', () => {
  assert.deepEqual([...keyBytes('ü')], [0xc3, 0xbc])
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  assert.equal(sha256(keyBytes('ü')), sha256('ü'))
})
