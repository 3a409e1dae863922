// One node's way through the ring: joining, restarting, leaving, being removed, and what its disk has to do with it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NodeId } from '@halley/model'
import { standingOf } from '../src/standing.ts'
import { member, Town } from './words.ts'

function town(...ids: NodeId[]): Town {
  const made = new Town()
  for (const id of ids) made.start(id, { seeds: ids.slice(0, 1) })
  made.pass(5_000)
  assert.ok(made.agrees)
  return made
}

/** `A1 B2†`: all that a node knows. */
function known(made: Town, id: NodeId): string {
  const words = made.core(id).members.map((one) => `${one.id}${one.stamp}${one.status === 'left' ? '†' : ''}`)
  return words.sort().join(' ')
}

describe('membership: joining', () => {
  it('the first start on an empty disk joins; a restart says nothing new', () => {
    const made = town('A', 'B')
    made.crash('B')
    made.start('B')
    made.pass(5_000)
    assert.equal(known(made, 'A'), 'A1 B1')
  })

  it('a restart with another weight, zone or address is told to all', () => {
    const made = town('A', 'B')
    made.start('B', { profile: { weight: 4, zone: 'x', addresses: ['/at/another'] } })
    made.pass(5_000)
    assert.deepEqual(
      made.core('A').members.find(({ id }) => id === 'B'),
      {
        ...member('B2', { weight: 4, zone: 'x', addresses: ['/at/another'] })
      }
    )
  })

  it('whoever hears of a member is told where to reach it', () => {
    const made = town('A', 'B')
    assert.deepEqual(made.said('A'), ['moved', 'B is at /at/B', 'moved'])
    made.crash('A')
    made.start('A')
    assert.deepEqual(made.said('A'), ['B is at /at/B', 'moved'], 'also after a restart, from the disk')
  })

  it('a node says nothing of itself, and hears nothing, before its disk holds its record', () => {
    const made = town('A')
    made.diskIsFull = true
    made.start('B', { seeds: ['A'] })
    made.pass(5_000)
    assert.equal(known(made, 'A'), 'A1')
    assert.equal(made.disk('B'), undefined)
    made.diskIsFull = false
    made.pass(5_000)
    assert.equal(known(made, 'A'), 'A1 B1')
  })

  it('one whose disk was wiped takes its place again, above what others remember of its earlier life', () => {
    const made = town('A', 'B')
    made.start('B', { profile: { weight: 3, addresses: ['/old'] } })
    made.pass(5_000)
    made.start('B', { membership: { partitions: 64, members: [] }, seeds: ['A'] })
    made.pass(5_000)
    assert.equal(known(made, 'A'), 'A1 B3')
    assert.deepEqual(made.core('A').members.find(({ id }) => id === 'B')?.addresses, ['/at/B'])
  })
})

describe('membership: leaving', () => {
  it('is durable first, then known elsewhere, then the copies go, then it is answered', () => {
    const made = town('A', 'B', 'C')
    made.said('B')
    made.diskIsFull = true
    made.leave('B')
    made.pass(2_000)
    assert.equal(made.core('B').leaving, 'storing')
    assert.equal(known(made, 'A'), 'A1 B1 C1')
    made.diskIsFull = false
    made.crash('A')
    made.crash('C')
    made.pass(5_000)
    assert.equal(made.core('B').leaving, 'telling', 'nobody is there to tell')
    made.start('A')
    made.start('C')
    made.pass(5_000)
    assert.equal(made.core('B').leaving, 'moving')
    assert.deepEqual(new Set(made.said('B')), new Set(['moved', 'vacate']))
    assert.equal(known(made, 'A'), 'A1 B2† C1')
    assert.deepEqual(new Set(made.core('A').ring.list('k')), new Set(['A', 'C']))
    made.vacated('B')
    assert.deepEqual(made.said('B'), ['departed 1 ok', 'gone'])
  })

  it('survives a crash on the way: the node goes on leaving when it starts again', () => {
    const made = town('A', 'B', 'C')
    made.leave('B')
    made.crash('B')
    assert.equal(standingOf(made.disk('B'), 'B'), 'leaving', 'nobody knows it yet')
    made.start('B')
    made.pass(5_000)
    assert.equal(made.core('B').leaving, 'moving')
    assert.equal(standingOf(made.disk('B'), 'B'), 'left')
    assert.equal(known(made, 'C'), 'A1 B2† C1')
  })

  it('a node that left joins again only when it is told to', () => {
    const made = town('A', 'B', 'C')
    made.leave('B')
    made.pass(5_000)
    made.vacated('B')
    made.crash('B')
    made.start('B', { rejoin: true })
    made.pass(5_000)
    assert.equal(known(made, 'A'), 'A1 B3 C1')
    assert.equal(made.core('B').leaving, undefined)
  })

  it('the only member cannot leave, and neither can a stranger, nor anybody twice', () => {
    const made = town('A')
    made.said('A')
    made.leave('A')
    made.leave('A', 'X')
    assert.deepEqual(made.said('A'), ['departed 1 LAST_MEMBER', 'departed 1 MEMBER_UNKNOWN'])
    const two = town('A', 'B', 'C')
    two.said('A')
    two.leave('A', 'C')
    two.leave('A', 'C')
    assert.deepEqual(two.said('A'), ['moved', 'departed 1 ok', 'departed 1 MEMBER_UNKNOWN'])
  })
})

describe('membership: removal of a member that is gone for good', () => {
  it('is an operator’s act at any node, answered when it is durable, and known to all', () => {
    const made = town('A', 'B', 'C')
    made.crash('C')
    made.said('A')
    made.diskIsFull = true
    made.leave('A', 'C')
    assert.deepEqual(made.said('A'), ['moved'])
    made.diskIsFull = false
    made.pass(5_000)
    assert.deepEqual(made.said('A'), ['departed 1 ok'])
    assert.equal(known(made, 'B'), 'A1 B1 C2†')
    assert.deepEqual(new Set(made.core('B').ring.list('k')), new Set(['A', 'B']))
  })

  it('holds when the removed one comes back: it learns of it, and hands over what it has', () => {
    const made = town('A', 'B', 'C')
    made.crash('C')
    made.leave('A', 'C')
    made.pass(5_000)
    made.start('C')
    made.pass(5_000)
    assert.equal(known(made, 'C'), 'A1 B1 C2†')
    assert.equal(made.core('C').leaving, 'moving')
    assert.equal(standingOf(made.disk('C'), 'C'), 'left')
  })

  it('a word of a member against a removal at the same time gives way to it', () => {
    const made = town('A', 'B', 'C')
    made.part(['C'])
    made.leave('A', 'C')
    made.start('C', { profile: { weight: 2, addresses: [] } })
    made.pass(3_000)
    made.part()
    made.pass(10_000)
    assert.equal(known(made, 'B'), 'A1 B1 C2†')
    assert.equal(known(made, 'C'), 'A1 B1 C2†')
  })
})
