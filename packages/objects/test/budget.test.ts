// One bucket and its penalty, the tally and the table of them: what they say at times of a clock that the test holds.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPrng } from '@halley/model'
import { Budget, EASE_MS, HIGHEST_PENALTY } from '../src/budget.ts'
import { Ledger } from '../src/ledger.ts'
import { Tally } from '../src/tally.ts'

/** 600 in a minute: one in 100 ms. */
const TERMS = { most: 600, perMs: 0.01 }
const MINUTE = 60_000

/** Runs dry at each of the times, and is full again before the next one. */
function drained(...times: readonly number[]): Budget {
  const budget = new Budget(TERMS, 0)
  for (const at of times) assert.ok(budget.spend(601, at), `dry at ${at}`)
  return budget
}

describe('a budget', () => {
  it('may be emptied at once, is overdrawn by the last one, and fills evenly', () => {
    const budget = new Budget(TERMS, 0)
    assert.deepEqual(
      [
        budget.spend(599, 0),
        budget.waitMs(0),
        budget.spend(101, 0),
        budget.waitMs(0),
        budget.waitMs(9_000),
        budget.waitMs(10_000),
        budget.waitMs(10_001)
      ],
      [false, 0, true, 10_001, 1_001, 1, 0]
    )
  })

  it('never holds more than when it was full', () => {
    const budget = new Budget(TERMS, 0)
    assert.equal(budget.waitMs(100 * MINUTE), 0)
    assert.equal(budget.spend(600, 100 * MINUTE), true)
  })

  it('runs dry once, however often it is asked and charged while it is', () => {
    const budget = new Budget(TERMS, 0)
    assert.deepEqual(
      [budget.spend(700, 0), budget.spend(5, 0), budget.spend(5, 1), budget.penalty(1)],
      [true, false, false, 1]
    )
  })

  for (const [what, times, at, penalty] of [
    ['once', [0], 1, 1],
    ['twice within ten minutes', [0, 2 * MINUTE], 2 * MINUTE, 2],
    ['twice, ten minutes apart', [0, EASE_MS], EASE_MS, 1],
    ['twice, just less than that apart', [0, EASE_MS - 1], EASE_MS, 2],
    ['three times', [0, 2 * MINUTE, 6 * MINUTE], 6 * MINUTE, 4],
    ['again and again', [0, 2, 6, 12, 21, 30, 39].map((at) => at * MINUTE), 39 * MINUTE, HIGHEST_PENALTY],
    ['twice, and ten minutes later', [0, 2 * MINUTE], 2 * MINUTE + EASE_MS, 1],
    [
      'three times, and just less than ten minutes later',
      [0, 2, 6].map((at) => at * MINUTE),
      16 * MINUTE - 1,
      4
    ],
    ['three times, and ten minutes later', [0, 2, 6].map((at) => at * MINUTE), 16 * MINUTE, 2],
    ['three times, and twenty minutes later', [0, 2, 6].map((at) => at * MINUTE), 26 * MINUTE, 1]
  ] as const) {
    it(`that ran dry ${what} has its gain divided by ${penalty}`, () => {
      assert.equal(drained(...times).penalty(at), penalty)
    })
  }

  it('with a penalty fills as much more slowly, and faster again as it eases', () => {
    const budget = drained(0, 2 * MINUTE)
    assert.equal(budget.waitMs(2 * MINUTE), 1 / (TERMS.perMs / 2) + 1)
    const owing = new Budget(TERMS, 0)
    owing.spend(1_000, 0)
    owing.spend(600 + 3_000 + 100, 2 * MINUTE)
    // Ten minutes at half the gain, and the rest at all of it.
    assert.equal(owing.waitMs(2 * MINUTE + EASE_MS), 100 / TERMS.perMs + 1)
    assert.equal(owing.waitMs(2 * MINUTE + EASE_MS + 10_001), 0)
  })

  it('that is asked all the time takes a step of the penalty a minute, not one for each drop', () => {
    const budget = new Budget(TERMS, 0)
    const penalties: number[] = []
    for (let at = 0; at < 6 * MINUTE; at += 50) {
      if (budget.waitMs(at) === 0) budget.spend(50, at)
      if (at % MINUTE === MINUTE - 50) penalties.push(budget.penalty(at))
    }
    assert.deepEqual(penalties, [1, 2, 4, 8, 16, 16])
  })

  it('gains nothing by a clock that is set back, and its penalty lasts no longer by it', () => {
    const day = 24 * 60 * MINUTE
    const budget = new Budget(TERMS, day)
    budget.spend(1_000, day)
    budget.spend(1_000, day + 2 * MINUTE)
    const waits = budget.waitMs(day + 2 * MINUTE)
    assert.equal(budget.waitMs(0), waits)
    assert.deepEqual([budget.penalty(EASE_MS - 1), budget.penalty(EASE_MS)], [2, 1])
  })

  it('lets no more be spent in any time than a full bucket, the gain, and the last one', () => {
    const prng = createPrng('budget')
    for (let run = 0; run < 50; run++) {
      const budget = new Budget(TERMS, 0)
      const spent: { readonly at: number; readonly amount: number }[] = []
      let at = 0
      for (let step = 0; step < 200; step++) {
        at += prng.below(prng.pick([10, 1_000, 100_000]))
        const amount = 1 + prng.below(200)
        if (budget.waitMs(at) > 0) continue
        budget.spend(amount, at)
        spent.push({ at, amount })
      }
      for (let from = 0; from < spent.length; from++) {
        let sum = 0
        for (const { at, amount } of spent.slice(from)) {
          const most = TERMS.most + TERMS.perMs * (at - (spent[from]?.at ?? 0))
          assert.ok(sum < most + 1e-6, `${sum} spent before ${at}, when ${most} were allowed`)
          sum += amount
        }
      }
    }
  })
})

describe('a tally', () => {
  it('sums the minute, and of the one before what still lies within sixty seconds', () => {
    const tally = new Tally()
    tally.add(60, 10_000)
    tally.add(40, 59_000)
    const read = [59_999, MINUTE, MINUTE + 30_000, 2 * MINUTE, 10 * MINUTE].map((at) => tally.lately(at))
    assert.deepEqual(read, [100, 100, 50, 0, 0])
  })
})

describe('a ledger', () => {
  it('knows nothing of whom it has never met: a full bucket', () => {
    const statement = new Ledger(600).statement('x', 5)
    assert.deepEqual(statement, { spent: 0, allowed: 600, penalty: 1, waitMs: 0 })
  })

  it('says what was spent, what is allowed, the penalty, and when there is something again', () => {
    const ledger = new Ledger(600)
    assert.equal(ledger.spend('x', 700, 0), true)
    assert.equal(ledger.spend('x', 1_100, 2 * MINUTE), true)
    assert.deepEqual(ledger.statement('x', 2 * MINUTE), {
      ...{ spent: 1_100, allowed: 300, penalty: 2, waitMs: 100_001 }
    })
    assert.equal(ledger.statement('y', 2 * MINUTE).waitMs, 0)
  })

  it('forgets those that owe nothing before those that do, however many come', () => {
    const ledger = new Ledger(600)
    ledger.spend('dry', 700, 0)
    ledger.spend('sparing', 5, 0)
    for (let other = 0; other < 10_000; other++) ledger.spend(`${other}`, 1, 0)
    assert.equal(ledger.statement('dry', 0).waitMs, 10_001)
    assert.equal(ledger.statement('sparing', 0).spent, 0)
  })

  it('forgets the oldest of those that owe, once as many others do', () => {
    const ledger = new Ledger(600)
    for (let other = 0; other <= 10_000; other++) ledger.spend(`${other}`, 700, 0)
    assert.equal(ledger.statement('0', 0).waitMs, 0)
    assert.ok(ledger.statement('1', 0).waitMs > 0)
  })
})
