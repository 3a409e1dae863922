// Gets that the node answers which was asked, though another one is the coordinator.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Sibling } from '@halley/model'
import { sibling } from '../../model/test/words.ts'
import { declines } from '../src/direct.ts'
import { scenario } from './scenario.ts'

describe('get: directly, at a home that is not the coordinator', () => {
  it('is answered by handlers of which nothing comes but the reply', () => {
    scenario(`
      > arrive 1 get direct
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 keep reply=r
        respond 1 ok {a1} a1=r
    `)
  })

  it('is left to the coordinator where they change the object, its own state here, or call others', () => {
    for (const outcome of ['keep y', 'keep x local=1', 'keep x deleteSelf']) {
      scenario(`
        > arrive 1 get direct
          read 1
        > reconciled 1 {a1} a1=x!get
          invoke 1 get x
        > finished 1 ${outcome}
          respond 1 HEDGE_DECLINED
      `)
    }
    scenario(`
      > arrive 1 get direct
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 calls lookup
        drop 1
        respond 1 HEDGE_DECLINED
    `)
  })

  it('is left to the coordinator by versions that are to be merged', () => {
    scenario(`
      > arrive 1 get direct
        read 1
      > reconciled 1 {a1 b1} a1=x!merge b1=y!merge
        respond 1 HEDGE_DECLINED
    `)
  })

  it('is left to the coordinator by code that has a state of its own at each replica, and where this node is no home', () => {
    const [plain, sticky] = [
      'export default { onGet () {} }',
      'export default { onGet () { local.n = 1 } }'
    ].map((source): Sibling => ({ ...sibling('a1=x!get'), code: { source, hash: '', handlers: ['onGet'] } }))
    const request = { op: 'get', key: 'k', direct: true } as const
    const object = { list: ['B', 'C', 'A'], quorum: { n: 3, r: 2, w: 2 } }
    assert.equal(declines(request, object, [plain as Sibling], 'A'), false)
    assert.equal(declines(request, object, [sticky as Sibling], 'A'), true)
    assert.equal(declines(request, object, [plain as Sibling], 'D'), true)
  })

  it('is left to the coordinator where quorums do not overlap: there only it sees what it has just written', () => {
    scenario(`
      > arrive 1 get direct
        read 1
      > reconciled 1 {a1} a1=x/3.1.2
        respond 1 HEDGE_DECLINED
    `)
  })

  it('fails where a handler fails, as it would at the coordinator', () => {
    scenario(`
      > arrive 1 get direct
        read 1
      > reconciled 1 {a1} a1=x!get
        invoke 1 get x
      > finished 1 fails HANDLER_THREW
        respond 1 HANDLER_THREW
    `)
  })
})

describe('put: directly, at a home that is not the coordinator', () => {
  it('is made over nothing, and over a plain value', () => {
    scenario(`
      > arrive 1 put x direct
        read 1
      > reconciled 1 {}
        commit 1 [x#new] as 3.2.2
    `)
  })

  it('is left to the coordinator where code has to decide about it', () => {
    scenario(`
      > arrive 1 put x direct
        read 1
      > reconciled 1 {a1} a1=y!get
        respond 1 HEDGE_DECLINED
    `)
  })
})
