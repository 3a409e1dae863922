// What a put does where there are several versions, and how many it may leave behind.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CODE_BYTES,
  type ObjectRecord,
  type PutRequest,
  SIBLINGS,
  SIBLINGS_BYTES,
  sha256,
  VALUE_BYTES
} from '@halley/model'
import { actor, life, vector } from '../../model/test/words.ts'
import { putStep } from '../src/put.ts'
import { rows } from './rows.ts'
import { timeless } from './timeless.ts'

describe('put over siblings: each decides for itself', () => {
  rows([
    {
      it: 'all accept: one version is left',
      does: 'put z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → accept z'],
      ends: 'permit → commit 1 [z over a1 b1] as 3.2.2'
    },
    {
      it: 'one accepts, one keeps: the new version stands beside the keeper',
      does: 'put z over a1 b1',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → keep'],
      ends: 'commit 1 [z over a1] as 3.2.2'
    },
    {
      it: 'all keep: nothing is written, also beside a passive sibling',
      does: 'put z over a1 b1',
      meets: '{a1 b1} a1=x!update b1=y',
      asks: ['update x, incoming z → keep'],
      ends: 'respond 1 ok {a1 b1} wrote nothing'
    },
    {
      it: 'one refuses: nothing happens, whatever the others said',
      does: 'put z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → refuse'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'equal versions are asked once, and superseded together',
      does: 'put z',
      meets: '{a1 b1} a1=x!update b1=x!update',
      asks: ['update x, incoming z → accept z'],
      ends: 'permit → commit 1 [z over a1 b1] as 3.2.2'
    },
    {
      it: 'of several keepers that changed, the latest alone is written: the put took effect once',
      does: 'put z',
      meets: '{a1 b1 c1} a1=x!update b1=y!update c1=w!update',
      asks: [
        'update x, incoming z → keep xx',
        'update y, incoming z, local {} → keep yy',
        'update w, incoming z, local {} → keep'
      ],
      ends: 'permit → commit 1 [yy!update over b1] as 3.2.2'
    },
    {
      it: 'also where the latest of them deletes itself',
      does: 'put z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → keep xx', 'update y, incoming z, local {} → keep deleteSelf'],
      ends: 'permit → commit 1 [† over b1] as 3.2.2'
    },
    {
      it: 'a keeper that changed is written beside the new version',
      does: 'put z',
      meets: '{a1 b1} a1=x!update b1=y!update',
      asks: ['update x, incoming z → accept z', 'update y, incoming z, local {} → keep yy'],
      ends: 'permit → commit 1 [yy!update over b1, z over a1] as 3.2.2'
    }
  ])
})

describe('put: the number of siblings is bounded', () => {
  const siblings = (count: number, first = 'v1'): string =>
    `{a${count}} ${[first, ...Array.from({ length: count - 1 }, (_, at) => `v${at + 2}`)].map((value, at) => `a${at + 1}=${value}`).join(' ')}`

  rows([
    {
      it: 'a blind put that would make one too many is refused',
      does: 'put x',
      meets: siblings(SIBLINGS),
      ends: 'respond 1 SIBLINGS_FULL'
    },
    {
      it: 'the last one that fits is let in',
      does: 'put x',
      meets: siblings(SIBLINGS - 1),
      ends: 'commit 1 [x] as 3.2.2'
    },
    {
      it: 'a put that reconciles is never refused',
      does: `put x over a${SIBLINGS + 4}`,
      meets: siblings(SIBLINGS + 4),
      ends: `commit 1 [x over ${Array.from({ length: SIBLINGS + 4 }, (_, at) => `a${at + 1}`)
        .sort()
        .join(' ')}] as 3.2.2`
    },
    {
      it: 'one that leaves as many as there were, and that is too many, is refused',
      does: 'put x over a1',
      meets: siblings(SIBLINGS + 1),
      ends: 'respond 1 SIBLINGS_FULL'
    },
    {
      it: 'one that leaves fewer is let in, though there still are too many',
      does: 'put x over a2',
      meets: siblings(SIBLINGS + 2),
      ends: 'commit 1 [x over a1 a2] as 3.2.2'
    },
    {
      it: 'one that leaves as many as are allowed is let in',
      does: 'put x over a1',
      meets: siblings(SIBLINGS),
      ends: 'commit 1 [x over a1] as 3.2.2'
    },
    {
      it: 'an object that keeps itself, changed, is refused where there are too many',
      does: 'put x',
      meets: siblings(SIBLINGS + 1, 'v1!update'),
      asks: ['update v1, incoming x → keep xx'],
      ends: 'respond 1 SIBLINGS_FULL'
    },
    {
      it: 'an object that keeps itself adds nothing, so it is not refused',
      does: 'put x',
      meets: siblings(SIBLINGS + 1, 'v1!update'),
      asks: ['update v1, incoming x → keep'],
      ends: 'respond 1 ok {} wrote nothing'
    }
  ])
})

describe('put: the bytes of siblings are bounded', () => {
  /** So many versions, each as large as it may be. */
  function large(count: number): ObjectRecord {
    const source = 'x'.repeat(CODE_BYTES)
    const code = { source, hash: sha256(source), handlers: [] }
    const siblings = Array.from({ length: count }, (_, at) => ({
      dot: { actor: actor('a'), counter: at + 1 },
      kind: 'value' as const,
      code,
      state: new Uint8Array(VALUE_BYTES).fill(at),
      born: life('0'),
      writtenAt: 0
    }))
    return { context: { [actor('a')]: count }, siblings }
  }

  function step(record: ObjectRecord, request: Omit<PutRequest, 'op' | 'key'>) {
    return putStep({
      request: { op: 'put', key: 'k', ...request },
      caller: { id: 'client' },
      record,
      live: record.siblings,
      local: null,
      ...timeless,
      quorum: { n: 3, r: 2, w: 2 },
      now: 100,
      seed: () => 's',
      made: new Map(),
      outcomes: []
    })
  }

  const value = new Uint8Array(VALUE_BYTES)

  it('a blind put that would make it too much is refused, with the counts', () => {
    const refused = step(large(4), { value })
    assert.ok(refused.do === 'fail')
    assert.equal(refused.failure.code, 'SIBLINGS_FULL')
    assert.equal(refused.failure.details?.allowed, SIBLINGS_BYTES)
    assert.ok(Number(refused.failure.details?.used) > SIBLINGS_BYTES)
  })

  it('one that fits is let in', () => assert.equal(step(large(3), { value }).do, 'commit'))

  it('one that reconciles all is let in, however much there was', () => {
    assert.equal(step(large(12), { value, context: vector('a12') }).do, 'commit')
  })

  it('one that leaves less than there was is let in', () => {
    assert.equal(step(large(12), { value, context: vector('a1') }).do, 'commit')
  })
})

describe('put: the quorum of what it replaces', () => {
  rows([
    {
      it: 'is the new version’s too',
      does: 'put y over a1',
      meets: '{a1} a1=x/5.3.4',
      ends: 'commit 1 [y/5.3.4 over a1] as 5.3.4'
    },
    {
      it: 'unless the put names its own',
      does: 'put y/1.1.1 over a1',
      meets: '{a1} a1=x/5.3.4',
      ends: 'commit 1 [y/1.1.1 over a1] as 1.1.1'
    },
    {
      it: 'also where the object decides',
      does: 'put y',
      meets: '{a1} a1=x!update/5.3.4',
      asks: ['update x, incoming y → accept y'],
      ends: 'permit → commit 1 [y/5.3.4 over a1] as 5.3.4'
    },
    {
      it: 'stays where the object keeps itself, changed',
      does: 'put y/1.1.1',
      meets: '{a1} a1=x!update/5.3.4',
      asks: ['update x, incoming y → keep xy'],
      ends: 'permit → commit 1 [xy!update/5.3.4 over a1] as 5.3.4'
    }
  ])
})
