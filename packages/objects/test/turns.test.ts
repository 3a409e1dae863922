// Turns as traces: one at a time per object, refreshed after a change, bounded in number.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('turns of one object', () => {
  it('read at once and decide one after the other; the second sees what the first changed', () => {
    scenario(`
      > arrive 1 get
        read 1
      > arrive 2 get
        read 2
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > reconciled 2 {a1} a1=x!get
      > finished 1 keep xx reply=one
        permit 1
      > permitted 1 yes
        commit 1 [xx!get over a1] as 3.2.2
      > committed 1 {a2} a2=xx!get as a2
        respond 1 ok {a2} a2=one
        refresh 2
      > refreshed 2 {a2} a2=xx!get
        invoke 2 get xx
      > finished 2 keep reply=two
        respond 2 ok {a2} a2=two
      > size? 0
        0 turns
    `)
  })

  it('come in the order in which their reads were answered', () => {
    scenario(`
      > arrive 1 get
        read 1
      > arrive 2 get
        read 2
      > arrive 3 get
        read 3
      > reconciled 3 {a1} a1=x!get
        invoke 3 get x
      > reconciled 2 {a1} a1=x!get
      > reconciled 1 {a1} a1=x!get
      > finished 3 keep reply=three
        respond 3 ok {a1} a1=three
        invoke 2 get x
      > finished 2 keep reply=two
        respond 2 ok {a1} a1=two
        invoke 1 get x
    `)
  })

  it('need no second look where the turn before changed nothing, whether it answered or failed', () => {
    scenario(`
      > arrive 1 get
        read 1
      > arrive 2 get
        read 2
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > reconciled 2 {a1} a1=x!get
      > finished 1 fails HANDLER_THREW
        respond 1 HANDLER_THREW
        invoke 2 get x
    `)
  })

  it('look again after a commit that failed: it may be there after all', () => {
    scenario(`
      > arrive 1 put y over a1
        read 1
      > arrive 2 put z over a1
        read 2
      > reconciled 1 {a1} a1=x
        commit 1 [y over a1] as 3.2.2
      > reconciled 2 {a1} a1=x
      > uncommitted 1 WRITE_QUORUM_UNMET
        respond 1 WRITE_QUORUM_UNMET
        refresh 2
      > refreshed 2 {a2} a2=y
        commit 2 [z] as 3.2.2
    `)
  })

  it('see the local state that the turn before left', () => {
    scenario(`
      > arrive 1 get
        read 1
      > arrive 2 get
        read 2
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > reconciled 2 {a1} a1=x!get
      > finished 1 keep local=1
        commit 1 [] as 3.2.2 local=1
      > committed 1 {a1} a1=x!get as
        respond 1 ok {a1} a1=null
        refresh 2
      > refreshed 2 {a1} a1=x!get local=1
        invoke 2 get x, local 1
    `)
  })

  it('keep what a quorum told them where the own copy is behind', () => {
    scenario(`
      > arrive 1 put y over a1
        read 1
      > arrive 2 get
        read 2
      > reconciled 1 {a1 b1} a1=x b1=w!get
        commit 1 [y over a1] as 3.2.2
      > reconciled 2 {a1 b1} a1=x b1=w!get
      > committed 1 {a2 b1} b1=w!get a2=y as a2
        respond 1 ok {a2} wrote a2
        refresh 2
      > refreshed 2 {a2} a2=y
        invoke 2 get w
      > finished 2 keep reply=hi
        respond 2 ok {a2 b1} b1=hi a2=y
    `)
  })

  it('where the own copy cannot be read again the turn fails, and the next one has its go', () => {
    scenario(`
      > arrive 1 put y
        read 1
      > arrive 2 put z
        read 2
      > arrive 3 put w
        read 3
      > reconciled 1 {}
        commit 1 [y#new] as 3.2.2
      > reconciled 2 {}
      > reconciled 3 {}
      > committed 1 {a1} a1=y as a1
        respond 1 ok {a1} wrote a1
        refresh 2
      > unread 2 STORAGE_FAILED
        respond 2 STORAGE_FAILED
        refresh 3
    `)
  })

  it('a plain get passes the line: it reads and answers', () => {
    scenario(`
      > arrive 1 put y over a1
        read 1
      > reconciled 1 {a1} a1=x
        commit 1 [y over a1] as 3.2.2
      > arrive 2 get
        read 2
      > reconciled 2 {a1} a1=x
        respond 2 ok {a1} a1=x
    `)
  })

  it('of another object is nothing to them', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > arrive 2 get of l
        read 2
      > reconciled 2 {b1} b1=y!get
        invoke 2 get y
    `)
  })
})

describe('turns: too many', () => {
  it('for one object: the next is told, and let in once there is room', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > arrive 2 get
        read 2
      > arrive 3 get
        respond 3 BUSY
      > arrive 4 get of l
        read 4
      > unread 1 NO_REPLICA
        respond 1 NO_REPLICA
      > arrive 5 get
        read 5
    `,
      { mailboxEvents: 2 }
    )
  })

  it('for one node', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > arrive 2 get of l
        respond 2 BUSY
      > unread 1 NO_REPLICA
        respond 1 NO_REPLICA
      > arrive 3 get of l
        read 3
    `,
      { turns: 1 }
    )
  })
})

describe('turns: answers that nobody waits for', () => {
  it('are nothing, whatever they say', () => {
    scenario(`
      > arrive 1 put y!put
        read 1
      > finished 1 accept y
      > committed 1 {a1} a1=y as a1
      > uncommitted 1 WRITE_QUORUM_UNMET
      > refreshed 1 {a1} a1=y
      > reconciled 1 {}
        invoke 1 put y
      > reconciled 1 {a1} a1=other
      > unread 1 READ_QUORUM_UNMET
      > refreshed 1 {a1} a1=y
      > finished 1 refuse
        respond 1 REFUSED
      > finished 1 accept y
      > unread 1 READ_QUORUM_UNMET
      > unread 7 READ_QUORUM_UNMET
    `)
  })
})
