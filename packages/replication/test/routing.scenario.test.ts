// How a client's request finds its coordinator, as traces of node A, which took the request.
import { describe, it } from 'node:test'
import { scenario } from './scenario.ts'

describe('routing a request', () => {
  it('the first node of the list coordinates; here this node', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k ABC
        coordinate 5: put k
      > coordinated 5 ok
        answer 5: ok {}
    `)
  })

  it('another node coordinates, and its answer is passed on', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > from B response 1 ok
        answer 5: ok {}
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('nodes that are down are passed over', () => {
    scenario(`
      > down B
      > request 5 put k
        locate k
      > located k BCA
        to C: request 1 put k
    `)
  })

  it('a silent coordinator, and one that is lost, are followed by the next', () => {
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
      > lost C
        coordinate 5: put k
      > from B response 1 ok
      > coordinated 5 REFUSED
        answer 5: REFUSED
    `)
  })

  it('a coordinator that is late but there is waited for; of many requests it is asked once whether it is there', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCA
        to B: request 1 put k
      > request 6 put k
        to B: request 2 put k
      > at 250
        to B: ping 3
      > from B pong 3
      > at 1300
      > from B response 1 ok
        answer 5: ok {}
      > from B response 2 REFUSED
        answer 6: REFUSED
    `)
  })

  it('a coordinator whose disk fails, or that is stopping, is passed over; any other failure is the answer', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k ABC
        coordinate 5: put k
      > coordinated 5 STORAGE_FAILED
        to B: request 1 put k
      > from B response 1 STOPPING
        to C: request 2 put k
      > from C response 2 READ_QUORUM_UNMET
        answer 5: READ_QUORUM_UNMET
    `)
  })

  it('when all of them fail the last failure is the answer', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k AB
        coordinate 5: put k
      > coordinated 5 STORAGE_FAILED
        to B: request 1 put k
      > from B response 1 STORAGE_FAILED
        answer 5: STORAGE_FAILED
    `)
  })

  it('when nobody is up those who are down are tried before giving up', () => {
    scenario(`
      > down B
      > request 5 put k
        locate k
      > located k B
        to B: request 1 put k
      > lost B
        answer 5: NO_REPLICA
    `)
  })

  it('nobody is responsible in an empty network', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k
        answer 5: NO_REPLICA
      > request 6 put k
        locate k
    `)
  })

  it('a request that takes too long fails with what was tried; its late answer is nothing', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BCDA
        to B: request 1 put k
      > at 250
        to B: ping 2
      > from B pong 2
      > at 6000
        to C: request 3 put k
        silent B
      > at 6250
        to C: ping 4
      > from C pong 4
      > at 8000
        answer 5: TIMEOUT allowed 8000 tried 2
      > from C response 3 ok
      > load?
        0 reads, 0 writes, 0 routes, 0 questions, 0 hints
    `)
  })

  it('a request is timed also while its nodes are looked up', () => {
    scenario(`
      > request 5 put k
        locate k
      > at 8000
        answer 5: TIMEOUT allowed 8000 tried 0
      > located k ABC
    `)
  })

  it('requests for one key share a lookup', () => {
    scenario(`
      > request 5 put k
        locate k
      > request 6 put k
      > located k A
        coordinate 5: put k
        coordinate 6: put k
    `)
  })

  it('an answer that is no response passes the coordinator over', () => {
    scenario(`
      > request 5 put k
        locate k
      > located k BA
        to B: request 1 put k
      > from B stored 1
        coordinate 5: put k
    `)
  })
})

describe('a request that this node answers itself', () => {
  it('is read here, whoever is the coordinator', () => {
    scenario(`
      > request 5 get k
        locate k
      > located k BCA
        coordinate 5: get k directly
      > coordinated 5 ok
        answer 5: ok {}
      > counts?
        1 answeredDirectly
    `)
  })

  it('goes to its coordinator where handlers have to run, and the next one of the key at once', () => {
    scenario(`
      > request 5 get k
        locate k
      > located k BCA
        coordinate 5: get k directly
      > coordinated 5 HEDGE_DECLINED
        to B: request 1 get k
      > from B response 1 ok
        answer 5: ok {}
      > request 6 get k
        to B: request 2 get k
      > from B response 2 ok
        answer 6: ok {}
      > counts?
        1 answeredDirectly, 1 directDeclined, 2 handedOver
    `)
  })

  it('goes to its coordinator where the quorum is not met here', () => {
    scenario(`
      > request 5 get k
        locate k
      > located k BCA
        coordinate 5: get k directly
      > coordinated 5 READ_QUORUM_UNMET
        to B: request 1 get k
      > from B response 1 ok
        answer 5: ok {}
      > request 6 get k
        coordinate 6: get k directly
    `)
  })

  it('is none where this node is the coordinator: handlers may run', () => {
    scenario(`
      > down B
      > request 5 get k
        locate k
      > located k BAC
        coordinate 5: get k
    `)
  })

  it('is none where quorums do not overlap', () => {
    scenario(
      `
      > request 5 get k
        locate k
      > located k BCA
        to B: request 1 get k
    `,
      { quorum: { n: 3, r: 1, w: 2 } }
    )
  })

  it('is none where the source is asked for', () => {
    scenario(`
      > request 5 source k
        locate k
      > located k BCA
        to B: request 1 get k
    `)
  })

  it('may be a put of a plain value where this node is a home', () => {
    scenario(`
      > request 5 plain k
        locate k
      > located k BCA
        coordinate 5: put k directly
      > request 6 plain l
        locate l
      > located l BCDA
        to B: request 1 put l
    `)
  })

  it('goes nowhere else once this node has leave to write: its failure is the answer', () => {
    scenario(`
      > request 5 plain k
        locate k
      > located k BCA
        coordinate 5: put k directly
      > permit 1 client 5
        permitted 1: yes
      > coordinated 5 STORAGE_FAILED
        answer 5: STORAGE_FAILED
    `)
  })

  it('may be a get where a put was not: code that decides about puts may leave gets to any home', () => {
    scenario(`
      > request 5 plain k
        locate k
      > located k BCA
        coordinate 5: put k directly
      > coordinated 5 HEDGE_DECLINED
        to B: request 1 put k
      > request 6 get k
        coordinate 6: get k directly
      > request 7 plain k
        to B: request 2 put k
    `)
  })
})
