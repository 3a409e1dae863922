// What a delete does, by what it meets: each version that it is about may veto, then one tombstone supersedes them.
import { describe, it } from 'node:test'
import { rows } from './rows.ts'
import { scenario } from './scenario.ts'

describe('delete', () => {
  rows([
    { it: 'of nothing writes nothing', does: 'delete', meets: '{}', ends: 'respond 1 ok {} wrote nothing' },
    {
      it: 'of what is deleted writes nothing',
      does: 'delete',
      meets: '{a1} a1=†',
      ends: 'respond 1 ok {a1} wrote nothing'
    },
    {
      it: 'of what has expired writes nothing',
      does: 'delete',
      meets: '{a1} a1=x@99',
      ends: 'respond 1 ok {a1} wrote nothing'
    },
    {
      it: 'without a context is of all that is there, and needs leave',
      does: 'delete',
      meets: '{a1 b1} a1=x b1=y',
      ends: 'permit → commit 1 [† over a1 b1] as 3.2.2'
    },
    {
      it: 'with a context that covers all needs none',
      does: 'delete over a1',
      meets: '{a1} a1=x',
      ends: 'commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'with a context is of what that covers',
      does: 'delete over a1',
      meets: '{a1 b1} a1=x b1=y',
      ends: 'commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'with a context that covers nothing of what is there is a conflict',
      does: 'delete over a1',
      meets: '{a2} a2=x',
      ends: 'respond 1 CONFLICT'
    },
    {
      it: 'with a context of what is gone writes nothing',
      does: 'delete over a1',
      meets: '{a2} a2=†',
      ends: 'respond 1 ok {a1} wrote nothing'
    },
    {
      it: 'keeps the quorum of what it deletes: the tombstone has to reach the same nodes',
      does: 'delete over a1',
      meets: '{a1} a1=x/5.3.4',
      ends: 'commit 1 [†/5.3.4 over a1] as 5.3.4'
    },
    {
      it: 'takes equal versions together',
      does: 'delete',
      meets: '{a1 b1} a1=x b1=x',
      ends: 'permit → commit 1 [† over a1 b1] as 3.2.2'
    }
  ])
})

describe('delete: the object may veto', () => {
  rows([
    {
      it: 'and does not',
      does: 'delete over a1',
      meets: '{a1} a1=x!delete',
      asks: ['delete x → accept'],
      ends: 'commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'and does: nothing changes',
      does: 'delete over a1',
      meets: '{a1} a1=x!delete',
      asks: ['delete x → refuse local=7'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'a failure is no yes',
      does: 'delete over a1',
      meets: '{a1} a1=x!delete',
      asks: ['delete x → fails HANDLER_THREW'],
      ends: 'respond 1 HANDLER_THREW'
    },
    {
      it: 'each for itself; one veto is enough',
      does: 'delete',
      meets: '{a1 b1} a1=x!delete b1=y!delete',
      asks: ['delete x → accept', 'delete y, local {} → refuse'],
      ends: 'respond 1 REFUSED'
    },
    {
      it: 'one that the context does not cover is not asked',
      does: 'delete over a1',
      meets: '{a1 b1} a1=x!delete b1=y!delete',
      asks: ['delete x → accept'],
      ends: 'commit 1 [† over a1] as 3.2.2'
    },
    {
      it: 'equal ones are asked once',
      does: 'delete',
      meets: '{a1 b1} a1=x!delete b1=x!delete',
      asks: ['delete x → accept'],
      ends: 'permit → commit 1 [† over a1 b1] as 3.2.2'
    }
  ])
})

describe('delete: its answer', () => {
  it('is a context that covers the tombstone', () => {
    scenario(`
      > arrive 1 delete over a1
        read 1
      > reconciled 1 {a1} a1=x
        commit 1 [† over a1] as 3.2.2
      > committed 1 {a2} a2=† as a2
        respond 1 ok {a2} wrote a2
    `)
  })

  it('but nothing that came between the read and the commit', () => {
    scenario(`
      > arrive 1 delete over a1
        read 1
      > reconciled 1 {a1} a1=x
        commit 1 [† over a1] as 3.2.2
      > committed 1 {a3} a2=unseen a3=† as a3
        respond 1 ok {a1} wrote a3
    `)
  })
})
