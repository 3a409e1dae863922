// What replication counts, mechanism by mechanism, as traces of node A.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REPLICATION_DEFAULTS } from '../src/options.ts'
import { Replication } from '../src/replication.ts'
import { scenario } from './scenario.ts'

describe('counts: hints', () => {
  it('kept once, and delivered', () => {
    scenario(`
      > down C
      > from B write 7 k {b1} b1=x for C
        load k
      > loaded k {}
        store 0: k {b1} b1=x hints C
      > written 0
        to B: stored 7
      > from B write 8 k {b1} b1=x for C
        load k
      > loaded k {b1} b1=x
        store 1: k hints C
      > written 1
        to B: stored 8
      > counts?
        1 hintsKept
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > from C failed 1
      > at 10000
        load k
      > loaded k {b1} b1=x
        to C: write 2 k {b1} b1=x
      > from C stored 2
        load k
      > counts?
        1 hintsKept, 1 hintsDelivered, 1 handoffsFailed
    `)
  })

  it('rehomed', () => {
    scenario(`
      > down C
      > hinted C k
      > at 10000
        locate k
      > located k BADE
        load k
      > loaded k {b1} b1=x
        to B: write 1 k {b1} b1=x
        to D: write 2 k {b1} b1=x
      > from B stored 1
      > from D stored 2
        load k
      > counts?
        1 hintsRehomed
    `)
  })

  it('refused by a cap', () => {
    scenario(
      `
      > down C
      > hinted C k
      > from B write 7 l {b1} b1=x for C
        to B: failed 7 BUSY
      > counts?
        1 hintsRefused
    `,
      { hintsAtMost: 1 }
    )
  })
})

describe('counts: reads, writes and the way to them', () => {
  it('a fallback that stands in, and a home that is owed its copy', () => {
    scenario(`
      > down B
      > down C
      > write 1 k x on {}
        locate k
      > located k ABCD
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to D: write 1 k {a1} a1=x for B
      > from D stored 1
        committed 1: {a1} a1=x as [a1]
        load k
      > counts?
        1 standIns, 1 copiesOwed
    `)
  })

  it('a coordinator that stands in itself', () => {
    scenario(`
      > down B
      > write 1 k x on {}
        locate k
      > located k BCDA
        load k
      > loaded k {}
        store 0: k {a1} a1=x hints B
      > counts?
        1 standIns
    `)
  })

  it('quorums that were not met, nodes that were silent', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k ABC
        to B: read 1 k
        to C: read 2 k
      > loaded k {}
      > at 1000
        unread 1: READ_QUORUM_UNMET need 2 got 1
        silent B
        silent C
      > counts?
        1 readQuorumsUnmet, 2 questionsLapsed
      > write 2 k x on {}
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to B: write 3 k {a1} a1=x
        to C: write 4 k {a1} a1=x
      > from B failed 3
      > from C failed 4
        uncommitted 2: WRITE_QUORUM_UNMET need 2 got 1
        load k
      > counts?
        1 readQuorumsUnmet, 1 writeQuorumsUnmet, 2 copiesOwed, 2 questionsLapsed
    `)
  })

  it('a read of which the homes knew nothing', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k ABCDE
        to B: read 1 k
        to C: read 2 k
      > loaded k {}
      > from B record 1 {}
        to D: read 3 k
        to E: read 4 k
      > from C record 2 {}
      > from D record 3 {}
      > from E record 4 {}
        reconciled 1: {} as 3.2.2
      > counts?
        1 readsWidened
    `)
  })

  it('repairs of what a read found to be behind', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k ABC
        to B: read 1 k
        to C: read 2 k
      > loaded k {b1} b1=x
      > from B record 1 {b1} b1=x
        reconciled 1: {b1} b1=x as 3.2.2
      > from C record 2 {}
        to C: write 3 k {b1} b1=x
      > counts?
        1 readRepairs
    `)
  })

  it('requests that went from one coordinator to the next, and why', () => {
    scenario(`
      > request 1 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > lost B
        to C: request 2 put k
      > from C response 2 STORAGE_FAILED
        coordinate 1: put k
      > counts?
        2 handedOver, 1 movedOnSilence, 1 movedOnRefusal
    `)
  })

  it('writes and reads that the disk refused', () => {
    scenario(`
      > from B write 7 k {b1} b1=x
        load k
      > unloaded k
        to B: failed 7 STORAGE_FAILED
      > from B write 8 k {b1} b1=x
        load k
      > loaded k {}
        store 0: k {b1} b1=x
      > unwritten 0
        to B: failed 8 STORAGE_FAILED
      > counts?
        1 loadsRefused, 1 storesRefused
    `)
  })
})

describe('hints, as operators see them', () => {
  it('the homes with the most copies first, how old, when next; not all of very many', () => {
    const options = { ...REPLICATION_DEFAULTS, handoffRetryMs: 10_000 }
    const emitted: string[] = []
    const core = new Replication({
      ...{ self: 'A', actor: 'aaaaaaaaaaaaaaaa', epoch: 0, attendance: undefined, boot: 0 },
      options,
      emit: ({ type }) => emitted.push(type)
    })
    const { hintsAtMost: copies, hintsOfOneHomeAtMost: copiesOfOneHome } = options
    assert.deepEqual(core.hints, { copies: 0, homes: 0, allowed: { copies, copiesOfOneHome }, kept: [] })
    core.down('B', 0)
    core.hinted('B', 'k', 1_000)
    core.hinted('C', 'k', 3_000)
    core.hinted('C', 'l', 4_000)
    core.up('D', 5_000)
    emitted.length = 0
    assert.deepEqual(core.hints.kept, [
      { home: 'C', copies: 2, sending: 0, up: true, oldestMs: 2_000, nextTryMs: 8_000 },
      { home: 'B', copies: 1, sending: 0, up: false, oldestMs: 4_000, nextTryMs: 6_000 }
    ])
    assert.deepEqual(emitted, [], 'looking changes nothing')
    for (let home = 0; home < 200; home++) core.hinted(`home ${home}`, 'k', 5_000)
    const { homes, kept, copies: all } = core.hints
    assert.deepEqual([homes, kept.length, all], [202, 100, 203])
  })
})
