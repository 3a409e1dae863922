// Quorum writes at coordinator A, as traces.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('writing an object', () => {
  it('own copy first, then the homes; W durable copies acknowledge', () => {
    scenario(`
      > write 1 k x on {}
        locate k
      > located k ABCDE
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to B: write 1 k {a1} a1=x
        to C: write 2 k {a1} a1=x
      > from C stored 2
        committed 1: {a1} a1=x as [a1]
      > from B stored 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a new version supersedes what it was decided on, and leaves alone what came meanwhile', () => {
    scenario(`
      > write 1 k y over b1 on {b1} b1=x
        locate k
      > located k ABC
        load k
      > loaded k {b1 c1} b1=x c1=meanwhile
        store 0: k {a1 b1 c1} a1=y c1=meanwhile
      > written 0
        to B: write 1 k {a1 b1 c1} a1=y c1=meanwhile
        to C: write 2 k {a1 b1 c1} a1=y c1=meanwhile
    `)
  })

  it('nobody hears of a version that the own disk refused', () => {
    scenario(`
      > write 1 k x on {}
        locate k
      > located k ABC
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > unwritten 0
        uncommitted 1: STORAGE_FAILED
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a fallback keeps a hinted copy for a home that is down, or falls silent', () => {
    scenario(`
      > down B
      > write 1 k x on {}
        locate k
      > located k ABCDE
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to D: write 1 k {a1} a1=x for B
        to C: write 2 k {a1} a1=x
      > from D stored 1
        committed 1: {a1} a1=x as [a1]
      > at 1000
        to E: write 3 k {a1} a1=x for C
        silent C
      > from E stored 3
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('says how many copies there are when there are too few', () => {
    scenario(`
      > write 1 k x on {}
        locate k
      > located k ABC
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to B: write 1 k {a1} a1=x
        to C: write 2 k {a1} a1=x
      > lost B
      > from C failed 2
        uncommitted 1: WRITE_QUORUM_UNMET need 2 got 1
        load k
    `)
  })

  it('keeps hints for the homes that got no copy and no stand-in, and hands off to them when they are back', () => {
    scenario(`
      > write 1 k x on {}
        locate k
      > located k ABC
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to B: write 1 k {a1} a1=x
        to C: write 2 k {a1} a1=x
      > from B stored 1
        committed 1: {a1} a1=x as [a1]
      > down C
        load k
      > loaded k {a1} a1=x
        store 1: k hints C
      > written 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
      > up C
        load k
      > loaded k {a1} a1=x
        to C: write 3 k {a1} a1=x
      > from C stored 3
        load k
      > loaded k {a1} a1=x
        store 2: k unhints C
      > written 2
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('owes nothing that nobody could be told of: a write that this disk refused', () => {
    scenario(`
      > down B
      > down C
      > write 1 k x on {}
        locate k
      > located k ABC
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > unwritten 0
        uncommitted 1: STORAGE_FAILED
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('owes no more than it may keep for others: the next read repairs the rest', () => {
    scenario(
      `
      > hinted D l
      > down B
      > down C
      > write 1 k x on {}
        locate k
      > located k ABC
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        uncommitted 1: WRITE_QUORUM_UNMET need 2 got 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `,
      { hintsAtMost: 1 }
    )
  })

  it('owes a hint that the disk refused no more: the next read repairs it', () => {
    scenario(`
      > down B
      > write 1 k x on {}
        locate k
      > located k ABC
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > written 0
        to C: write 1 k {a1} a1=x
      > from C stored 1
        committed 1: {a1} a1=x as [a1]
        load k
      > loaded k {a1} a1=x
        store 1: k hints B
      > unwritten 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a fallback that coordinates keeps its own copy as the hinted one', () => {
    scenario(`
      > down B
      > write 1 k x on {}
        locate k
      > located k BCDA
        load k
      > loaded k {}
        store 0: k {a1} a1=x hints B
      > written 0
        to C: write 1 k {a1} a1=x
        to D: write 2 k {a1} a1=x
      > from C stored 1
        committed 1: {a1} a1=x as [a1]
      > from D stored 2
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `)
  })

  it('what only this replica keeps is told to nobody else', () => {
    scenario(`
      > write 1 k local=7 on {b1} b1=x
        locate k
      > located k ABC
        load k
      > loaded k {b1} b1=x
        store 0: k local=7
      > written 0
        committed 1: {b1} b1=x as []
    `)
  })

  it('a replica that was behind answers with what the quorum knew, also where only its own state changed', () => {
    scenario(`
      > write 1 k local=7 on {b2} b2=new
        locate k
      > located k ABC
        load k
      > loaded k {b1} b1=old
        store 0: k {b2} b2=new local=7
      > written 0
        committed 1: {b2} b2=new as []
    `)
  })

  it('two turns of one key are stored together', () => {
    scenario(`
      > write 1 k x on {}
        locate k
      > located k A
        load k
      > loaded k {}
        store 0: k {a1} a1=x
      > write 2 k y on {} as 1.1.1
      > write 3 k z on {} as 1.1.1
      > written 0
        uncommitted 1: WRITE_QUORUM_UNMET need 2 got 1
        store 1: k {a3} a1=x a2=y a3=z
      > written 1
        committed 2: {a3} a1=x a2=y a3=z as [a2]
        committed 3: {a3} a1=x a2=y a3=z as [a3]
    `)
  })
})
