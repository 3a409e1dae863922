// Which entries of a vector go: the rule by hand, and what has to hold of it for replicas that prune at different moments.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeRecord, encodeRecord } from '../src/codec.ts'
import { VECTOR_ENTRIES, VECTOR_LATEST } from '../src/limits.ts'
import { prune } from '../src/pruning.ts'
import { amend, EMPTY_RECORD, merge, type ObjectRecord } from '../src/record.ts'
import { actor, dot, record, show, sibling } from './words.ts'

describe('pruning', () => {
  const table: [string, string, string][] = [
    ['keeps the latest, however old', '{a1@1 b1@900}', '{a1 b1}'],
    ['drops one more if it is older than the grace time', '{a1@1 b1@200 c1@900}', '{b1 c1}'],
    ['keeps one more that is not', '{a1@850 b1@870 c1@900}', '{a1 b1 c1}'],
    ['keeps one that is just as old', '{a1@800 b1@870 c1@900}', '{a1 b1 c1}'],
    ['keeps an old one of a version that is there', '{a1@1 b1@200 c1@900} a1=x', '{a1 b1 c1} a1=x'],
    ['of equally old ones drops the same at each replica', '{b1@1 a1@1 c1@900}', '{a1 c1}']
  ]
  for (const [what, before, expected] of table) {
    it(what, () => assert.equal(show(prune(record(before), { keep: 2, graceMs: 100_000 })), expected))
  }

  it('is the same record where nothing goes', () => {
    const before = record('{a1@850 b1@870 c1@900}')
    assert.equal(prune(before, { keep: 2, graceMs: 100_000 }), before)
  })

  it('takes a version that is superseded for an event of its actor', () => {
    const { dot: _, ...content } = sibling('b1=y')
    const before = record('{a1@1 b1@900 c1@900} a1=x')
    const edits = [{ supersedes: [dot('a1')], content }]
    assert.deepEqual(amend(before, actor('b'), edits, 1_000_000).times, {
      [actor('a')]: 1_000,
      [actor('b')]: 1_000,
      [actor('c')]: 900
    })
  })

  it('counts on by seconds where a clock was a century ahead', () => {
    const { dot: _, ...content } = sibling('b1=y')
    const next = amend(
      record('{a1@4000000000}'),
      actor('b'),
      [{ supersedes: [], content }],
      1_700_000_000_000
    )
    assert.equal(next.times?.[actor('b')], 4_000_000_001)
  })
})

describe('pruning and merging', () => {
  // Of each actor the later event comes with the later time.
  const vectors = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(40)), {
      selector: ([letter]) => letter
    })
    .map((entries) => ({
      context: Object.fromEntries(entries.map(([letter, at]) => [actor(letter), at + 1])),
      times: Object.fromEntries(entries.map(([letter, at]) => [actor(letter), at])),
      siblings: []
    }))
  const rules = fc.record({ keep: fc.nat(3), graceMs: fc.nat(20_000) })
  const told = ({ context, times = {} }: ObjectRecord): string =>
    Object.keys(context)
      .map((name) => `${name}:${context[name]}@${times[name] ?? 0}`)
      .sort()
      .join(' ')

  it('it makes no difference when, how often and of which side the entries are dropped', () => {
    fc.assert(
      fc.property(vectors, vectors, vectors, rules, (a, b, c, rule) => {
        const at = (one: ObjectRecord, other: ObjectRecord): ObjectRecord => prune(merge(one, other), rule)
        const [x, y, z] = [prune(a, rule), prune(b, rule), prune(c, rule)]
        assert.equal(told(at(x, y)), told(at(y, x)), 'which side comes first')
        assert.equal(told(at(x, x)), told(x), 'once more')
        assert.equal(told(at(at(x, y), z)), told(at(x, at(y, z))), 'which two come first')
        assert.equal(told(at(a, b)), told(at(x, y)), 'before or after')
      }),
      { seed: 3, numRuns: 2_000 }
    )
  })

  it('what comes of a merge is never too long to be read, and the present versions are in it', () => {
    const many = (letter: string): ObjectRecord => {
      const made = Array.from({ length: VECTOR_ENTRIES }, (_, at) => `${letter}${at}`.padEnd(16, '0'))
      return {
        context: Object.fromEntries(made.map((name) => [name, 1])),
        siblings: made.slice(0, 3).map((name) => ({ ...sibling('a1=x'), dot: { actor: name, counter: 1 } }))
      }
    }
    const both = merge(many('a'), many('b'))
    assert.equal(both.siblings.length, 6)
    assert.ok(Object.keys(both.context).length <= VECTOR_LATEST + 6)
    assert.doesNotThrow(() => decodeRecord(encodeRecord(both)))
  })

  it('a record with times is read back as it was', () => {
    const before = record('{a1@1 b1@4000000000 c1@900} a1=x')
    assert.deepEqual(decodeRecord(encodeRecord(before)), before)
    assert.deepEqual(decodeRecord(encodeRecord(EMPTY_RECORD)), EMPTY_RECORD)
  })
})
