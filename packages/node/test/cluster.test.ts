// Whole nodes, wired together in memory: what a client sees.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeValue } from '@halley/model'
import { show } from '../../model/test/words.ts'
import { Cluster } from './cluster.ts'
import { contextOf, told, values } from './words.ts'

describe('cluster: good weather', () => {
  it('what was put at one node is got at any other', () => {
    const cluster = new Cluster('ABCD')
    assert.equal(told(cluster.put('D', 'k', 'x')), 'ok')
    for (const at of cluster.list) assert.deepEqual(values(cluster.get(at, 'k')), ['x'], `at ${at}`)
  })

  it('the first node of the list coordinates, and N nodes hold a copy', () => {
    const cluster = new Cluster('ABCD')
    const response = cluster.put('D', 'k', 'x')
    assert.equal(response.ok && response.coordinator, 'A')
    assert.deepEqual(
      ['A', 'B', 'C', 'D'].map((name) => show(cluster.held(name, 'k'))),
      ['{a1} a1=x', '{a1} a1=x', '{a1} a1=x', '{}']
    )
  })

  it('a key that nobody put has no object, which is no failure', () => {
    assert.deepEqual(values(new Cluster('ABC').get('B', 'k')), [])
  })

  it('a put with the context of a get replaces, one without it is a sibling', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    cluster.put('B', 'k', 'y', { context: contextOf(cluster.get('C', 'k')) })
    assert.deepEqual(values(cluster.get('A', 'k')), ['y'])
    cluster.put('C', 'k', 'z')
    assert.deepEqual(values(cluster.get('A', 'k')), ['y', 'z'])
  })

  it('a delete leaves nothing to read, and a later put starts anew', () => {
    const cluster = new Cluster('ABC')
    cluster.put('A', 'k', 'x')
    assert.equal(told(cluster.delete('B', 'k')), 'ok')
    assert.deepEqual(values(cluster.get('C', 'k')), [])
    cluster.put('B', 'k', 'y')
    assert.deepEqual(values(cluster.get('C', 'k')), ['y'])
  })

  it('an inspection tells who holds which version', () => {
    const cluster = new Cluster('ABCD')
    cluster.put('A', 'k', 'x')
    const response = cluster.request('D', { op: 'inspect', key: 'k' })
    assert.ok(response.ok && response.op === 'inspect')
    assert.deepEqual(
      response.replicas.map(({ node, role, versions }) => `${node} ${role} ${versions?.length}`),
      ['A home 1', 'B home 1', 'C home 1']
    )
  })

  it('leaves nothing under way behind', () => {
    const cluster = new Cluster('ABCD')
    for (const at of cluster.list) {
      cluster.put(at, 'k', at)
      cluster.get(at, 'k')
      cluster.delete(at, 'k')
    }
    assert.equal(cluster.open, 0)
  })
})

describe('cluster: concurrent requests', () => {
  it('each of two puts at once through one coordinator is kept', () => {
    const cluster = new Cluster('ABC')
    const ids = ['x', 'y'].map((value) =>
      cluster.begin('A', { op: 'put', key: 'k', value: encodeValue(value) })
    )
    cluster.settle()
    assert.deepEqual(
      ids.map((id) => told(cluster.response(id))),
      ['ok', 'ok']
    )
    assert.deepEqual(values(cluster.get('B', 'k')), ['x', 'y'])
  })

  it('each of two puts on two sides of a partition is kept, and shown when it heals', () => {
    const cluster = new Cluster('ABCD', { quorum: { n: 3, r: 1, w: 1 } })
    cluster.put('A', 'k', 'old')
    const context = contextOf(cluster.get('A', 'k'))
    for (const a of 'AB') for (const b of 'CD') cluster.cut(a, b)
    assert.equal(told(cluster.put('A', 'k', 'left', { context })), 'ok')
    assert.equal(told(cluster.put('D', 'k', 'right', { context })), 'ok')
    for (const a of 'AB') for (const b of 'CD') cluster.mend(a, b)
    cluster.rest(60_000)
    cluster.get('A', 'k')
    cluster.settle()
    assert.deepEqual(values(cluster.get('D', 'k')).sort(), ['left', 'right'])
  })
})

describe('cluster: who may speak for whom', () => {
  const request = { op: 'delete', key: 'k' } as const

  it('a request over a peer channel counts as that peer, nobody else', () => {
    const cluster = new Cluster('ABC')
    cluster.forge('B', 'A', { type: 'request', id: 7, request, caller: { id: 'C' } })
    assert.deepEqual(cluster.traffic, ['A>B response'])
    assert.equal(cluster.open, 0)
  })

  it('says CALLER_UNPROVEN to the one who forged it', () => {
    const cluster = new Cluster('ABC')
    const id = cluster.begin('B', request, { id: 'C' })
    cluster.settle()
    assert.equal(told(cluster.response(id)), 'CALLER_UNPROVEN')
  })
})

it('a ping is answered with a pong', () => {
  const cluster = new Cluster('AB')
  cluster.forge('B', 'A', { type: 'ping', id: 0 })
  assert.deepEqual(cluster.traffic, ['A>B pong'])
})
