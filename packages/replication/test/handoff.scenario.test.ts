// Hinted handoff at node A, as traces (Dynamo, section 4.6).
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('hinted handoff', () => {
  it('a copy kept for a home goes there when it is back; then the hint is dropped', () => {
    scenario(`
      > down C
      > from B write 7 k {b1} b1=x for C
        load k
      > loaded k {}
        store 0: k {b1} b1=x hints C
      > written 0
        to B: stored 7
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > from C stored 1
        load k
      > loaded k {b1} b1=x
        store 1: k unhints C
      > written 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a home that is up after all gets its copy at once', () => {
    scenario(`
      > from B write 7 k {b1} b1=x for C
        load k
      > loaded k {}
        store 0: k {b1} b1=x hints C
      > written 0
        to B: stored 7
        to C: write 1 k {b1} b1=x
    `)
  })

  it('a home that is lost again keeps its claim', () => {
    scenario(`
      > down C
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > down C
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 2 k {b1} b1=x
    `)
  })

  it('a newer copy kept while the older one is on its way follows it', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=old
        to C: write 1 k {b1} b1=old
      > from B write 7 k {b2} b2=new for C
        load k
      > loaded k {b1} b1=old
        store 0: k {b2} b2=new hints C
      > written 0
        to B: stored 7
      > from C stored 1
      > at 5
        load k
      > loaded k {b2} b2=new
        to C: write 2 k {b2} b2=new
      > from C stored 2
        load k
      > loaded k {b2} b2=new
        store 1: k unhints C
      > written 1
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('the hint of a newer copy outlives the arrival of the older one, on the disk too', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=old
        to C: write 1 k {b1} b1=old
      > from B write 7 k {b2} b2=new for C
        load k
      > loaded k {b1} b1=old
        store 0: k {b2} b2=new hints C
      > from C stored 1
      > written 0
        to B: stored 7
      > at 5
        load k
      > loaded k {b2} b2=new
        to C: write 2 k {b2} b2=new
    `)
  })

  it('a few copies at a time', () => {
    scenario(
      `
      > hinted C k
      > hinted C l
      > hinted C m
      > up C
        load k
        load l
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > loaded l {b1} b1=y
        to C: write 2 l {b1} b1=y
      > from C stored 2
        load l
        load m
    `,
      { handoffsAtOnce: 2 }
    )
  })

  it('a home whose disk refused is tried again when it is heard of next', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 1 k {b1} b1=x
      > from C failed 1
      > up C
        load k
      > loaded k {b1} b1=x
        to C: write 2 k {b1} b1=x
    `)
  })

  it('a copy that cannot be read here stays kept', () => {
    scenario(`
      > hinted C k
      > up C
        load k
      > unloaded k
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 1 hints
    `)
  })

  it('a hint that names this node itself is an ordinary copy', () => {
    scenario(`
      > from B write 7 k {b1} b1=x for A
        load k
      > loaded k {}
        store 0: k {b1} b1=x
      > written 0
        to B: stored 7
    `)
  })
})
