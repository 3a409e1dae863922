import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compareMembers, MEMBERS, type Member } from '@halley/model'
import fc from 'fast-check'
import { Members } from '../src/members.ts'
import { member } from './words.ts'

const RECORD: fc.Arbitrary<Member> = fc.record(
  {
    id: fc.constantFrom('A', 'B', 'C', 'D'),
    status: fc.constantFrom('joined' as const, 'left' as const),
    stamp: fc.integer({ min: 1, max: 4 }),
    weight: fc.integer({ min: 1, max: 2 }),
    addresses: fc.subarray(['/a', '/b'])
  },
  { noNullPrototype: true }
)

function of(records: readonly Member[]): Members {
  const members = new Members()
  for (const record of records) members.merge(record)
  return members
}

function told(members: Members): Member[] {
  return members.all().sort((a, b) => (a.id < b.id ? -1 : 1))
}

describe('members: merging', () => {
  it('the order in which records are heard, and how often, makes no difference', () => {
    const heard = fc
      .array(RECORD, { maxLength: 20 })
      .chain((records) =>
        fc.tuple(
          fc.constant(records),
          fc.shuffledSubarray([...records, ...records], { minLength: 2 * records.length })
        )
      )
    fc.assert(
      fc.property(heard, ([records, shuffled]) => {
        const [a, b] = [of(records), of(shuffled)]
        assert.deepEqual(told(a), told(b))
        assert.deepEqual(a.digest(), b.digest())
      }),
      { seed: 11, numRuns: 300 }
    )
  })

  it('what two nodes know together is the same whoever tells whom', () => {
    const lists = fc.array(RECORD, { maxLength: 12 })
    fc.assert(
      fc.property(lists, lists, (first, second) => {
        const [a, b] = [of(first), of(second)]
        const [toB, toA] = [a.differing(b.digest()), b.differing(a.digest())]
        for (const record of toA) a.merge(record)
        for (const record of toB) b.merge(record)
        assert.deepEqual(told(a), told(b))
        assert.deepEqual(a.differing(b.digest()), [])
      }),
      { seed: 12, numRuns: 300 }
    )
  })

  it('records are totally ordered: by stamp, then by having left, then by their text', () => {
    fc.assert(
      fc.property(RECORD, RECORD, RECORD, (a, b, c) => {
        assert.equal(Math.sign(compareMembers(a, b)) + Math.sign(compareMembers(b, a)), 0)
        if (compareMembers(a, b) <= 0 && compareMembers(b, c) <= 0) assert.ok(compareMembers(a, c) <= 0)
      }),
      { seed: 13, numRuns: 300 }
    )
    assert.ok(compareMembers(member('A2'), member('A1†')) > 0)
    assert.ok(compareMembers(member('A1†'), member('A1')) > 0)
  })

  it('an older record, or the same one, is no news', () => {
    const members = of([member('A2')])
    assert.equal(members.merge(member('A1†')), false)
    assert.equal(members.merge(member('A2')), false)
    assert.equal(members.merge(member('A3†')), true)
    assert.deepEqual(members.joined(), [])
  })

  it('beyond the limit strangers are not taken in, and those who are known go on being heard', () => {
    const members = of(Array.from({ length: MEMBERS }, (_, at) => member('A1', { id: `n${at}` })))
    assert.equal(members.merge(member('B1')), false)
    assert.equal(members.merge(member('A2', { id: 'n7' })), true)
    assert.equal(members.all().length, MEMBERS)
  })
})

describe('members: digests', () => {
  it('of the same members are the same, of others are not', () => {
    const [a, b] = [of([member('A1'), member('B1')]), of([member('B1'), member('A1')])]
    assert.deepEqual(a.digest(), b.digest())
    b.merge(member('A2'))
    assert.notDeepEqual(a.digest(), b.digest())
    assert.equal(a.agreesOn('A', b.digest()), false)
    a.merge(member('A2'))
    assert.equal(a.agreesOn('A', b.digest()), true)
  })

  it('a difference is found among a thousand members by telling a few of them', () => {
    const thousand = Array.from({ length: 1_000 }, (_, at) => member('A1', { id: `n${at}` }))
    const [a, b] = [of(thousand), of(thousand)]
    b.merge(member('A2', { id: 'n500' }))
    const told = b.differing(a.digest())
    assert.ok(told.length < 40, `${told.length} members`)
    assert.ok(told.some(({ id, stamp }) => id === 'n500' && stamp === 2))
  })
})
