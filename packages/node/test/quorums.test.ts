// The (N, R, W) of an object through its life, and what a record may hold, across whole nodes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sourceOf } from '../../model/test/words.ts'
import { Cluster } from './cluster.ts'
import { contextOf, told, values } from './words.ts'

/** Nodes that hold a live version. */
function holders(cluster: Cluster): string[] {
  return cluster.list.filter((name) => cluster.held(name, 'k').siblings.some(({ kind }) => kind === 'value'))
}

describe('an object’s own quorum', () => {
  it('says how many copies there are', () => {
    const cluster = new Cluster('ABCDE')
    cluster.put('A', 'k', 'x', { quorum: { n: 5, r: 3, w: 3 } })
    assert.deepEqual(holders(cluster), ['A', 'B', 'C', 'D', 'E'])
  })

  it('is inherited by what replaces it', () => {
    const cluster = new Cluster('ABCDE')
    const context = contextOf(cluster.put('A', 'k', 'x', { quorum: { n: 5, r: 3, w: 3 } }))
    cluster.put('B', 'k', 'y', { context })
    assert.deepEqual(cluster.held('E', 'k').siblings.at(-1)?.quorum, { n: 5, r: 3, w: 3 })
  })

  for (const end of ['deleted', 'expired']) {
    it(`of one that was ${end} does not make the next one's writes weaker than its reads`, () => {
      const cluster = new Cluster('ABC')
      const expiry = end === 'expired' ? { expiresAt: cluster.now + 1_000 } : {}
      const context = contextOf(cluster.put('A', 'k', 'x', { quorum: { n: 1, r: 1, w: 1 }, ...expiry }))
      if (end === 'deleted') cluster.request('A', { op: 'delete', key: 'k', context })
      cluster.rest(2_000)
      assert.equal(told(cluster.put('A', 'k', 'y')), 'ok')
      const { n, w } = cluster.held('A', 'k').siblings.at(-1)?.quorum ?? { n: 3, w: 2 }
      assert.ok(
        holders(cluster).length >= w,
        `${holders(cluster)} hold it; the object has N = ${n}, W = ${w}`
      )
    })
  }
})

describe('code with more handlers than a record may name', () => {
  const names = Array.from({ length: 33 }, (_, at) => `on${at}`)

  it('is refused, or can be read: a disk must not hold what its node cannot decode', () => {
    const cluster = new Cluster('ABC', { handlers: () => ({ handlers: names }) })
    cluster.put('A', 'k', {}, { code: sourceOf('get') })
    assert.doesNotThrow(() => cluster.held('A', 'k'))
  })

  it('does not make the key unusable, one coordinator after the other', () => {
    const cluster = new Cluster('ABC', { handlers: () => ({ handlers: names }) })
    for (let times = 0; times < 3; times++) cluster.put('A', 'k', {}, { code: sourceOf('get') })
    assert.equal(told(cluster.put('A', 'k', 'passive')), 'ok')
    assert.ok(values(cluster.get('B', 'k')).includes('passive'))
  })
})
