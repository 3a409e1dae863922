// Handlers that wait for what they asked of the network: as traces.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('a handler that waits', () => {
  it('keeps the gate closed, and goes on when everything is answered', () => {
    scenario(`
      > arrive 1 get
        read 1
      > arrive 2 get
        read 2
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > reconciled 2 {a1} a1=x!get
      > finished 1 calls lookup get@B,C
        permit 1
      > permitted 1 yes
        call 1 #1 lookup k
        call 1 #2 get k@B,C
      > called 1 #2 two
      > called 1 #1 one
        resume 1 #1=one #2=two
      > finished 1 calls lookup
        call 1 #3 lookup k
      > called 1 #3 three
        resume 1 #3=three
      > finished 1 keep reply=r
        respond 1 ok {a1} a1=r
        invoke 2 get x
    `)
  })

  it('commits what it changed when it has come to its end, and nothing where it fails after its calls', () => {
    scenario(`
      > arrive 1 put y over a1
        read 1
      > reconciled 1 {a1} a1=x!update
        invoke 1 update x, incoming y
      > finished 1 calls lookup
        call 1 #1 lookup k
      > called 1 #1 one
        resume 1 #1=one
      > finished 1 accept y
        commit 1 [y over a1] as 3.2.2
      > committed 1 {a2} a2=y as a2
        respond 1 ok {a2} wrote a2
      > arrive 2 get
        read 2
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 2 calls lookup
        call 2 #1 lookup k
      > called 2 #1 fails NO_REPLICA
        resume 2 #1!NO_REPLICA
      > finished 2 fails HANDLER_THREW
        respond 2 HANDLER_THREW
      > size? 0
        0 turns
    `)
  })

  it('is answered once by each call: a second answer, and one that comes late, are nothing', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls lookup lookup
        call 1 #1 lookup k
        call 1 #2 lookup k
      > called 1 #1 one
      > called 1 #1 again
      > called 1 #7 unknown
      > called 1 #2 two
        resume 1 #1=one #2=two
      > called 1 #2 late
      > finished 1 keep reply=r
        respond 1 ok {a1} a1=r
      > called 1 #2 later
    `)
  })

  it('gets TIMEOUT for what is open after chainMs, may end then, and is given up when it calls again', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls lookup lookup
        call 1 #1 lookup k
        call 1 #2 lookup k
      > called 1 #1 one
      > at 2099
      > tick
      > at 2100
      > tick
        resume 1 #1=one #2!TIMEOUT
      > called 1 #2 late
      > finished 1 keep reply=anyway
        respond 1 ok {a1} a1=anyway
      > arrive 2 get
        read 2
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 2 calls lookup
        call 2 #1 lookup k
      > at 4100
      > tick
        resume 2 #1!TIMEOUT
      > finished 2 calls lookup
        drop 2
        respond 2 CHAIN_TIMEOUT
    `,
      { chainMs: 2_000 }
    )
  })

  it('is not let in beyond the chains that a node keeps', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > arrive 2 get of l
        read 2
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 1 calls lookup
        call 1 #1 lookup k
      > finished 2 calls lookup:l
        drop 2
        respond 2 BUSY
    `,
      { chains: 1 }
    )
  })
})

describe('a handler that asks others', () => {
  it('needs leave once, which holds for what it writes in the end', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls get@B
        permit 1
      > permitted 1 yes
        call 1 #1 get k@B
      > called 1 #1 one
        resume 1 #1=one
      > finished 1 calls get@C
        call 1 #2 get k@C
      > called 1 #2 two
        resume 1 #2=two
      > finished 1 keep z reply=r
        commit 1 [z!get over a1] as 3.2.2
      > committed 1 {a2} a2=z!get as a2
        respond 1 ok {a2} a2=r
    `)
  })

  it('asks nobody, and lets the next event in, where it is refused leave, or gets it too late', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > arrive 2 get
        read 2
      > reconciled 2 {a1} a1=x!get
      > finished 1 calls get@B
        permit 1
      > permitted 1 no
        drop 1
        respond 1 TIMEOUT
        invoke 2 get x
      > finished 2 calls lookup get@B
        permit 2
      > at 2100
      > tick
      > permitted 2 yes
        drop 2
        respond 2 TIMEOUT
      > size? 0
        0 turns
    `,
      { chainMs: 2_000 }
    )
  })
})

describe('whom a handler may talk to', () => {
  it('the own key: lookups, and its copies at named nodes; not the object as a whole, which it is', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls get put=y put@B=y lookup get@B delete
        permit 1
      > permitted 1 yes
        call 1 #4 lookup k
        call 1 #5 get k@B
      > called 1 #4 four
      > called 1 #5 five
        resume 1 #1!OWN_KEY #2!OWN_KEY #3!OWN_KEY #4=four #5=five #6!OWN_KEY
    `)
  })

  it('gives nodes copies of the object: they are sent what the event leaves when that is durable', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls put@B,C
        permit 1
      > permitted 1 yes
        call 1 #1 put k@B,C
      > called 1 #1 taken
        resume 1 #1=taken
      > finished 1 keep y
        commit 1 [y!get over a1] as 3.2.2
      > committed 1 {a2} a2=y!get as a2
        spread 1 to B,C
        respond 1 ok {a2} a2=null
    `)
  })

  it('sends no copies where the event fails after it gave them', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls put@B
        permit 1
      > permitted 1 yes
        call 1 #1 put k@B
      > called 1 #1 taken
        resume 1 #1=taken
      > finished 1 keep y
        commit 1 [y!get over a1] as 3.2.2
      > uncommitted 1 WRITE_QUORUM_UNMET
        respond 1 WRITE_QUORUM_UNMET
    `)
  })

  it('no other key; where all calls are refused, it goes on at once', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls get:l put:l=x lookup:l
        resume 1 #1!FOREIGN_KEY #2!FOREIGN_KEY #3!FOREIGN_KEY
    `)
  })

  it('other keys where the code is signed, as a whole, until eight handlers wait for each other', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls get:l put:l=x get:l@B signed
        permit 1
      > permitted 1 yes
        call 1 #1 get l
        call 1 #2 put l
      > called 1 #1 one
      > called 1 #2 two
        resume 1 #1=one #2=two #3!FOREIGN_NODES
      > finished 1 keep reply=r
        respond 1 ok {a1} a1=r
      > arrive 2 get at depth 7
        read 2
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 2 calls get:l signed
        permit 2
      > permitted 2 yes
        call 2 #1 get l at depth 8
      > called 2 #1 one
        resume 2 #1=one
      > finished 2 keep reply=r
        respond 2 ok {a1} a1=r
      > arrive 3 get at depth 8
        read 3
      > reconciled 3 {a1} a1=x!get
        invoke 3 get x
      > finished 3 calls get:l signed
        resume 3 #1!CALLS_NESTED
    `)
  })

  it('as often as its budget allows, each node that is asked counting; it fills evenly, for each object', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls get@B,C lookup:l get@B,C lookup:l lookup:l signed
        permit 1
      > permitted 1 yes
        call 1 #1 get k@B,C
        call 1 #2 lookup l
        call 1 #4 lookup l
      > called 1 #1 a
      > called 1 #2 b
      > called 1 #4 c
        resume 1 #1=a #2=b #3!OPERATIONS_EXCEEDED #4=c #5!OPERATIONS_EXCEEDED
      > at 349
      > finished 1 calls lookup:l signed
        resume 1 #6!OPERATIONS_EXCEEDED
      > at 350
      > finished 1 calls lookup:l lookup:l signed
        call 1 #7 lookup l
      > called 1 #7 d
        resume 1 #7=d #8!OPERATIONS_EXCEEDED
      > arrive 2 get of l
        read 2
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 2 calls lookup:m signed
        call 2 #1 lookup m
    `,
      { operations: 4, operationsMs: 1_000 }
    )
  })

  it('all objects of one owner together no more often than that may', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls lookup:m lookup:m signed
        call 1 #1 lookup m
        call 1 #2 lookup m
      > arrive 2 get of l
        read 2
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 2 calls lookup:m lookup:m signed
        call 2 #1 lookup m
      > called 2 #1 a
        resume 2 #1=a #2!OPERATIONS_EXCEEDED
    `,
      { operations: 20, ownerOperations: 3 }
    )
  })

  it('looking itself up takes none of its budget, nor does naming the node that runs it', () => {
    scenario(
      `
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls lookup lookup lookup get@A,B,C lookup get@B
        permit 1
      > permitted 1 yes
        call 1 #1 lookup k
        call 1 #2 lookup k
        call 1 #3 lookup k
        call 1 #4 get k@A,B,C
        call 1 #5 lookup k
    `,
      { operations: 2, operationsMs: 1_000 }
    )
  })
})

describe('a replica that is asked alone', () => {
  it('answers for its own copy: what is its own may change, the object not', () => {
    scenario(`
      > arrive 1 get alone
        refresh 1
      > refreshed 1 {a1} a1=x!get local=6
        invoke 1 get x, local 6
      > finished 1 keep changed local=7 reply=seven
        commit 1 [] as 1.1.1 local=7
      > committed 1 {a1} a1=x!get as
        respond 1 ok {a1} a1=seven
    `)
  })

  it('calls nobody, and has nothing to say where it has no copy', () => {
    scenario(`
      > arrive 1 get alone
        refresh 1
      > refreshed 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls lookup get@B signed
        resume 1 #1!CALLS_NESTED #2!CALLS_NESTED
      > finished 1 keep deleteSelf reply=r
        respond 1 ok {a1} a1=r
      > arrive 2 get alone
        refresh 2
      > refreshed 2 {}
        respond 2 ok {}
      > arrive 3 get alone
        refresh 3
      > unread 3 STORAGE_FAILED
        respond 3 STORAGE_FAILED
    `)
  })
})

describe('replies to earlier callers', () => {
  it('leave when what their event changed is durable, before the event is answered', () => {
    scenario(`
      > arrive 1 put y over a1
        read 1
      > reconciled 1 {a1} a1=x!update
        invoke 1 update x, incoming y
      > finished 1 keep z later:c=one later:d=two
        commit 1 [z!update over a1] as 3.2.2
      > committed 1 {a2} a2=z!update as a2
        reply 1 c=one d=two
        respond 1 ok {a2} wrote a2
    `)
  })

  it('leave at once where nothing changed', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 keep reply=r later:c=one
        reply 1 c=one
        respond 1 ok {a1} a1=r
    `)
  })

  it('do not leave where the event fails, is refused leave, or cannot be written', () => {
    scenario(`
      > arrive 1 get
        read 1
      > reconciled 1 {a1 b1} a1=x!get b1=y!get
        invoke 1 get x
      > finished 1 keep reply=r later:c=one
        invoke 1 get y, local {}
      > finished 1 fails HANDLER_THREW
        respond 1 HANDLER_THREW
      > arrive 2 get
        read 2
      > reconciled 2 {a1} a1=x!get
        invoke 2 get x
      > finished 2 keep z later:c=one
        permit 2
      > permitted 2 no
        respond 2 TIMEOUT
      > arrive 3 get
        read 3
      > reconciled 3 {a1} a1=x!get
        invoke 3 get x
      > finished 3 keep z later:c=one
        permit 3
      > permitted 3 yes
        commit 3 [z!get over a1] as 3.2.2
      > uncommitted 3 WRITE_QUORUM_UNMET
        respond 3 WRITE_QUORUM_UNMET
    `)
  })
})
