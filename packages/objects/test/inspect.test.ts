// What an operator is shown of an object.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ObjectRecord } from '@halley/model'
import { code, record } from '../../model/test/words.ts'
import { inspection } from '../src/inspect.ts'
import { scenario } from './scenario.ts'

const OBJECT = record('{a2 b1} b1=† a2=secret!get@500/5.3.3')

const NOTHING = { spent: 0, allowed: 1, penalty: 1, waitMs: 0 }

function inspected(answers: [string, ObjectRecord | undefined][], list = 'ABCDEF', n = 3) {
  const response = inspection(
    { record: OBJECT, local: null, quorum: { n, r: 1, w: 1 }, list: [...list], answers: new Map(answers) },
    'A',
    {
      ...{ cpuMicros: NOTHING, bytes: NOTHING, ownerCpuMicros: NOTHING, ownerBytes: NOTHING },
      ...{ operations: { left: 1, allowed: 2 }, ownerOperations: { left: 1, allowed: 2 } },
      storage: { objectBytes: 0, ownerBytes: 0, allowed: 1 }
    }
  )
  assert.ok(response.ok && response.op === 'inspect')
  return response
}

describe('inspect', () => {
  it('asks everyone, runs no handler, and waits for no turn before it', () => {
    scenario(`
      > arrive 1 put y
        read 1
      > reconciled 1 {a1} a1=x!update
        invoke 1 update x, incoming y
      > arrive 2 inspect
        read 2 everyone
      > reconciled 2 {a1 b1} a1=x!get.update b1=†
        respond 2 ok {a1 b1} a1 b1
    `)
  })

  it('shows each version with its code’s hash and handlers, never its state or source', () => {
    const { versions } = inspected([['A', OBJECT]])
    assert.deepEqual(
      versions.map(({ kind, codeHash, handlers, expiresAt }) => [kind, codeHash, handlers.join(), expiresAt]),
      [
        ['tombstone', undefined, '', undefined],
        ['value', code('get').hash, 'onGet', 500]
      ]
    )
    assert.doesNotMatch(JSON.stringify(versions), /secret|source/)
  })

  it('shows who holds which version, and who did not answer', () => {
    const { replicas } = inspected([
      ['A', OBJECT],
      ['B', record('{} ')],
      ['C', undefined]
    ])
    assert.deepEqual(
      replicas.map(({ node, role, versions }) => `${node} ${role} ${versions?.length ?? 'silent'}`),
      ['A home 2', 'B home 0', 'C home silent']
    )
  })

  it('names the homes that nobody asked, and fallbacks after them', () => {
    const { replicas } = inspected([
      ['A', OBJECT],
      ['D', OBJECT]
    ])
    assert.deepEqual(
      replicas.map(({ node, role, versions }) => `${node} ${role} ${versions?.length ?? 'silent'}`),
      ['A home 2', 'B home silent', 'C home silent', 'D fallback 2']
    )
  })

  it('of a key that nobody put shows no version', () => {
    scenario(`
      > arrive 1 inspect
        read 1 everyone
      > reconciled 1 {}
        respond 1 ok {}
    `)
  })

  it('that cannot be read says why', () => {
    scenario(`
      > arrive 1 inspect
        read 1 everyone
      > unread 1 READ_QUORUM_UNMET
        respond 1 READ_QUORUM_UNMET
    `)
  })
})
