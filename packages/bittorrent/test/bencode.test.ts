import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BENCODE_DEPTH, type Bencoded, decode, type Encodable, encode } from '../src/bencode.ts'
import { BittorrentError } from '../src/errors.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const read = (text: string) => decode(bytes(text))

function assertRefused(text: string, code: string): void {
  assert.throws(() => read(text), { name: 'BittorrentError', code }, JSON.stringify(text.slice(0, 60)))
}

test('reads integers, strings, lists and dictionaries', () => {
  assert.equal(read('i0e'), 0)
  assert.equal(read('i-42e'), -42)
  assert.equal(read('i9007199254740993e'), 9007199254740993n)
  assert.equal(read('i-9223372036854775808e'), -(2n ** 63n))
  assert.deepEqual(read('l4:spami7ee'), [bytes('spam'), 7])
  assert.deepEqual(
    read('d1:al0:e3:keyd1:xi1eee'),
    new Map<string, Bencoded>([
      ['a', [bytes('')]],
      ['key', new Map([['x', 1]])]
    ])
  )
})

test('keys are data: none reaches a prototype', () => {
  const value = read('d9:__proto__d8:pollutedi1ee11:constructor1:xe') as ReadonlyMap<string, Bencoded>
  assert.ok(value.get('__proto__') instanceof Map)
  assert.equal((Object.prototype as { polluted?: unknown }).polluted, undefined)
})

test('an order of keys that is none is read, and written sorted', () => {
  assert.equal(encode(read('d1:bi2e1:ai1ee')).toString(), 'd1:ai1e1:bi2ee')
})

for (const text of [
  '',
  'i',
  'ie',
  'i-e',
  'i-0e',
  'i01e',
  'i1',
  'i+1e',
  'i1.5e',
  'i1e2e',
  'i 1e',
  `i${'9'.repeat(19)}e`,
  'i9223372036854775808e',
  `i${'1'.repeat(5_000)}e`,
  '1:',
  '-1:a',
  '01:a',
  '4:abc',
  '99999999:a',
  '9'.repeat(5_000),
  '1',
  ':',
  'l',
  'li1e',
  'd',
  'd1:a',
  'd1:ae',
  'di1ei2ee',
  'd1:ai1e1:ai2ee',
  'i1ei2e',
  '1:ab',
  'e',
  'x',
  'd2:ab',
  'lee'
])
  test(`refuses ${JSON.stringify(text.slice(0, 30))}`, () => assertRefused(text, 'BENCODE_INVALID'))

test('what lies too deep is refused, long before the stack ends', () => {
  const deep = (depth: number) => 'l'.repeat(depth) + 'e'.repeat(depth)
  assert.ok(Array.isArray(read(deep(BENCODE_DEPTH))))
  assertRefused(deep(BENCODE_DEPTH + 1), 'BENCODE_TOO_DEEP')
  assertRefused('l'.repeat(1_000_000), 'BENCODE_TOO_DEEP')
  assertRefused('d1:a'.repeat(250_000), 'BENCODE_TOO_DEEP')
})

const value = fc.letrec<{ value: Encodable }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 6, unit: 'binary-ascii' }), tie('value'), { maxKeys: 4 })
  )
})).value

test('what is written is read, and written the same again', () => {
  fc.assert(
    fc.property(value, (original) => {
      const written = encode(original)
      assert.deepEqual(encode(decode(written)), written)
    }),
    { seed: 1, numRuns: 1_000 }
  )
})

test('whatever is read is a value or a typed error', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.string({ unit: fc.constantFrom(...'dlie:0123-'), maxLength: 64 }).map(bytes),
    fc.tuple(value, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([original, at, byte]) => {
      const written = encode(original)
      written[at % written.length] = byte
      return written
    })
  )
  fc.assert(
    fc.property(noise, (packet) => {
      try {
        assert.ok(encode(decode(packet)).length <= packet.length)
      } catch (error) {
        assert.ok(error instanceof BittorrentError, String(error))
      }
    }),
    { seed: 2, numRuns: 20_000 }
  )
})
