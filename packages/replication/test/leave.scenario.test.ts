// Leave to write what must not be written twice, as traces of node A: asked for as the coordinator, given as the node
// that handed the request over.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('asking for leave', () => {
  it('of this node itself, whose client waits: once', () => {
    scenario(`
      > request 5 get k
        locate k
      > located k ABC
        coordinate 5: get k
      > permit 1 client 5
        permitted 1: yes
      > permit 2 client 5
        permitted 2: no
    `)
  })

  it('of this node itself, whose client waits no more', () => {
    scenario(`
      > request 5 get k
        locate k
      > located k ABC
        coordinate 5: get k
      > at 8000
        answer 5: TIMEOUT allowed 8000 tried 1
      > permit 1 client 5
        permitted 1: no
    `)
  })

  it('of the peer that handed the request over', () => {
    scenario(`
      > permit 1 B 7
        to B: confirm 1 for 7
      > from B confirmed 1
        permitted 1: yes
      > permit 2 B 8
        to B: confirm 2 for 8
      > from B failed 2
        permitted 2: no
    `)
  })

  it('of a peer that is silent or lost: silence is no leave', () => {
    scenario(`
      > permit 1 B 7
        to B: confirm 1 for 7
      > permit 2 C 8
        to C: confirm 2 for 8
      > lost C
        permitted 2: no
      > at 1000
        permitted 1: no
        silent B
      > from B confirmed 1
    `)
  })
})

describe('giving leave', () => {
  it('to the coordinator that has the request, once', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > from B confirm 9 1
        to B: confirmed 9
      > from B confirm 10 1
        to B: failed 10 TIMEOUT
    `)
  })

  it('to nobody else, and for no question that was not asked', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > from C confirm 9 1
        to C: failed 9 TIMEOUT
      > from B confirm 9 2
        to B: failed 9 TIMEOUT
    `)
  })

  it('not to a coordinator that was given up: the request is with another one', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > at 250
        to B: ping 2
      > at 1250
        to C: request 3 put k
        silent B
      > from B confirm 9 1
        to B: failed 9 TIMEOUT
      > from C confirm 9 3
        to C: confirmed 9
    `)
  })

  it('ends the search for another coordinator: the one that has leave may have written', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > from B confirm 9 1
        to B: confirmed 9
      > lost B
        answer 5: TIMEOUT
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('also where it then cannot coordinate: its failure is the answer', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > from B confirm 9 1
        to B: confirmed 9
      > from B response 1 STORAGE_FAILED
        answer 5: STORAGE_FAILED
    `)
  })

  it('does not bring back a node whose own client gave up', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCDA
        to B: request 1 put k
      > at 6000
        to C: request 2 put k
        silent B
      > at 8000
        to C: ping 3
        answer 5: TIMEOUT allowed 8000 tried 2
      > from C confirm 9 2
        to C: failed 9 TIMEOUT
    `)
  })
})
