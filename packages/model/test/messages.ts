// One message of each kind and form, for the tests of the codec.
import type { Member } from '../src/member.ts'
import type { Message } from '../src/message.ts'
import { encodeValue } from '../src/value.ts'
import { dot, record, sourceOf, vector } from './words.ts'

const caller = { id: '12D3KooWNode', address: '10.0.0.1' }
const coordinates = { vector: [12.5, -3, 0.015625], height: 7, error: 0.125 }
const value = encodeValue({ text: 'x' })
const answered = {
  ok: true,
  coordinator: 'A',
  context: vector('a2 b1'),
  usage: { instructions: 16, steps: 900, memory: 4_096 }
} as const

const MEMBER: Member = {
  id: '12D3KooWNode',
  status: 'joined',
  stamp: 3,
  weight: 2,
  zone: 'room-1',
  addresses: ['/ip4/10.0.0.1/tcp/4001/p2p/12D3KooWNode']
}
const LEFT: Member = { id: 'B', status: 'left', stamp: 2 ** 40, weight: 1_000, addresses: [] }

export const MESSAGES: readonly (readonly [string, Message])[] = [
  [
    'a get from somewhere',
    { type: 'request', id: 1, request: { op: 'get', key: 'k' }, caller: { ...caller, coordinates } }
  ],
  ['a get', { type: 'request', id: 1, request: { op: 'get', key: 'k' }, caller }],
  [
    'a get with a payload',
    { type: 'request', id: 2, request: { op: 'get', key: 'k', payload: value }, caller }
  ],
  [
    'a pinned get',
    { type: 'request', id: 2, request: { op: 'get', key: 'k', pin: 'ab'.repeat(32) }, caller }
  ],
  [
    'a pinned put',
    { type: 'request', id: 2, request: { op: 'put', key: 'k', value, pin: 'ab'.repeat(32) }, caller }
  ],
  [
    'a put over an object that is there',
    { type: 'request', id: 2, request: { op: 'put', key: 'k', value, update: true }, caller }
  ],
  [
    'a get besides another',
    { type: 'request', id: 2, request: { op: 'get', key: 'k', hedged: true }, caller }
  ],
  [
    'a question for the source',
    { type: 'request', id: 2, request: { op: 'get', key: 'k', source: true }, caller }
  ],
  [
    'a put with everything',
    {
      type: 'request',
      id: 3,
      request: {
        op: 'put',
        key: 'schlüssel',
        code: sourceOf('get.update'),
        value,
        context: vector('a1'),
        quorum: { n: 5, r: 3, w: 3 },
        expiresAt: 1_900_000_000_000
      },
      caller: { id: 'A' }
    }
  ],
  [
    'a get of a handler, from a replica alone',
    {
      ...{ type: 'request', id: 2, request: { op: 'get', key: 'k', alone: true } },
      caller: { id: 'A', object: 'k', depth: 8 }
    }
  ],
  [
    'a get that can be answered later',
    {
      ...{ type: 'request', id: 2, request: { op: 'get', key: 'k' } },
      caller: { id: 'A', capability: `${'0'.repeat(32)}.A` }
    }
  ],
  [
    'a put of signed code',
    {
      ...{ type: 'request', id: 3 },
      ...{ request: { op: 'put', key: 'k', code: sourceOf('get'), signature: 'x'.repeat(130) }, caller }
    }
  ],
  [
    'what a get found that says nothing yet',
    {
      ...{ type: 'response', id: 6 },
      response: { ...answered, op: 'get', replies: [{ value, dot: dot('a2'), silent: true }] }
    }
  ],
  [
    'that a signature is nobody’s',
    { type: 'response', id: 8, response: { ...answered, op: 'put', dots: [], signed: false } }
  ],
  ['a reply', { type: 'reply', id: 5, key: 'k', capability: `${'0'.repeat(32)}.A`, data: value }],
  [
    'a delete',
    { type: 'request', id: 4, request: { op: 'delete', key: 'k', context: vector('b1') }, caller }
  ],
  [
    'a delete with an argument',
    { type: 'request', id: 4, request: { op: 'delete', key: 'k', payload: value }, caller }
  ],
  ['an inspection', { type: 'request', id: 5, request: { op: 'inspect', key: 'k' }, caller }],
  [
    'what a get found',
    { type: 'response', id: 6, response: { ...answered, op: 'get', replies: [{ value, dot: dot('a2') }] } }
  ],
  [
    'that a get found nothing',
    { type: 'response', id: 7, response: { ...answered, op: 'get', replies: [] } }
  ],
  ['what a put wrote', { type: 'response', id: 8, response: { ...answered, op: 'put', dots: [dot('a2')] } }],
  ['what a delete wrote', { type: 'response', id: 9, response: { ...answered, op: 'delete', dots: [] } }],
  [
    'what an inspection found',
    {
      type: 'response',
      id: 10,
      response: {
        ...answered,
        op: 'inspect',
        versions: [
          { dot: dot('b1'), kind: 'tombstone', handlers: [], stateBytes: 0, writtenAt: 7 },
          {
            dot: dot('a2'),
            kind: 'value',
            codeHash: 'ab'.repeat(32),
            owner: 'A',
            handlers: ['onGet'],
            stateBytes: 12,
            writtenAt: 8,
            expiresAt: 9
          }
        ],
        replicas: [
          { node: 'A', role: 'home', versions: [dot('a2'), dot('b1')] },
          { node: 'D', role: 'fallback' }
        ],
        quorum: { n: 3, r: 2, w: 2 },
        spent: {
          cpuMicros: { spent: 70, allowed: 500_000, penalty: 2, waitMs: 0 },
          bytes: { spent: 9, allowed: 10, penalty: 1, waitMs: 40 },
          ownerCpuMicros: { spent: 8, allowed: 9, penalty: 1, waitMs: 0 },
          ownerBytes: { spent: 0, allowed: 9, penalty: 2, waitMs: 3 },
          operations: { left: 3, allowed: 20 },
          ownerOperations: { left: 9, allowed: 2_000 },
          storage: { objectBytes: 300, ownerBytes: 4_000, allowed: 10_000 }
        }
      }
    }
  ],
  [
    'a failure with its counts',
    {
      type: 'response',
      id: 11,
      response: {
        ok: false,
        failure: { code: 'READ_QUORUM_UNMET', message: 'too few', details: { need: 2, why: 'x' } }
      }
    }
  ],
  ['a question for leave', { type: 'confirm', id: 19, request: 3 }],
  ['leave', { type: 'confirmed', id: 19 }],
  ['a read', { type: 'read', id: 12, key: 'k' }],
  ['a record', { type: 'record', id: 13, record: record('{a2 b1} a2=x!get/3.2.2 b1=†') }],
  ['an empty record', { type: 'record', id: 14, record: record('{} ') }],
  ['a write', { type: 'write', id: 15, key: 'k', record: record('{a1} a1=x@500') }],
  ['a write with a hint', { type: 'write', id: 16, key: 'k', record: record('{a1} a1=x'), hint: 'C' }],
  ['that a copy is stored', { type: 'stored', id: 17 }],
  [
    'that a copy is not',
    { type: 'failed', id: 18, failure: { code: 'STORAGE_FAILED', message: 'the disk is full' } }
  ],
  ['a ping', { type: 'ping', id: 0 }],
  ['a pong', { type: 'pong', id: Number.MAX_SAFE_INTEGER }],
  ['a pong with coordinates', { type: 'pong', id: 1, coordinates }],
  ['gossip', { type: 'gossip', id: 20, partitions: 4_096, digest: new Uint8Array(512).fill(7) }],
  [
    'what gossip is answered',
    { type: 'gossiped', id: 20, partitions: 16, digest: new Uint8Array(512), members: [MEMBER, LEFT] }
  ],
  [
    'that there is nothing new',
    { type: 'gossiped', id: 20, partitions: 1, digest: new Uint8Array(512), members: [] }
  ],
  [
    'a comparison',
    { type: 'compare', id: 22, n: 3, regions: [1, 0b1_0110], sums: new Uint8Array(24).fill(9) }
  ],
  ['sums', { type: 'sums', id: 22, parts: [new Uint8Array(0), new Uint8Array(192).fill(3)] }],
  ['a question for a list', { type: 'list', id: 23, n: 20, regions: [2 ** 21 - 1] }],
  ['a question for the rest of a list', { type: 'list', id: 24, n: 1, regions: [1], after: 'k' }],
  [
    'a listing',
    { type: 'listing', id: 24, keys: ['k', 'ä'], digests: new Uint8Array(16).fill(5), more: true }
  ],
  ['a question for versions', { type: 'versions', id: 25, n: 3, key: 'k' }],
  [
    'versions',
    {
      type: 'known',
      id: 25,
      home: true,
      since: 1_900_000_000_000,
      context: vector('a2 b1'),
      dots: [dot('a2')]
    }
  ],
  ['a lease', { type: 'lease', id: 26, key: 'k', forMs: 1_800_000, bytes: 2_048 }],
  ['a lease of somebody who has a copy', { type: 'leased', id: 26, digest: new Uint8Array(8).fill(7) }],
  ['a lease of somebody who has none', { type: 'leased', id: 26, digest: new Uint8Array(0) }],
  ['members', { type: 'members', id: 21, partitions: 65_536, members: [MEMBER] }]
]
