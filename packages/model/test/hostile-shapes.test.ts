// Bytes in good order with the wrong things in them: each part is checked, and a record that contradicts itself is refused.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  decodeMembership,
  decodeMessage,
  decodeRecord,
  encodeMembership,
  encodeMessage,
  encodeRecord
} from '../src/codec.ts'
import {
  CODE_BYTES,
  HANDLER_CHARACTERS,
  HANDLERS,
  KEY_BYTES,
  MEMBER_STAMP,
  PAYLOAD_BYTES,
  RECORD_SIBLINGS,
  TIMERS,
  VALUE_BYTES,
  VECTOR_COUNTER,
  VECTOR_ENTRIES
} from '../src/limits.ts'
import type { ObjectRecord } from '../src/record.ts'
import { actor, code, record, sibling, vector } from './words.ts'

const GOOD: ObjectRecord = { context: vector('a2'), siblings: [sibling('a2=x!get/3.2.2')] }

/** The good record, with changes to its one sibling. */
function with_(change: object): ObjectRecord {
  return { ...GOOD, siblings: [{ ...GOOD.siblings[0], ...change } as never] }
}

/** As many siblings, and the vector that knows them. */
function many(count: number): ObjectRecord {
  const siblings = Array.from({ length: count }, (_, at) => sibling(`a${at + 1}=x`))
  return { context: vector(`a${count}`), siblings }
}

function vectorOf(length: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length }, (_, at) => [at.toString(16).padStart(16, '0'), 1]))
}

/** The bytes with one of them changed: the only one of that value. */
function changed(bytes: Uint8Array, from: number, to: number): Uint8Array {
  assert.equal(bytes.filter((byte) => byte === from).length, 1)
  return bytes.map((byte) => (byte === from ? to : byte))
}

describe('a record is refused', () => {
  const timer = { name: 't', due: 1, on: 'primary' }
  const table: [string, ObjectRecord][] = [
    ['with a sibling that its vector does not know', { ...GOOD, context: vector('a1') }],
    ['with two siblings of one event', { ...GOOD, siblings: [sibling('a2=x'), sibling('a2=y')] }],
    ['with siblings out of order', { ...GOOD, siblings: [sibling('a2=x'), sibling('a1=y')] }],
    ['with too many siblings', many(RECORD_SIBLINGS + 1)],
    ['with too long a vector', { context: vectorOf(VECTOR_ENTRIES + 1), siblings: [] }],
    ['with a counter of none', { context: { [actor('a')]: 0 }, siblings: [] }],
    ['with too high a counter', { context: { [actor('a')]: VECTOR_COUNTER + 1 }, siblings: [] }],
    [
      'with a time that does not fit',
      { context: vector('a1'), times: { [actor('a')]: 2 ** 32 }, siblings: [] }
    ],
    ['of no kind', with_({ kind: 'thing' })],
    ['with too large a state', with_({ state: new Uint8Array(VALUE_BYTES + 1) })],
    ['with too much code', with_({ code: { source: 'x'.repeat(CODE_BYTES + 1), hash: '', handlers: [] } })],
    [
      'with too many handlers',
      with_({ code: { ...code('get'), handlers: Array(HANDLERS + 1).fill('onGet') } })
    ],
    [
      'with a handler of too long a name',
      with_({ code: { ...code('get'), handlers: ['x'.repeat(HANDLER_CHARACTERS + 1)] } })
    ],
    [
      'with a handler of too long a name in another script',
      with_({ code: { ...code('get'), handlers: ['ü'.repeat(HANDLER_CHARACTERS + 1)] } })
    ],
    ['with too long a signature', with_({ code: { ...code('get'), signature: 'x'.repeat(161) } })],
    ['with too many timers', with_({ timers: Array(TIMERS + 1).fill(timer) })],
    ['with a timer of too long a name', with_({ timers: [{ ...timer, name: 'ü'.repeat(33) }] })],
    ['with a timer that ticks too often', with_({ timers: [{ ...timer, every: 99 }] })],
    ['with a timer nowhere', with_({ timers: [{ ...timer, on: 'moon' }] })],
    ['with a timer that failed not once', with_({ timers: [{ ...timer, failures: 0 }] })],
    ['with too long an owner', with_({ owner: 'x'.repeat(129) })],
    ['with R above N', with_({ quorum: { n: 3, r: 4, w: 2 } })],
    ['with N of 21', with_({ quorum: { n: 21, r: 1, w: 1 } })],
    ['with W of none', with_({ quorum: { n: 3, r: 2, w: 0 } })]
  ]
  for (const [what, thing] of table) {
    it(what, () => assert.throws(() => decodeRecord(encodeRecord(thing)), { code: 'RECORD_INVALID' }))
  }

  it('with two entries of one actor', () => {
    const bytes = encodeRecord({ context: { [actor('a')]: 1, [actor('b')]: 1 }, siblings: [] })
    assert.throws(() => decodeRecord(bytes.map((byte) => (byte === 0xbb ? 0xaa : byte))), /two entries/)
  })

  it('with a flag that nobody knows', () => {
    const bytes = encodeRecord({ ...GOOD, siblings: [sibling('a2=x@9')] })
    assert.throws(() => decodeRecord(changed(bytes, 16, 48)), /unknown flags: 48/)
  })

  it('and let in at the very bounds', () => {
    for (const thing of [GOOD, many(RECORD_SIBLINGS), { context: vectorOf(VECTOR_ENTRIES), siblings: [] }])
      assert.deepEqual(decodeRecord(encodeRecord(thing)), thing)
  })
})

describe('a record is not written', () => {
  const table: [string, ObjectRecord][] = [
    ['of an actor that is none', { context: { a: 1 }, siblings: [] }],
    ['of an actor in other digits', { context: { ['A'.repeat(16)]: 1 }, siblings: [] }],
    ['with a life of too many digits', with_({ born: '0'.repeat(17) })],
    ['with a life that is not in hex', with_({ born: 'z'.repeat(16) })],
    ['with a time before time', with_({ expiresAt: -1 })],
    ['with a timer before time', with_({ timers: [{ name: 't', due: -1, on: 'primary' }] })],
    ['with a time that is not whole', with_({ writtenAt: 0.5 })],
    ['with a time that is none', with_({ writtenAt: Number.NaN })]
  ]
  for (const [what, thing] of table) it(what, () => assert.throws(() => encodeRecord(thing), TypeError))

  it('and leaves nothing behind', () => {
    assert.throws(() => encodeRecord(with_({ expiresAt: -1 })), TypeError)
    assert.deepEqual(decodeRecord(encodeRecord(GOOD)), GOOD)
  })
})

describe('a message is refused', () => {
  const caller = { id: 'A' }
  const request = (request: object): object => ({ type: 'request', id: 1, request, caller })
  const from = (more: object): object => ({
    ...{ type: 'request', id: 1, request: { op: 'get', key: 'k' } },
    caller: { ...caller, ...more }
  })
  const failed = (failure: object): object => ({ type: 'failed', id: 1, failure })
  const table: [string, object][] = [
    ['of an unknown type', { type: 'shout', id: 1 }],
    ['of a type that every object has', { type: 'toString', id: 1 }],
    ['that reads an empty key', { type: 'read', id: 1, key: '' }],
    ['that reads too long a key', { type: 'read', id: 1, key: 'k'.repeat(KEY_BYTES + 1) }],
    ['that reads a key with a control character', { type: 'read', id: 1, key: 'a\nb' }],
    [
      'with a hint that is too long',
      { type: 'write', id: 1, key: 'k', record: record('{} '), hint: 'x'.repeat(129) }
    ],
    ['with an unknown request', request({ op: 'drop', key: 'k' })],
    ['with too long a signature', request({ op: 'put', key: 'k', code: 'x', signature: 'x'.repeat(161) })],
    ['of an object without a key', from({ object: '' })],
    ['with too long an address', from({ address: 'x'.repeat(65) })],
    ['with too long a capability', from({ capability: 'x'.repeat(161) })],
    [
      'that replies by too long a capability',
      { type: 'reply', id: 1, key: 'k', capability: 'x'.repeat(161), data: new Uint8Array(1) }
    ],
    [
      'that replies too much',
      { type: 'reply', id: 1, key: 'k', capability: 'x', data: new Uint8Array(VALUE_BYTES + 1) }
    ],
    ['with too large a value', request({ op: 'put', key: 'k', value: new Uint8Array(VALUE_BYTES + 1) })],
    [
      'with too large an argument',
      request({ op: 'delete', key: 'k', payload: new Uint8Array(PAYLOAD_BYTES + 1) })
    ],
    ['with too long a context', request({ op: 'delete', key: 'k', context: vectorOf(VECTOR_ENTRIES + 1) })],
    ['with a malformed quorum', request({ op: 'put', key: 'k', quorum: { n: 0, r: 1, w: 1 } })],
    ['with a failure that says too much', failed({ code: 'X', message: 'x'.repeat(4_097) })],
    ['with too many details', failed({ code: 'X', message: '', details: vectorOf(17) })],
    ['with details that are no number', failed({ code: 'X', message: '', details: { a: Number.NaN } })],
    [
      'with a detail of a name that is none',
      failed({ code: 'X', message: '', details: JSON.parse('{"__proto__":1}') })
    ],
    ['of a ring of so many parts', { type: 'members', id: 1, partitions: 3, members: [] }],
    ['that compares too many copies', { type: 'versions', id: 1, n: 21, key: 'k' }],
    ['that compares nowhere', { type: 'list', id: 1, n: 3, regions: [2 ** 21] }],
    ['that has half a sum', { type: 'sums', id: 1, parts: [new Uint8Array(13)] }],
    ['that leases for no time', { type: 'lease', id: 1, key: 'k', forMs: 0, bytes: 1 }],
    ['that leases half a digest', { type: 'leased', id: 1, digest: new Uint8Array(4) }]
  ]
  for (const [what, thing] of table) {
    it(what, () =>
      assert.throws(() => decodeMessage(encodeMessage(thing as never)), { code: 'MESSAGE_INVALID' })
    )
  }

  it('with a flag that nobody knows', () => {
    const bytes = encodeMessage({ type: 'read', id: 1, key: 'k', background: true })
    assert.throws(
      () => decodeMessage(Uint8Array.of(...bytes.subarray(0, 2), 3, ...bytes.subarray(3))),
      /flags/
    )
  })
})

describe('a membership is refused', () => {
  const member = { id: 'A', status: 'joined', stamp: 1, weight: 1, addresses: [] } as const
  const table: [string, object][] = [
    ['with a stamp of none', { stamp: 0 }],
    ['with too high a stamp', { stamp: MEMBER_STAMP + 1 }],
    ['with no weight', { weight: 0 }],
    ['with an id that is none', { id: '' }],
    ['with a zone of two words', { zone: 'a b' }],
    ['with too many addresses', { addresses: Array(5).fill('/ip4/10.0.0.1') }],
    ['with too long an address', { addresses: ['x'.repeat(129)] }],
    ['in a state that is none', { status: 'lost' }]
  ]
  for (const [what, change] of table) {
    it(what, () => {
      const bytes = encodeMembership({ partitions: 16, members: [{ ...member, ...change }] })
      assert.throws(() => decodeMembership(bytes), { code: 'MEMBERSHIP_INVALID' })
    })
  }

  it('and comes back as it was where nothing is wrong', () => {
    const membership = {
      partitions: 16,
      members: [member, { ...member, id: 'B', zone: 'z' }],
      told: true
    } as const
    assert.deepEqual(decodeMembership(encodeMembership(membership)), membership)
  })
})
