// What a get does, by what it meets: each live version answers for itself.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decodeMessage, encodeMessage, NO_USAGE, RECORD_BYTES, SIBLINGS } from '@halley/model'
import { record } from '../../model/test/words.ts'
import { getStep } from '../src/get.ts'
import type { Outcome } from '../src/invocation.ts'
import { rows } from './rows.ts'
import { scenario } from './scenario.ts'
import { timeless } from './timeless.ts'

describe('get: what is there answers', () => {
  rows([
    { it: 'nothing: no reply, and no failure', does: 'get', meets: '{}', ends: 'respond 1 ok {}' },
    {
      it: 'a passive value, without a handler',
      does: 'get',
      meets: '{a1} a1=x',
      ends: 'respond 1 ok {a1} a1=x'
    },
    {
      it: 'an active object without onGet, with its state',
      does: 'get',
      meets: '{a1} a1=x!put',
      ends: 'respond 1 ok {a1} a1=x'
    },
    { it: 'a tombstone: no reply', does: 'get', meets: '{a2} a2=†', ends: 'respond 1 ok {a2}' },
    { it: 'what has expired: no reply', does: 'get', meets: '{a1} a1=x@100', ends: 'respond 1 ok {a1}' },
    { it: 'what is about to expire', does: 'get', meets: '{a1} a1=x@101', ends: 'respond 1 ok {a1} a1=x' },
    {
      it: 'siblings, each of them',
      does: 'get',
      meets: '{a1 b1} a1=x b1=y',
      ends: 'respond 1 ok {a1 b1} a1=x b1=y'
    },
    {
      it: 'equal siblings as one',
      does: 'get',
      meets: '{a1 b1} a1=x b1=x',
      ends: 'respond 1 ok {a1 b1} b1=x'
    },
    {
      it: 'a version beside a tombstone',
      does: 'get',
      meets: '{a1 b1} a1=† b1=y',
      ends: 'respond 1 ok {a1 b1} b1=y'
    }
  ])
})

describe('get: onGet answers', () => {
  rows([
    {
      it: 'with its reply; nothing changed, so nothing is written',
      does: 'get',
      meets: '{a1} a1=x!get',
      asks: ['get x → keep reply=hello'],
      ends: 'respond 1 ok {a1} a1=hello'
    },
    {
      it: 'to the payload, with what this replica keeps',
      does: 'get where',
      meets: '{a1} a1=x!get local=7',
      asks: ['get x, payload where, local 7 → keep reply=here'],
      ends: 'respond 1 ok {a1} a1=here'
    },
    {
      it: 'null where it returned nothing',
      does: 'get',
      meets: '{a1} a1=x!get',
      asks: ['get x → keep'],
      ends: 'respond 1 ok {a1} a1=null'
    },
    {
      it: 'its failure is the answer, and what it did is undone',
      does: 'get',
      meets: '{a1} a1=x!get',
      asks: ['get x → fails STEPS_EXCEEDED'],
      ends: 'respond 1 STEPS_EXCEEDED'
    },
    {
      it: 'a change of the state is written first',
      does: 'get',
      meets: '{a1} a1=x!get/5.3.4',
      asks: ['get x → keep xx reply=hello'],
      ends: 'permit → commit 1 [xx!get/5.3.4 over a1] as 5.3.4'
    },
    {
      it: 'a change of the local state alone is written here alone, and needs no leave',
      does: 'get',
      meets: '{a1} a1=x!get',
      asks: ['get x → keep local=1 reply=hello'],
      ends: 'commit 1 [] as 3.2.2 local=1'
    },
    {
      it: 'an object that deletes itself leaves a tombstone',
      does: 'get',
      meets: '{a1} a1=x!get',
      asks: ['get x → keep deleteSelf reply=bye'],
      ends: 'permit → commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'what has expired is not asked, nor is what has no onGet',
      does: 'get',
      meets: '{a1 b1 c1} a1=x!get@99 b1=y!get c1=z',
      asks: ['get y → keep reply=me'],
      ends: 'respond 1 ok {a1 b1 c1} b1=me c1=z'
    }
  ])
})

describe('get: siblings answer one after the other', () => {
  rows([
    {
      it: 'each for itself; the second sees the local state that the first left',
      does: 'get',
      meets: '{a1 b1} a1=x!get b1=y!get local=6',
      asks: ['get x, local 6 → keep local=7 reply=one', 'get y, local 7 → keep reply=two'],
      ends: 'commit 1 [] as 3.2.2 local=7'
    },
    {
      it: 'one that fails fails the get: an answer of some would pass for all',
      does: 'get',
      meets: '{a1 b1} a1=x!get b1=y!get',
      asks: ['get x → keep local=7 reply=one', 'get y, local 7 → fails HANDLER_THREW'],
      ends: 'respond 1 HANDLER_THREW'
    },
    {
      it: 'equal ones are asked once, and replaced together',
      does: 'get',
      meets: '{a1 b1} a1=x!get b1=x!get',
      asks: ['get x → keep xx reply=hello'],
      ends: 'permit → commit 1 [xx!get over a1 b1] as 3.2.2'
    },
    {
      it: 'of several that changed, the latest alone is written: the get took effect once',
      does: 'get',
      meets: '{a1 b1} a1=x!get b1=y!get',
      asks: ['get x → keep xx', 'get y, local {} → keep yy'],
      ends: 'permit → commit 1 [yy!get over b1] as 3.2.2'
    },
    {
      it: 'also where a later one did not change',
      does: 'get',
      meets: '{a1 b1} a1=x!get b1=y!get',
      asks: ['get x → keep xx', 'get y, local {} → keep'],
      ends: 'permit → commit 1 [xx!get over a1] as 3.2.2'
    }
  ])
})

describe('get: the reply', () => {
  it('leaves when the change that it depends on is durable, under the dot of the new version', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1 b1} a1=x!get b1=y
        invoke 1 get x
      > finished 1 keep xx reply=hello
        permit 1
      > permitted 1 yes
        commit 1 [xx!get over a1] as 3.2.2
      > committed 1 {a2 b1} b1=y a2=xx!get as a2
        respond 1 ok {a2 b1} a2=hello b1=y
    `)
  })

  it('of one that changed and was not written leaves under its old dot', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1 b1} a1=x!get b1=y!get
        invoke 1 get x
      > finished 1 keep xx reply=one
        invoke 1 get y, local {}
      > finished 1 keep yy reply=two
        permit 1
      > permitted 1 yes
        commit 1 [yy!get over b1] as 3.2.2
      > committed 1 {a2 b1} a1=x!get a2=yy!get as a2
        respond 1 ok {a2 b1} a1=one a2=two
    `)
  })

  it('does not leave where the change could not be made durable', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 keep xx reply=secret
        permit 1
      > permitted 1 yes
        commit 1 [xx!get over a1] as 3.2.2
      > uncommitted 1 WRITE_QUORUM_UNMET
        respond 1 WRITE_QUORUM_UNMET
    `)
  })

  it('its context does not cover what came between the read and the commit', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 keep local=1 reply=hello
        commit 1 [] as 3.2.2 local=1
      > committed 1 {a1 b1} a1=x!get b1=unseen as
        respond 1 ok {a1} a1=hello
    `)
  })
})

describe('get: where there are too many versions', () => {
  const many = (count: number, first: string): string =>
    `{a${count}} a1=${first} ${Array.from({ length: count - 1 }, (_, at) => `a${at + 2}=v${at + 2}`).join(' ')}`

  rows([
    {
      it: 'one that changes its object is refused, and changes nothing',
      does: 'get',
      meets: many(SIBLINGS + 1, 'x!get'),
      asks: ['get x → keep xx reply=hello'],
      ends: 'respond 1 SIBLINGS_FULL'
    },
    {
      it: 'one that changes only what this replica keeps is answered',
      does: 'get',
      meets: many(SIBLINGS + 1, 'x!get'),
      asks: ['get x → keep local=1 reply=hello'],
      ends: 'commit 1 [] as 3.2.2 local=1'
    },
    {
      it: 'one that leaves fewer is let in: equal versions become one',
      does: 'get',
      meets: `${many(SIBLINGS + 1, 'x!get')} a${SIBLINGS + 2}=x!get`.replace(/^{a\d+}/, `{a${SIBLINGS + 2}}`),
      asks: ['get x → keep xx'],
      ends: `permit → commit 1 [xx!get over a1 a${SIBLINGS + 2}] as 3.2.2`
    },
    {
      it: 'as many as are allowed are not too many',
      does: 'get',
      meets: many(SIBLINGS, 'x!get'),
      asks: ['get x → keep xx'],
      ends: 'permit → commit 1 [xx!get over a1] as 3.2.2'
    }
  ])
})

describe('get: the replies of many versions', () => {
  /** A get of 40 versions, each of which has answered with so many bytes. */
  function step(replyBytes: number) {
    const object = record(`{a40} ${Array.from({ length: 40 }, (_, at) => `a${at + 1}=v${at}!get`).join(' ')}`)
    const outcome: Outcome = {
      ok: true,
      decision: 'keep',
      state: new Uint8Array(1),
      stateChanged: false,
      local: new Uint8Array(1),
      localChanged: false,
      reply: new Uint8Array(replyBytes),
      deleteSelf: false,
      handlers: ['onGet'],
      usage: NO_USAGE
    }
    const step = getStep({
      request: { op: 'get', key: 'k' },
      caller: { id: 'client' },
      record: object,
      live: object.siblings,
      local: null,
      ...timeless,
      quorum: { n: 3, r: 2, w: 2 },
      now: 100,
      seed: () => 's',
      made: new Map(),
      outcomes: Array(40).fill(outcome)
    })
    return { object, step }
  }

  const most = Math.floor(RECORD_BYTES / 40) - 128

  it('that take no more than a record together fit into one message', () => {
    const { object, step: done } = step(most)
    assert.ok(done.do === 'commit')
    const { context, replies = [] } = done.answer(object, [])
    const response = { ok: true, op: 'get', coordinator: 'A', context, usage: NO_USAGE, replies } as const
    const message = { type: 'response', id: 1, response } as const
    assert.deepEqual(decodeMessage(encodeMessage(message)), message)
  })

  it('that take more fail the get, with the counts', () => {
    const { step: done } = step(most + 1)
    assert.ok(done.do === 'fail')
    assert.equal(done.failure.code, 'VALUE_TOO_LARGE')
    assert.deepEqual(done.failure.details, { used: 40 * (most + 1 + 128), allowed: RECORD_BYTES })
  })
})

describe('get: besides another coordinator that is late', () => {
  it('is answered where nothing has to run, and declined where handlers would: the other may be at them', () => {
    scenario(`
      > arrive 1 get hedged
        read 1
      > arrive 2 get hedged
        read 2
      > arrive 3 get hedged
        read 3
      > reconciled 1 {a1} a1=x
        respond 1 ok {a1} a1=x
      > reconciled 2 {a1} a1=x!get
        respond 2 HEDGE_DECLINED
      > reconciled 3 {a1 b1} a1=x!merge b1=y!merge
        respond 3 HEDGE_DECLINED
      > size?
        0 turns
    `)
  })
})
