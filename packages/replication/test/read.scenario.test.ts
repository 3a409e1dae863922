// Quorum reads at coordinator A, as traces.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('reading an object', () => {
  it('in good weather: its own copy and the first answer are a quorum; the late one is behind and repaired', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k ABCDE
        to B: read 1 k
        to C: read 2 k
      > loaded k {a1} a1=x
      > from B record 1 {a1} a1=x
        reconciled 1: {a1} a1=x as 3.2.2
      > from C record 2 {}
        to C: write 3 k {a1} a1=x
      > from C stored 3
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('concurrent versions come back together, and all homes learn of both', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > loaded k {a1} a1=x
      > located k ABC
        to B: read 1 k
        to C: read 2 k
      > from C record 2 {c1} c1=y
        reconciled 1: {a1 c1} a1=x c1=y as 3.2.2
      > from B record 1 {a1} a1=x
        load k
        to C: write 3 k {a1 c1} a1=x c1=y
        to B: write 4 k {a1 c1} a1=x c1=y
      > loaded k {a1} a1=x
        store 0: k {a1 c1} a1=x c1=y
      > written 0
      > from C stored 3
      > from B stored 4
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('by another (N, R, W) where the request says so, until the object’s own is known', () => {
    scenario(`
      > read 1 k as 4.3.2
        load k
        locate k
      > located k ABCDE
        to B: read 1 k
        to C: read 2 k
        to D: read 3 k
      > loaded k {}
      > from B record 1 {b1} b1=x
      > from C record 2 {}
        reconciled 1: {b1} b1=x as 4.3.2
    `)
  })

  it('by the object’s own where that asks for more than the request says', () => {
    scenario(`
      > read 1 k as 1.1.1
        load k
        locate k
      > located k ABC
      > loaded k {a1} a1=x/3.2.2
        to B: read 1 k
        to C: read 2 k
      > from C record 2 {}
        reconciled 1: {a1} a1=x/3.2.2 as 3.2.2
    `)
  })

  it('a fallback answers for a home that is down, and is not repaired', () => {
    scenario(`
      > down B
      > read 1 k
        load k
        locate k
      > located k ABCD
        to D: read 1 k
        to C: read 2 k
      > loaded k {a1} a1=x
      > from D record 1 {}
        reconciled 1: {a1} a1=x as 3.2.2
      > from C record 2 {a1} a1=x
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a silent home is reported, and a fallback is asked in its place', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > loaded k {}
      > located k ABCD
        to B: read 1 k
        to C: read 2 k
      > from C failed 2
        to D: read 3 k
      > at 999
      > at 1000
        unread 1: READ_QUORUM_UNMET need 2 got 1
        silent B
        silent D
      > from B record 1 {b1} b1=late
    `)
  })

  it('lost channels count at once', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > loaded k {}
      > located k ABC
        to B: read 1 k
        to C: read 2 k
      > lost B
      > lost C
        unread 1: READ_QUORUM_UNMET need 2 got 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a coordinator that cannot read its own disk does not coordinate', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k ABC
        to B: read 1 k
        to C: read 2 k
      > unloaded k
        unread 1: STORAGE_FAILED
      > from B record 1 {}
      > from C record 2 {}
    `)
  })

  it('a coordinator that is no home adds what it holds to what the homes say', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k BCDA
        to B: read 1 k
        to C: read 2 k
        to D: read 3 k
      > from B record 1 {b1} b1=x
      > from C record 2 {b1} b1=x
      > loaded k {a1 b1} a1=hinted
        reconciled 1: {a1 b1} a1=hinted as 3.2.2
      > from D record 3 {b1} b1=x
    `)
  })

  it('asks nobody else when the request has no time left', () => {
    scenario(
      `
      > read 1 k
        load k
        locate k
      > loaded k {}
      > located k ABCDEF
        to B: read 1 k
        to C: read 2 k
      > at 1000
        to D: read 3 k
        to E: read 4 k
        silent B
        silent C
      > at 1500
        unread 1: READ_QUORUM_UNMET need 2 got 1
        silent D
        silent E
    `,
      { requestTimeoutMs: 1500 }
    )
  })

  it('preference lists are remembered, and looked up anew when the overlay changes', () => {
    scenario(`
      > read 1 k
        load k
        locate k
      > located k A
      > loaded k {}
        unread 1: READ_QUORUM_UNMET need 2 got 1
      > read 2 k
        load k
      > loaded k {}
        unread 2: READ_QUORUM_UNMET need 2 got 1
      > placement-changed
      > read 3 k
        load k
        locate k
      > loaded k {}
      > located k AB
        to B: read 1 k
    `)
  })
})

describe('serving other coordinators', () => {
  it('a read is answered from the disk', () => {
    scenario(`
      > from B read 7 k
        load k
      > loaded k {b1} b1=x
        to B: record 7 {b1} b1=x
    `)
  })

  it('a disk that cannot read says so', () => {
    scenario(`
      > from B read 7 k
        load k
      > unloaded k
        to B: failed 7 STORAGE_FAILED
    `)
  })

  it('a write is acknowledged when it is durable', () => {
    scenario(`
      > from B write 7 k {b1} b1=x
        load k
      > loaded k {}
        store 0: k {b1} b1=x
      > written 0
        to B: stored 7
    `)
  })

  it('a disk that cannot store says so', () => {
    scenario(`
      > from B write 7 k {b1} b1=x
        load k
      > loaded k {}
        store 0: k {b1} b1=x
      > unwritten 0
        to B: failed 7 STORAGE_FAILED
    `)
  })

  it('an answer to no question, or from somebody else, is nothing', () => {
    scenario(`
      > from B stored 7
      > read 1 k
        load k
        locate k
      > located k ABC
        to B: read 1 k
        to C: read 2 k
      > from D record 1 {d9} d9=forged
      > from C record 1 {d9} d9=forged
      > loaded k {}
      > from C pong 2
      > from B stored 1
        unread 1: READ_QUORUM_UNMET need 2 got 1
    `)
  })
})
