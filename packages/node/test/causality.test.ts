// What a client has seen and replaced stays replaced, and what nobody has seen is never lost, also while nodes are away.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeValue, type VersionVector } from '@halley/model'
import { actor, code, show, sourceOf } from '../../model/test/words.ts'
import { Cluster } from './cluster.ts'
import { contextOf, told, values } from './words.ts'

/** A client has seen what A alone knows, and A is gone. */
function ahead(): { cluster: Cluster; context: VersionVector } {
  const cluster = new Cluster('ABC', { quorum: { n: 3, r: 1, w: 1 } })
  for (const peer of 'BC') cluster.cut('A', peer)
  cluster.put('A', 'k', 'old')
  const context = contextOf(cluster.get('A', 'k'))
  cluster.kill('A')
  return { cluster, context }
}

describe('causality', () => {
  it('a put whose context names what only an absent node knows fails, and writes nothing', () => {
    const { cluster, context } = ahead()
    assert.equal(told(cluster.put('B', 'k', 'new', { context })), 'CONTEXT_AHEAD')
    for (const name of 'BC') assert.equal(show(cluster.held(name, 'k')), '{}')
  })

  it('a delete likewise', () => {
    const { cluster, context } = ahead()
    assert.equal(told(cluster.request('B', { op: 'delete', key: 'k', context })), 'CONTEXT_AHEAD')
    for (const name of 'BC') assert.equal(show(cluster.held(name, 'k')), '{}')
  })

  it('both succeed once that node is back, and supersede what the client had seen', () => {
    for (const [request, expected] of [
      [{ op: 'put', key: 'k', value: encodeValue('new') }, ['new']],
      [{ op: 'delete', key: 'k' }, []]
    ] as const) {
      const { cluster, context } = ahead()
      for (const peer of 'BC') cluster.mend('A', peer)
      cluster.restart('A')
      cluster.rest(60_000)
      assert.equal(told(cluster.request('B', { ...request, context })), 'ok')
      assert.deepEqual(values(cluster.get('C', 'k')), expected)
    }
  })

  it('where the read quorum knows less than the client, but somebody in reach does not, everybody is asked', () => {
    const cluster = new Cluster('ABC', { quorum: { n: 3, r: 1, w: 1 } })
    for (const peer of 'AB') cluster.cut('C', peer)
    cluster.put('A', 'k', 'old')
    for (const peer of 'AB') cluster.mend('C', peer)
    const context = contextOf(cluster.get('A', 'k'))
    // C knows nothing and, once A is out of the way, coordinates; with R = 1 its own word would do.
    cluster.list = ['C', 'B', 'A']
    cluster.placementChanged('CBA')
    assert.equal(told(cluster.put('C', 'k', 'new', { context })), 'ok')
    assert.deepEqual(values(cluster.get('C', 'k')), ['new'])
  })

  it('a forged counter gets into no record: the object stays writable', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    const context = { [actor('a')]: Number.MAX_SAFE_INTEGER }
    assert.equal(told(cluster.put('B', 'k', 'y', { context })), 'CONTEXT_AHEAD')
    assert.equal(told(cluster.put('B', 'k', 'y', { context: contextOf(cluster.get('C', 'k')) })), 'ok')
    assert.equal(show(cluster.held('A', 'k')), '{a1 b1} b1=y')
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

  it('nor at a replica that only hears of the new one', () => {
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
    cluster.kill('A')
    cluster.get('B', 'k')
    cluster.restart('A')
    cluster.rest(2_000)
    cluster.request('A', put)
    cluster.kill('A')
    cluster.get('B', 'k')
    assert.deepEqual(seen, [undefined, undefined])
  })
})
