// What a client has seen and replaced stays replaced, and what nobody has seen is never lost, also while nodes are away.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeValue } from '@halley/model'
import { code, sourceOf } from '../../model/test/words.ts'
import { Cluster } from './cluster.ts'
import { contextOf, told, values } from './words.ts'

describe('causality', () => {
  it('a put supersedes what its context covers, also where its coordinator has not heard of it', () => {
    const cluster = new Cluster('ABC', { quorum: { n: 3, r: 1, w: 1 } })
    for (const peer of 'BC') cluster.cut('A', peer)
    cluster.put('A', 'k', 'old')
    const context = contextOf(cluster.get('A', 'k'))
    cluster.kill('A')
    assert.equal(told(cluster.put('B', 'k', 'new', { context })), 'ok')
    for (const peer of 'BC') cluster.mend('A', peer)
    cluster.restart('A')
    cluster.rest(60_000)
    cluster.request('A', { op: 'inspect', key: 'k' })
    assert.deepEqual(values(cluster.get('A', 'k')), ['new'])
  })

  it('a delete deletes what its context covers, also where its coordinator has not heard of it', () => {
    const cluster = new Cluster('ABC', { quorum: { n: 3, r: 1, w: 1 } })
    for (const peer of 'BC') cluster.cut('A', peer)
    cluster.put('A', 'k', 'old')
    const context = contextOf(cluster.get('A', 'k'))
    cluster.kill('A')
    assert.equal(told(cluster.request('B', { op: 'delete', key: 'k', context })), 'ok')
    for (const peer of 'BC') cluster.mend('A', peer)
    cluster.restart('A')
    cluster.rest(60_000)
    cluster.request('A', { op: 'inspect', key: 'k' })
    assert.deepEqual(values(cluster.get('A', 'k')), [], 'the delete was acknowledged')
  })

  it('a context that a write answered covers that write', () => {
    const cluster = new Cluster('ABC')
    const context = contextOf(cluster.put('A', 'k', 'x'))
    cluster.put('B', 'k', 'y', { context })
    assert.deepEqual(values(cluster.get('C', 'k')), ['y'])
  })

  it('a context that a blind write answered does not cover the sibling it was made beside', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    const context = contextOf(cluster.put('A', 'k', 'y'))
    cluster.put('A', 'k', 'z', { context })
    assert.ok(values(cluster.get('C', 'k')).includes('x'))
  })

  it('a get that counts locally, at a coordinator that was away, answers a context that covers what it answered', () => {
    const counting = (): object => ({
      reply: encodeValue('hello'),
      local: encodeValue(7),
      localChanged: true
    })
    const cluster = new Cluster('ABC', {
      handlers: ({ event }) => (event === 'get' ? counting() : { handlers: code('get').handlers })
    })
    cluster.kill('A')
    cluster.put('B', 'k', {}, { code: sourceOf('get') })
    cluster.restart('A')
    const context = contextOf(cluster.get('A', 'k'))
    cluster.put('A', 'k', 'y', { context })
    assert.deepEqual(values(cluster.get('C', 'k')), ['y'])
  })

  it('a new object finds nothing of the local state that an expired one left', () => {
    const seen: (Uint8Array | undefined)[] = []
    const cluster = new Cluster('ABC', {
      handlers: ({ event, local }) => {
        if (event !== 'get') return { handlers: code('get').handlers }
        seen.push(local)
        return { local: encodeValue('secret'), localChanged: true }
      }
    })
    const put = { op: 'put', key: 'k', value: encodeValue({}), code: sourceOf('get') } as const
    cluster.request('A', { ...put, expiresAt: cluster.now + 1_000 })
    cluster.get('A', 'k')
    cluster.rest(2_000)
    cluster.request('A', put)
    cluster.get('A', 'k')
    assert.deepEqual(seen, [undefined, undefined])
  })
})
