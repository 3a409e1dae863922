import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type NodeId, REPLICAS, sha256 } from '@halley/model'
import fc from 'fast-check'
import { Ring, type RingMember } from '../src/ring.ts'

const Q = 256

const MEMBER: fc.Arbitrary<RingMember> = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 6 }),
    weight: fc.integer({ min: 1, max: 8 }),
    zone: fc.option(fc.constantFrom('x', 'y', 'z', 'u'), { nil: undefined })
  })
  .map(({ id, weight, zone }) => ({ id, weight, ...(zone === undefined ? {} : { zone }) }))

const MEMBERS = fc.uniqueArray(MEMBER, { selector: ({ id }) => id, minLength: 1, maxLength: 12 })

function ringOf(members: readonly RingMember[], self = 'A', partitions = Q): Ring {
  const ring = new Ring(self, partitions)
  ring.make(members)
  return ring
}

function named(...ids: string[]): RingMember[] {
  return ids.map((id) => ({ id, weight: 1 }))
}

function each(times: number, act: (at: number) => void): void {
  for (let at = 0; at < times; at++) act(at)
}

describe('ring: preference lists', () => {
  it('hold distinct members, all of them or as many as there may be replicas', () => {
    fc.assert(
      fc.property(MEMBERS, (members) => {
        const ring = ringOf(members)
        each(Q, (partition) => {
          const list = ring.listOf(partition)
          assert.equal(new Set(list).size, list.length)
          assert.equal(list.length, Math.min(members.length, REPLICAS))
        })
      }),
      { seed: 21, numRuns: 40 }
    )
    const many = ringOf(named(...Array.from({ length: 50 }, (_, at) => `n${at}`)))
    each(Q, (partition) => assert.equal(many.listOf(partition).length, REPLICAS))
  })

  it('are a function of who has joined: neither of the order in which one heard of them, nor of who asks', () => {
    fc.assert(
      fc.property(MEMBERS, (members) => {
        const [a, b] = [ringOf(members), ringOf([...members].reverse(), 'someone else')]
        each(Q, (partition) => assert.deepEqual(a.listOf(partition), b.listOf(partition)))
      }),
      { seed: 22, numRuns: 40 }
    )
  })

  it('a key has the list of the partition that its position begins with', () => {
    const ring = ringOf(named('A', 'B', 'C', 'D'), 'A', 16)
    for (const key of ['k', 'greeting', 'ключ'])
      assert.deepEqual(ring.list(key), ring.listOf(Number.parseInt(sha256(key).slice(0, 1), 16)))
    assert.deepEqual(ringOf(named('A'), 'A', 1).list('k'), ['A'])
    assert.deepEqual(new Ring('A', 16).list('k'), [])
  })

  it('the first n are in n zones, or in all there are, for every n', () => {
    fc.assert(
      fc.property(MEMBERS, (members) => {
        const ring = ringOf(members)
        const zoneOf = new Map(members.map(({ id, zone }) => [id, zone]))
        const zones = new Set(zoneOf.values()).size
        each(Q, (partition) => {
          const list = ring.listOf(partition)
          for (let n = 1; n <= list.length; n++)
            assert.equal(new Set(list.slice(0, n).map((id) => zoneOf.get(id))).size, Math.min(n, zones))
        })
      }),
      { seed: 23, numRuns: 40 }
    )
  })
})

describe('ring: what moves', () => {
  it('a join replaces at most one home of a partition, by the newcomer; a leave at most the leaver', () => {
    const cases = fc.tuple(MEMBERS, MEMBER, fc.integer({ min: 1, max: 5 }))
    fc.assert(
      fc.property(cases, ([members, newcomer, n]) => {
        if (members.some(({ id }) => id === newcomer.id)) return
        const [before, after] = [ringOf(members), ringOf([...members, newcomer])]
        each(Q, (partition) => {
          const [old, young] = [before.listOf(partition).slice(0, n), after.listOf(partition).slice(0, n)]
          const came = young.filter((id) => !old.includes(id))
          const went = old.filter((id) => !young.includes(id))
          assert.ok(
            came.every((id) => id === newcomer.id),
            `${came} came for ${newcomer.id}`
          )
          assert.ok(went.length <= came.length)
        })
      }),
      { seed: 24, numRuns: 150 }
    )
  })

  it('the same members make the same ring, and it says so', () => {
    const ring = ringOf(named('A', 'B'))
    assert.equal(ring.make(named('B', 'A')), false)
    assert.equal(ring.make(named('A')), true)
    assert.equal(ring.make([{ id: 'A', weight: 2 }]), true)
  })
})

describe('ring: ranges', () => {
  it('are disjoint, in order, and say of every position exactly what the lists say', () => {
    fc.assert(
      fc.property(MEMBERS, fc.integer({ min: 1, max: 4 }), (members, n) => {
        const self = members[0]?.id as NodeId
        const ring = ringOf(members, self, 64)
        const found = new Map<number, readonly NodeId[]>()
        let last = -1
        for (const { prefix, bits, homes } of ring.of(n)) {
          const first = prefix << (6 - bits)
          assert.ok(first > last)
          for (let partition = first; partition < (prefix + 1) << (6 - bits); partition++)
            found.set(partition, homes)
          last = ((prefix + 1) << (6 - bits)) - 1
        }
        each(64, (partition) => {
          const homes = ring.listOf(partition).slice(0, n)
          assert.deepEqual(found.get(partition), homes.includes(self) ? homes.sort() : undefined)
        })
      }),
      { seed: 25, numRuns: 60 }
    )
  })

  it('are one, the whole, where everybody is a home of everything', () => {
    assert.deepEqual(ringOf(named('A', 'B', 'C'), 'B').of(3), [
      { prefix: 0, bits: 0, homes: ['A', 'B', 'C'] }
    ])
    assert.deepEqual(ringOf(named('A', 'B', 'C'), 'D').of(3), [])
    assert.deepEqual(new Ring('A', 16).of(3), [])
  })

  it('shares count what each member is first and home of', () => {
    const shares = ringOf(named('A', 'B', 'C', 'D')).shares(3)
    const sum = (what: 'first' | 'homes'): number =>
      [...shares.values()].reduce((all, share) => all + share[what], 0)
    assert.equal(sum('first'), Q)
    assert.equal(sum('homes'), 3 * Q)
  })
})

describe('ring: balance', () => {
  it('is within 15 % of the mean for equal weights, for up to fifty nodes', () => {
    for (const nodes of [3, 5, 10, 30, 50]) {
      const members = named(...Array.from({ length: nodes }, (_, at) => `node ${at} of ${nodes}`))
      const mean = (3 * 4_096) / nodes
      for (const [id, { homes }] of ringOf(members, 'A', 4_096).shares(3))
        assert.ok(Math.abs(homes / mean - 1) < 0.15, `${id} has ${homes}, the mean is ${mean}`)
    }
  })

  it('gives who weighs twice as much twice as many partitions to be first of', () => {
    const members = named(...Array.from({ length: 12 }, (_, at) => `n${at}`)).map(({ id }, at) => ({
      id,
      weight: at % 2 === 0 ? 1 : 2
    }))
    const shares = ringOf(members, 'A', 16_384).shares(1)
    for (const { id, weight } of members) {
      const ideal = (16_384 * weight) / 18
      assert.ok(Math.abs((shares.get(id)?.first ?? 0) / ideal - 1) < 0.15)
    }
  })
})
