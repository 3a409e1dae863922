// The book of hints: what is kept for whom, what is on its way, what must follow.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Delivery, Hints } from '../src/hints.ts'
import { REPLICATION_DEFAULTS } from '../src/options.ts'

function book(handoffsAtOnce = 16): Hints {
  return new Hints({ ...REPLICATION_DEFAULTS, handoffsAtOnce })
}

/** The next delivery of the only kept copy. */
function next(hints: Hints, home = 'C'): Delivery {
  const [delivery] = hints.deliver(home)
  assert.ok(delivery !== undefined)
  return delivery
}

const keys = (deliveries: readonly { key: string }[]): string => deliveries.map(({ key }) => key).join(' ')

describe('hints', () => {
  it('one key of one home counts once, however often a copy is kept', () => {
    const hints = book()
    hints.add('C', 'k', 0)
    hints.add('C', 'k', 0)
    hints.add('C', 'l', 0)
    hints.add('D', 'k', 0)
    assert.equal(hints.size, 3)
    assert.deepEqual([hints.has('C'), hints.has('D'), hints.has('E')], [true, true, false])
  })

  it('what is on its way is not sent a second time', () => {
    const hints = book()
    hints.add('C', 'k', 0)
    const delivery = next(hints)
    assert.equal(keys(hints.deliver('C')), '')
    hints.failed(delivery)
    assert.equal(keys(hints.deliver('C')), 'k')
  })

  it('a late word on an earlier attempt says nothing of the one that is under way', () => {
    const hints = book()
    hints.add('C', 'k', 0)
    const first = next(hints)
    hints.failed(first)
    const second = next(hints)
    assert.notEqual(first.attempt, second.attempt)
    hints.failed(first)
    assert.equal(hints.delivered(first), false)
    assert.equal(hints.size, 1)
    assert.equal(keys(hints.deliver('C')), '', 'the second is still on its way')
    assert.equal(hints.delivered(second), true)
    assert.equal(hints.size, 0)
  })

  it('an attempt ends once: a second word on it is nothing', () => {
    const hints = book()
    hints.add('C', 'k', 0)
    const delivery = next(hints)
    assert.equal(hints.delivered(delivery), true)
    hints.add('C', 'k', 0)
    assert.equal(hints.delivered(delivery), false)
    hints.failed(delivery)
    assert.equal(hints.size, 1)
  })

  it('attempts for different homes and keys have different numbers', () => {
    const hints = book()
    for (const home of 'CD') for (const key of 'kl') hints.add(home, key, 0)
    const attempts = [...hints.deliver('C'), ...hints.deliver('D')].map(({ attempt }) => attempt)
    assert.equal(new Set(attempts).size, 4)
  })

  it('is spent by the delivery, and its home with the last one', () => {
    const hints = book()
    hints.add('C', 'k', 0)
    assert.equal(hints.delivered(next(hints)), true)
    assert.equal(hints.size, 0)
    assert.equal(hints.has('C'), false)
  })

  it('is not spent where a newer copy was kept meanwhile: that one follows', () => {
    const hints = book()
    hints.add('C', 'k', 0)
    const older = next(hints)
    hints.add('C', 'k', 0)
    assert.equal(hints.delivered(older), false)
    assert.equal(hints.size, 1)
    assert.equal(hints.delivered(next(hints)), true)
    assert.equal(hints.size, 0)
  })

  it('so many at once for one home, whatever is on its way to others', () => {
    const hints = book(2)
    for (const key of 'klmn') hints.add('C', key, 0)
    hints.add('D', 'k', 0)
    const [k, l] = hints.deliver('C') as [Delivery, Delivery]
    assert.equal(keys([k, l]), 'k l')
    assert.equal(keys(hints.deliver('D')), 'k')
    hints.delivered(l)
    assert.equal(keys(hints.deliver('C')), 'm')
  })

  it('one that failed waits until the others had their turn', () => {
    const hints = book(1)
    for (const key of 'kl') hints.add('C', key, 0)
    hints.failed(next(hints))
    assert.equal(keys(hints.deliver('C')), 'l')
  })

  it('there is room for so many in all, and for so many of one home; a newer copy needs none', () => {
    const hints = new Hints({ ...REPLICATION_DEFAULTS, hintsAtMost: 3, hintsOfOneHomeAtMost: 2 })
    for (const key of 'kl') hints.add('C', key, 0)
    assert.deepEqual([hints.hasRoom('C', 'm'), hints.hasRoom('D', 'm')], [false, true])
    hints.add('D', 'm', 0)
    assert.deepEqual([hints.hasRoom('D', 'n'), hints.hasRoom('E', 'n')], [false, false])
    assert.deepEqual([hints.hasRoom('C', 'k'), hints.hasRoom('D', 'm')], [true, true])
    hints.delivered(next(hints))
    assert.deepEqual([hints.hasRoom('C', 'm'), hints.hasRoom('D', 'n')], [true, true])
  })

  it('tells what is kept for whom, and since when: the first copy of a key that the home has not got', () => {
    const hints = book(1)
    hints.add('C', 'k', 5)
    hints.add('C', 'l', 7)
    hints.add('D', 'k', 6)
    hints.add('C', 'k', 9)
    hints.failed(next(hints))
    hints.deliver('C')
    assert.deepEqual(hints.all(), [
      { home: 'C', copies: 2, since: 5, sending: 1 },
      { home: 'D', copies: 1, since: 6, sending: 0 }
    ])
  })

  it('nothing is kept for a home that nobody named', () => {
    const hints = book()
    assert.equal(keys(hints.deliver('C')), '')
    const unknown = { home: 'C', key: 'k', attempt: 1 }
    hints.failed(unknown)
    assert.equal(hints.delivered(unknown), false)
    assert.equal(hints.size, 0)
  })
})

it('hints: no copy that was kept is forgotten before it was delivered, and the size is the number kept', () => {
  const steps = fc.array(
    fc.record({
      does: fc.constantFrom('add', 'deliver', 'delivered', 'failed', 'late'),
      home: fc.constantFrom('C', 'D'),
      key: fc.constantFrom('k', 'l', 'm')
    }),
    { maxLength: 60 }
  )
  fc.assert(
    fc.property(steps, (list) => {
      const hints = book(2)
      // The copy kept last for each, by its number; and the one that is on its way. Every delivery, for late words on it.
      const kept = new Map<string, number>()
      const sent = new Map<string, { copy: number; delivery: Delivery }>()
      const all: Delivery[] = []
      for (const [turn, { does, home, key }] of list.entries()) {
        const name = `${home} ${key}`
        if (does === 'add') {
          hints.add(home, key, 0)
          kept.set(name, turn)
        } else if (does === 'deliver') {
          for (const delivery of hints.deliver(home)) {
            const name = `${home} ${delivery.key}`
            assert.ok(!sent.has(name))
            sent.set(name, { copy: kept.get(name) as number, delivery })
            all.push(delivery)
          }
        } else {
          const delivery = all[turn % Math.max(all.length, 1)]
          const late = does === 'late' ? delivery : undefined
          const open = sent.get(name)
          if (late !== undefined && sent.get(`${late.home} ${late.key}`)?.delivery !== late) {
            if (turn % 2 === 0) hints.failed(late)
            else assert.equal(hints.delivered(late), false)
          } else if (does !== 'late' && open !== undefined) {
            if (does === 'failed') hints.failed(open.delivery)
            else if (hints.delivered(open.delivery)) {
              assert.equal(open.copy, kept.get(name), 'the newest copy has arrived')
              kept.delete(name)
            }
            sent.delete(name)
          }
        }
        assert.equal(hints.size, kept.size)
        for (const to of 'CD')
          assert.ok([...sent.keys()].filter((name) => name.startsWith(to)).length <= 2, 'a few at once')
      }
    }),
    { seed: 91, numRuns: 300 }
  )
})
