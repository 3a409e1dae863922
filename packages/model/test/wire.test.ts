// The parts that every form is made of, and the bytes of some messages to the last one, as docs/wire.md has them.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeMessage, decodeRecord, encodeMessage, encodeRecord } from '../src/codec.ts'
import type { Message } from '../src/message.ts'
import { Reader } from '../src/wire/reader.ts'
import { Writer } from '../src/wire/writer.ts'
import { dot, record, vector } from './words.ts'

describe('parts', () => {
  it('whole numbers take seven bits a byte', () => {
    const sizes = [0, 127, 128, 2 ** 14 - 1, 2 ** 14, 2 ** 31, 2 ** 32, 2 ** 49 - 1, 2 ** 49, 2 ** 53 - 1]
    const to = new Writer()
    for (const number of sizes) to.whole(number)
    const bytes = to.copied()
    assert.equal(bytes.length, 1 + 1 + 2 + 2 + 3 + 5 + 5 + 7 + 8 + 8)
    const from = new Reader(bytes)
    for (const number of sizes) assert.equal(from.whole('it'), number)
    from.end()
  })

  it('whatever is written is read again', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 150 })
    const parts = fc.array(
      fc.oneof(
        fc.maxSafeInteger().map((number) => Math.abs(number)),
        text,
        fc.uint8Array({ maxLength: 200 })
      ),
      { maxLength: 30 }
    )
    fc.assert(
      fc.property(parts, (list) => {
        const to = new Writer()
        for (const part of list) {
          if (typeof part === 'number') to.whole(part)
          else if (typeof part === 'string') to.text(part)
          else to.bytes(part)
        }
        const from = new Reader(to.shared())
        for (const part of list) {
          if (typeof part === 'number') assert.equal(from.whole('it'), part)
          else if (typeof part === 'string') assert.equal(from.utf8('it', 10_000), part)
          else assert.deepEqual(from.bytes('it', 200), part)
        }
        from.end()
      }),
      { seed: 61, numRuns: 300 }
    )
  })

  const table: [string, string, (from: Reader) => unknown][] = [
    ['a number in more bytes than it takes', '8000', (from) => from.whole('it')],
    ['a number above 2^53 - 1', '8080808080808010', (from) => from.whole('it')],
    ['a number of nine bytes', '808080808080808001', (from) => from.whole('it')],
    ['a number that ends early', '80', (from) => from.whole('it')],
    ['a number that is too small', '00', (from) => from.whole('it', 1)],
    ['a number that is too large', '05', (from) => from.whole('it', 0, 4)],
    ['text that ends early', '0261', (from) => from.text('it', 10)],
    ['text of too many characters', '03616263', (from) => from.text('it', 2)],
    ['text of too many bytes', '02c3bc', (from) => from.utf8('it', 1)],
    ['bytes that end early', '0261', (from) => from.bytes('it', 10)],
    ['an actor that ends early', '61616161616161', (from) => from.actor()],
    ['half a float', '3ff0', (from) => from.float32()],
    ['a place behind the last', '02', (from) => from.oneOf('it', ['a', 'b'])],
    ['a flag that nobody knows', '02', (from) => from.flags('it', 1)],
    ['a byte that is not there', '', (from) => from.byte()]
  ]
  for (const [what, bytes, read] of table)
    it(`${what} is refused`, () => assert.throws(() => read(new Reader(hex(bytes))), /it |flags/))

  it('texts and actors that were read before are not taken for others', () => {
    const texts = Array.from({ length: 20_000 }, (_, at) => `${at % 7 === 0 ? 'ü' : ''}${at.toString(36)}`)
    const actors = Array.from({ length: 5_000 }, (_, at) => (at * 2 ** 20).toString(16).padStart(16, '0'))
    const to = new Writer()
    for (const text of [...texts, ...texts.toReversed()]) to.text(text)
    for (const actor of [...actors, ...actors.toReversed()]) to.hex(actor, 16)
    const from = new Reader(to.shared())
    for (const text of [...texts, ...texts.toReversed()]) assert.equal(from.text('it', 10), text)
    for (const actor of [...actors, ...actors.toReversed()]) assert.equal(from.actor(), actor)
  })

  it('bytes that are no UTF-8 are not taken for text that looks like them', () => {
    const from = new Reader(hex('02c3bc02c328016101ff03efbfbd'))
    const found = Array.from({ length: 5 }, () => from.text('it', 10))
    assert.deepEqual(found, ['ü', '\ufffd(', 'a', '\ufffd', '\ufffd'])
  })
})

describe('messages side by side', () => {
  it('keep what they say, however long they and others are', () => {
    const lengths = fc.array(fc.oneof(fc.nat(300), fc.nat(100_000)), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(lengths, (all) => {
        const messages = all.map((length, id): Message => {
          const data = new Uint8Array(length).fill(id)
          return { type: 'reply', id, key: 'k', capability: 'c', data }
        })
        const bytes = messages.map(encodeMessage)
        assert.deepEqual(bytes.map(decodeMessage), messages)
      }),
      { seed: 63, numRuns: 20 }
    )
  })

  it('share no memory with what is read from them', () => {
    const message: Message = { type: 'reply', id: 1, key: 'k', capability: 'c', data: new Uint8Array(100) }
    const bytes = encodeMessage(message)
    const found = decodeMessage(bytes)
    bytes.fill(9)
    assert.deepEqual(found, message)
  })

  it('are read from where they lie in a larger buffer', () => {
    const coordinates = { vector: [12.5, -3, 0.015625], height: 7, error: 0.125 }
    const pong = { type: 'pong', id: 1, coordinates } as const
    const within = Buffer.concat([Buffer.alloc(7), encodeMessage(pong)])
    assert.deepEqual(decodeMessage(within.subarray(7)), pong)
  })
})

const A = 'aa'.repeat(8)
const B = 'bb'.repeat(8)
const value = Uint8Array.of(0x61, 0x78)

describe('golden bytes', () => {
  const table: [string, Message, string][] = [
    ['stored', { type: 'stored', id: 300 }, '09 ac02'],
    ['read', { type: 'read', id: 1, key: 'k' }, '06 01 00 01 6b'],
    ['read of a key in two bytes', { type: 'read', id: 1, key: 'ü', background: true }, '06 01 01 02 c3bc'],
    [
      'get',
      { type: 'request', id: 2, request: { op: 'get', key: 'k' }, caller: { id: 'A' } },
      '01 02 00 01 6b 00 00 01 41'
    ],
    [
      'put',
      {
        ...{ type: 'request', id: 2, caller: { id: 'A', depth: 1 } },
        request: { op: 'put', key: 'k', value, context: vector('a2'), update: true }
      },
      `01 02 01 01 6b 8c 02 6178 01 ${A} 02 08 01 41 01`
    ],
    [
      'response',
      {
        type: 'response',
        id: 2,
        response: {
          ...{ ok: true, op: 'get', coordinator: 'A', context: vector('a2') },
          usage: { instructions: 16, steps: 900, memory: 0 },
          replies: [{ value, dot: dot('a2') }]
        }
      },
      `02 02 01 01 41 01 ${A} 02 10 8407 00 01 00 ${A} 02 02 6178`
    ],
    [
      'failure',
      { type: 'failed', id: 2, failure: { code: 'BUSY', message: '', details: { need: 2, why: 'x' } } },
      '0a 02 04 42555359 00 03 04 6e656564 01 4000000000000000 03 776879 00 01 78'
    ],
    [
      'write',
      { type: 'write', id: 1, key: 'k', hint: 'C', record: { context: {}, siblings: [] } },
      '08 01 02 01 6b 01 43 00 00'
    ]
  ]
  for (const [what, message, bytes] of table)
    it(what, () =>
      assert.equal(Buffer.from(encodeMessage(message)).toString('hex'), bytes.replaceAll(' ', ''))
    )

  it('record', () => {
    const found = record('{a2@7 b1} b1=† a2=x!get@500/5.3.3#7')
    const bytes = [
      `02 ${A} 02 07 ${B} 01 00`,
      `02 01 00 ${B} 01 ${'00'.repeat(8)} 00 00`,
      `00 15 ${A} 02 ${'77'.repeat(8)} 00 02 6178`,
      '00 06 2f2f20676574 01 05 6f6e476574 050303 f403'
    ]
    assert.equal(Buffer.from(encodeRecord(found)).toString('hex'), bytes.join('').replaceAll(' ', ''))
    assert.deepEqual(decodeRecord(encodeRecord(found)), found)
  })
})

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}
