// Well-formed CBOR with the wrong things in it: each field is checked, and a record that contradicts itself is refused.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encode } from 'cborg'
import { decodeMessage, decodeRecord } from '../src/codec.ts'
import {
  CODE_BYTES,
  HANDLER_CHARACTERS,
  HANDLERS,
  KEY_BYTES,
  PAYLOAD_BYTES,
  RECORD_SIBLINGS,
  VALUE_BYTES,
  VECTOR_ENTRIES
} from '../src/limits.ts'
import { packVector } from '../src/packed-vector.ts'
import { actor, code, record, sibling, vector } from './words.ts'

const GOOD = { context: entries('a2'), siblings: [sibling('a2=x!get/3.2.2')] }

const { born: _, ...UNBORN } = sibling('a2=x')

/** The good record, with changes to its one sibling. */
function with_(change: object): object {
  return { ...GOOD, siblings: [{ ...GOOD.siblings[0], ...change }] }
}

/** As many siblings, and the vector that knows them. */
function many(count: number): object {
  const siblings = Array.from({ length: count }, (_, at) => sibling(`a${at + 1}=x`))
  return { context: entries(`a${count}`), siblings }
}

/** Packed: of each dot the actor, the counter, and a time. */
function entries(text: string): Uint8Array {
  return packVector(vector(text))
}

function vectorOf(length: number): Uint8Array {
  return packVector(
    Object.fromEntries(Array.from({ length }, (_, at) => [at.toString(16).padStart(16, '0'), 1]))
  )
}

describe('a record is refused', () => {
  const table: [string, unknown][] = [
    ['that is a list', [GOOD]],
    ['without a vector', { siblings: [] }],
    ['without siblings', { context: entries('') }],
    ['with a sibling that its vector does not know', { ...GOOD, context: entries('a1') }],
    ['with two siblings of one event', { ...GOOD, siblings: [sibling('a2=x'), sibling('a2=y')] }],
    ['with siblings out of order', { ...GOOD, siblings: [sibling('a2=x'), sibling('a1=y')] }],
    ['with too many siblings', many(RECORD_SIBLINGS + 1)],
    ['with too long a vector', { context: vectorOf(VECTOR_ENTRIES + 1), siblings: [] }],
    ['with a vector that is no bytes', { context: { [actor('a')]: 1 }, siblings: [] }],
    ['with half an entry', { context: entries('a1').subarray(0, 9), siblings: [] }],
    [
      'with two entries of one actor',
      { context: Buffer.concat([entries('a1'), entries('a2')]), siblings: [] }
    ],
    ['with a counter of none', { context: new Uint8Array(18), siblings: [] }],
    ['of no kind', with_({ kind: 'thing' })],
    ['with a state that is text', with_({ state: 'x' })],
    ['with too large a state', with_({ state: new Uint8Array(VALUE_BYTES + 1) })],
    ['with code under another hash', with_({ code: { ...code('get'), hash: code('put').hash } })],
    ['with too much code', with_({ code: { source: 'x'.repeat(CODE_BYTES + 1), hash: '', handlers: [] } })],
    [
      'with too many handlers',
      with_({ code: { ...code('get'), handlers: Array(HANDLERS + 1).fill('onGet') } })
    ],
    [
      'with a handler of too long a name',
      with_({ code: { ...code('get'), handlers: ['x'.repeat(HANDLER_CHARACTERS + 1)] } })
    ],
    ['without a life', { ...GOOD, siblings: [UNBORN] }],
    ['with a life that is a number', with_({ born: 7 })],
    ['with a life of too many digits', with_({ born: '0'.repeat(17) })],
    ['with a life of too few digits', with_({ born: '0'.repeat(15) })],
    ['with a life that is not in hex', with_({ born: 'z'.repeat(16) })],
    ['with R above N', with_({ quorum: { n: 3, r: 4, w: 2 } })],
    ['with N of 21', with_({ quorum: { n: 21, r: 1, w: 1 } })],
    ['with a W that is not whole', with_({ quorum: { n: 3, r: 2, w: 1.5 } })],
    ['with a time that is text', with_({ writtenAt: 'now' })],
    ['with a time before time', with_({ expiresAt: -1 })]
  ]
  for (const [what, thing] of table) {
    it(what, () => assert.throws(() => decodeRecord(encode(thing)), { code: 'RECORD_INVALID' }))
  }

  it('and let in at the very bounds', () => {
    assert.doesNotThrow(() => decodeRecord(encode(GOOD)))
    assert.doesNotThrow(() => decodeRecord(encode(many(RECORD_SIBLINGS))))
    assert.doesNotThrow(() => decodeRecord(encode({ context: vectorOf(VECTOR_ENTRIES), siblings: [] })))
  })
})

describe('a message is refused', () => {
  const caller = { id: 'A' }
  const request = (request: object): object => ({ type: 'request', id: 1, request, caller })
  const failed = (failure: object): object => ({ type: 'failed', id: 1, failure })
  const response = (response: object): object => ({ type: 'response', id: 1, response })
  const usage = { instructions: 0, steps: 0, memory: 0 }
  const table: [string, unknown][] = [
    ['of no type', { id: 1 }],
    ['of an unknown type', { type: 'shout', id: 1 }],
    ['of a type that every object has', { type: 'toString', id: 1 }],
    ['without an id', { type: 'ping' }],
    ['with an id below zero', { type: 'ping', id: -1 }],
    ['with an id that is not whole', { type: 'ping', id: 0.5 }],
    [
      'with a place that is nowhere',
      { type: 'pong', id: 1, coordinates: { vector: [], height: 0, error: 0 } }
    ],
    [
      'of a caller who is nowhere',
      { type: 'request', id: 1, request: { op: 'get', key: 'k' }, caller: { ...caller, coordinates: 7 } }
    ],
    ['that asks leave for nothing', { type: 'confirm', id: 1 }],
    ['that reads no key', { type: 'read', id: 1 }],
    ['that reads an empty key', { type: 'read', id: 1, key: '' }],
    ['that reads too long a key', { type: 'read', id: 1, key: 'k'.repeat(KEY_BYTES + 1) }],
    ['that reads a key with a control character', { type: 'read', id: 1, key: 'a\nb' }],
    ['whose record is malformed', { type: 'record', id: 1, record: { context: {} } }],
    ['with a hint that is no name', { type: 'write', id: 1, key: 'k', record: record('{} '), hint: 7 }],
    [
      'with a hint that is too long',
      { type: 'write', id: 1, key: 'k', record: record('{} '), hint: 'x'.repeat(129) }
    ],
    ['without a caller', { type: 'request', id: 1, request: { op: 'get', key: 'k' } }],
    ['with an unknown request', request({ op: 'drop', key: 'k' })],
    ['of a get that is half alone', request({ op: 'get', key: 'k', alone: false })],
    ['with too long a signature', request({ op: 'put', key: 'k', code: 'x', signature: 'x'.repeat(161) })],
    [
      'of an object without a key',
      { type: 'request', id: 1, request: { op: 'get', key: 'k' }, caller: { ...caller, object: '' } }
    ],
    [
      'of a depth below zero',
      { type: 'request', id: 1, request: { op: 'get', key: 'k' }, caller: { ...caller, depth: -1 } }
    ],
    [
      'with too long a capability',
      {
        type: 'request',
        id: 1,
        request: { op: 'get', key: 'k' },
        caller: { ...caller, capability: 'x'.repeat(161) }
      }
    ],
    ['that replies nothing', { type: 'reply', id: 1, key: 'k', capability: 'x' }],
    [
      'that replies by too long a capability',
      { type: 'reply', id: 1, key: 'k', capability: 'x'.repeat(161), data: new Uint8Array(1) }
    ],
    [
      'that replies too much',
      { type: 'reply', id: 1, key: 'k', capability: 'x', data: new Uint8Array(VALUE_BYTES + 1) }
    ],
    ['with a value that is no bytes', request({ op: 'put', key: 'k', value: 'x' })],
    ['with too large a value', request({ op: 'put', key: 'k', value: new Uint8Array(VALUE_BYTES + 1) })],
    [
      'with too large an argument',
      request({ op: 'delete', key: 'k', payload: new Uint8Array(PAYLOAD_BYTES + 1) })
    ],
    ['with a malformed context', request({ op: 'delete', key: 'k', context: { a: 1 } })],
    ['with a malformed quorum', request({ op: 'put', key: 'k', quorum: { n: 0 } })],
    ['with a pin that is no hash', request({ op: 'get', key: 'k', pin: 'AB'.repeat(32) })],
    [
      'with an update that is none',
      request({ op: 'put', key: 'k', value: new Uint8Array(1), update: false })
    ],
    ['with a source that is not asked for', request({ op: 'get', key: 'k', source: false })],
    ['with an expiry that is not whole', request({ op: 'put', key: 'k', expiresAt: 0.5 })],
    ['with a failure without a code', failed({ message: '' })],
    ['with a failure that says too much', failed({ code: 'X', message: 'x'.repeat(4_097) })],
    ['with too many details', failed({ code: 'X', message: '', details: vectorOf(17) })],
    ['with details that are structures', failed({ code: 'X', message: '', details: { a: {} } })],
    ['with a response that is neither', response({ ok: 'yes' })],
    ['with a response to nothing', response({ ok: true, op: 'drop', coordinator: 'A', context: {}, usage })],
    [
      'with a response without a usage',
      response({ ok: true, op: 'get', coordinator: 'A', context: {}, replies: [] })
    ]
  ]
  for (const [what, thing] of table) {
    it(what, () => assert.throws(() => decodeMessage(encode(thing)), { code: 'MESSAGE_INVALID' }))
  }
})
