// Many deadlines against the plainest thing that could do the same: a list that is sorted each time.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Cancel, Deadlines } from '../src/deadlines.ts'
import { earliest } from '../src/time.ts'

interface Armed {
  readonly at: number
  readonly item: number
}

/** Armed first, due first: the sort is stable. */
function sorted(armed: readonly Armed[]): Armed[] {
  return armed.toSorted((a, b) => a.at - b.at)
}

const commands = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ does: fc.constant('set' as const), at: fc.nat(50) }) },
    { weight: 5, arbitrary: fc.record({ does: fc.constant('cancel' as const), at: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('due' as const), at: fc.nat(50) }) }
  ),
  { maxLength: 400, size: 'max' }
)

describe('deadlines', () => {
  it('fall due like a sorted list, whatever is armed and taken back', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const deadlines = new Deadlines<number>()
        const cancels: Cancel[] = []
        let armed: Armed[] = []
        for (const { does, at } of list) {
          if (does === 'set') {
            const item = cancels.length
            cancels.push(deadlines.set(at, `for ${item}`, item))
            armed.push({ at, item })
          } else if (does === 'due') {
            const due = sorted(armed).filter((one) => one.at <= at)
            assert.deepEqual(
              deadlines.due(at),
              due.map(({ item }) => item)
            )
            armed = armed.filter((one) => one.at > at)
          } else if (cancels.length > 0) {
            const item = at % cancels.length
            cancels[item]?.()
            armed = armed.filter((one) => one.item !== item)
          }
          const [next] = sorted(armed)
          assert.deepEqual(deadlines.next(), next && { at: next.at, reason: `for ${next.item}` })
        }
        assert.deepEqual(
          deadlines.due(Number.POSITIVE_INFINITY),
          sorted(armed).map(({ item }) => item)
        )
        assert.equal(deadlines.next(), undefined)
      }),
      { seed: 71, numRuns: 150 }
    )
  })

  it('of which most were taken back still fall due in order', () => {
    const deadlines = new Deadlines<number>()
    const cancels = Array.from({ length: 1_000 }, (_, at) =>
      deadlines.set((at * 7919) % 1_000, '', (at * 7919) % 1_000)
    )
    for (const [at, cancel] of cancels.entries()) if (at % 10 !== 0) cancel()
    const due = deadlines.due(1_000)
    assert.equal(due.length, 100)
    assert.deepEqual(
      due,
      due.toSorted((a, b) => a - b)
    )
  })

  it('a deadline taken back twice, or after it fell due, takes no other with it', () => {
    const deadlines = new Deadlines<string>()
    const first = deadlines.set(1, 'first', 'first')
    deadlines.set(2, 'second', 'second')
    assert.deepEqual(deadlines.due(1), ['first'])
    first()
    first()
    assert.deepEqual(deadlines.next(), { at: 2, reason: 'second' })
  })

  it('one that is armed by what fell due waits for the next look', () => {
    const deadlines = new Deadlines<number>()
    deadlines.set(1, '', 1)
    for (const item of deadlines.due(5)) deadlines.set(item + 1, 'again', item)
    assert.deepEqual(deadlines.next(), { at: 2, reason: 'again' })
  })
})

it('the earliest of several deadlines, the first of equal ones', () => {
  assert.equal(earliest(), undefined)
  assert.equal(earliest(undefined, undefined), undefined)
  const [early, same, late] = [
    { at: 1, reason: 'early' },
    { at: 1, reason: 'same' },
    { at: 2, reason: 'late' }
  ]
  assert.equal(earliest(late, undefined, early, same), early)
})
