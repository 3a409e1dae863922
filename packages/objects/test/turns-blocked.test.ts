// Turns that may not go on, as traces: the client has seen more than anybody in reach, or waits no more.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('turns: a client that has seen more than the quorum', () => {
  it('everybody is asked once; what they know is enough', () => {
    scenario(`
      > arrive 1 put y over b1
        read 1
      > reconciled 1 {a1} a1=x
        read 1 everyone
      > reconciled 1 {a1 b1} b1=w
        commit 1 [y over b1] as 3.2.2
    `)
  })

  it('or it is not: the put fails and nothing is written', () => {
    scenario(`
      > arrive 1 put y over b1
        read 1
      > reconciled 1 {a1} a1=x
        read 1 everyone
      > reconciled 1 {a1} a1=x
        respond 1 CONTEXT_AHEAD
      > size? 0
        0 turns
    `)
  })

  it('a delete likewise: it would answer for what it did not delete', () => {
    scenario(`
      > arrive 1 delete over b1
        read 1
      > reconciled 1 {}
        read 1 everyone
      > unread 1 READ_QUORUM_UNMET
        respond 1 READ_QUORUM_UNMET
    `)
  })

  it('a counter that nobody has issued is none: it never gets into a record', () => {
    scenario(`
      > arrive 1 put y over a9007199254740991
        read 1
      > reconciled 1 {a1} a1=x
        read 1 everyone
      > reconciled 1 {a1} a1=x
        respond 1 CONTEXT_AHEAD
    `)
  })

  it('the turn does not hold up others meanwhile', () => {
    scenario(`
      > arrive 1 put y over b1
        read 1
      > reconciled 1 {a1} a1=x!update
        read 1 everyone
      > arrive 2 put z
        read 2
      > reconciled 2 {a1} a1=x!update
        invoke 2 update x, incoming z
    `)
  })
})

describe('turns: leave to supersede what the client has not named', () => {
  it('is asked for once everything is decided, just before it is written', () => {
    scenario(`
      > arrive 1 delete
        read 1
      > reconciled 1 {a1} a1=x!delete
        invoke 1 delete x
      > finished 1 accept
        permit 1
      > permitted 1 yes
        commit 1 [† over a1] as 3.2.2
      > committed 1 {a2} a2=† as a2
        respond 1 ok {a2} wrote a2
    `)
  })

  it('is refused where nobody waits any more: nothing is written, and the next turn sees the object unchanged', () => {
    scenario(`
      > arrive 1 delete
        read 1
      > arrive 2 get
        read 2
      > reconciled 1 {a1} a1=x!get
        permit 1
      > reconciled 2 {a1} a1=x!get
      > permitted 1 no
        respond 1 TIMEOUT
        invoke 2 get x
    `)
  })

  it('that comes twice, or to a turn that did not ask, is nothing', () => {
    scenario(`
      > arrive 1 put y over a1
        read 1
      > permitted 1 yes
      > reconciled 1 {a1} a1=x
        commit 1 [y over a1] as 3.2.2
      > permitted 1 no
      > permitted 9 yes
      > committed 1 {a2} a2=y as a2
        respond 1 ok {a2} wrote a2
    `)
  })
})
