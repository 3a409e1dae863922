// The algebra that everything above relies on: replicas may hear of versions in any order, any number of times, and
// agree. The reference forgets nothing: a version is there exactly if it was heard of and nothing known superseded it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { EMPTY_RECORD, includes, merge, type ObjectRecord, sameRecord } from '../src/record.ts'
import { histories, type Snapshot, snapshots, union } from './arbitraries.ts'
import { record, show, showDot, showVector } from './words.ts'

const RUNS = { seed: 11, numRuns: 400 }

/** Holds for every three moments of every history. */
function holds(what: (a: Snapshot, b: Snapshot, c: Snapshot) => void): void {
  const picks = fc.tuple(fc.nat(), fc.nat(), fc.nat())
  fc.assert(
    fc.property(histories, picks, (history, [i, j, k]) => {
      const seen = snapshots(history)
      const at = (index: number): Snapshot => seen[index % seen.length] as Snapshot
      what(at(i), at(j), at(k))
    }),
    RUNS
  )
}

function same(a: ObjectRecord, b: ObjectRecord): void {
  assert.equal(show(a), show(b))
}

describe('merge', () => {
  it('is commutative', () =>
    holds(({ record: a }, { record: b }) => {
      same(merge(a, b), merge(b, a))
    }))

  it('is associative', () =>
    holds(({ record: a }, { record: b }, { record: c }) => {
      same(merge(merge(a, b), c), merge(a, merge(b, c)))
    }))

  it('is idempotent, and what was merged is included', () =>
    holds(({ record: a }, { record: b }) => {
      const merged = merge(a, b)
      assert.equal(merge(a, a), a)
      assert.equal(merge(merged, b), merged, 'nothing new: the very same record')
      assert.ok(includes(merged, a) && includes(merged, b))
    }))

  it('with nothing is nothing new', () =>
    holds(({ record: a }) => {
      same(merge(a, EMPTY_RECORD), a)
      same(merge(EMPTY_RECORD, a), a)
    }))

  it('in whatever order all moments of a history are heard, and heard twice, the end is the same', () => {
    const shuffled = histories.chain((history) => {
      const seen = snapshots(history).map(({ record }) => record)
      const twice = fc.shuffledSubarray([...seen, ...seen], { minLength: 2 * seen.length })
      return fc.tuple(fc.constant(seen), twice)
    })
    fc.assert(
      fc.property(shuffled, ([inOrder, anyOrder]) => {
        same(anyOrder.reduce(merge), inOrder.reduce(merge))
      }),
      RUNS
    )
  })
})

describe('merge, against the full history', () => {
  it('a record shows exactly what was heard of and not superseded', () =>
    holds((a, b) => {
      for (const { record, known, superseded } of [a, b, union(a, b)]) {
        const shown = record.siblings.map(({ dot }) => showDot(dot)).sort()
        assert.deepEqual(shown, [...known.difference(superseded)].sort())
        assert.equal(showVector(record.context), vectorOf(known))
      }
    }))

  it('one record includes another exactly if it knows all that the other knows', () =>
    holds((a, b) => {
      const expected = b.known.isSubsetOf(a.known) && b.superseded.isSubsetOf(a.superseded)
      assert.equal(includes(a.record, b.record), expected)
      assert.equal(sameRecord(a.record, b.record), show(a.record) === show(b.record))
    }))
})

function vectorOf(known: ReadonlySet<string>): string {
  const counters: Record<string, number> = {}
  for (const dot of known)
    counters[dot.charAt(0)] = Math.max(counters[dot.charAt(0)] ?? 0, Number(dot.slice(1)))
  return Object.entries(counters)
    .map(([letter, counter]) => `${letter}${counter}`)
    .sort()
    .join(' ')
}

describe('merge: the cases by hand', () => {
  const table: [string, string, string, string][] = [
    ['what neither has seen of the other stays', '{a1} a1=x', '{b1} b1=y', '{a1 b1} a1=x b1=y'],
    ['what one has superseded goes', '{a1} a1=x', '{a1 b1} b1=y', '{a1 b1} b1=y'],
    ['what both hold stays once', '{a1} a1=x', '{a1} a1=x', '{a1} a1=x'],
    ['each supersedes the other’s past', '{a2 b1} a2=x', '{a1 b2} b2=y', '{a2 b2} a2=x b2=y'],
    ['a tombstone supersedes like any version', '{a1} a1=x', '{a1 b1} b1=†', '{a1 b1} b1=†'],
    ['a tombstone stands beside what it has not seen', '{a2} a2=x', '{a1 b1} b1=†', '{a2 b1} b1=† a2=x'],
    ['what one forgot without a trace goes', '{a1 b1} a1=x b1=y', '{a1} ', '{a1 b1} b1=y']
  ]
  for (const [what, a, b, expected] of table) {
    it(what, () => {
      assert.equal(show(merge(record(a), record(b))), expected)
      assert.equal(show(merge(record(b), record(a))), expected)
    })
  }
})
