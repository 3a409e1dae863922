// The book of hints: what is kept for whom, what is on its way, what must follow.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Hints } from '../src/hints.ts'
import { REPLICATION_DEFAULTS } from '../src/options.ts'

function book(handoffsAtOnce = 16): Hints {
  return new Hints({ ...REPLICATION_DEFAULTS, handoffsAtOnce })
}

const keys = (deliveries: readonly { key: string }[]): string => deliveries.map(({ key }) => key).join(' ')

describe('hints', () => {
  it('one key of one home counts once, however often a copy is kept', () => {
    const hints = book()
    hints.add('C', 'k')
    hints.add('C', 'k')
    hints.add('C', 'l')
    hints.add('D', 'k')
    assert.equal(hints.size, 3)
    assert.deepEqual([hints.has('C'), hints.has('D'), hints.has('E')], [true, true, false])
  })

  it('what is on its way is not sent a second time', () => {
    const hints = book()
    hints.add('C', 'k')
    assert.equal(keys(hints.deliver('C')), 'k')
    assert.equal(keys(hints.deliver('C')), '')
    hints.failed('C', 'k')
    assert.equal(keys(hints.deliver('C')), 'k')
  })

  it('is spent by the delivery, and its home with the last one', () => {
    const hints = book()
    hints.add('C', 'k')
    hints.deliver('C')
    assert.equal(hints.delivered('C', 'k'), true)
    assert.equal(hints.size, 0)
    assert.equal(hints.has('C'), false)
  })

  it('is not spent where a newer copy was kept meanwhile: that one follows', () => {
    const hints = book()
    hints.add('C', 'k')
    hints.deliver('C')
    hints.add('C', 'k')
    assert.equal(hints.delivered('C', 'k'), false)
    assert.equal(hints.size, 1)
    assert.equal(keys(hints.deliver('C')), 'k')
    assert.equal(hints.delivered('C', 'k'), true)
  })

  it('so many at once for one home, whatever is on its way to others', () => {
    const hints = book(2)
    for (const key of 'klmn') hints.add('C', key)
    hints.add('D', 'k')
    assert.equal(keys(hints.deliver('C')), 'k l')
    assert.equal(keys(hints.deliver('D')), 'k')
    hints.delivered('C', 'l')
    assert.equal(keys(hints.deliver('C')), 'm')
  })

  it('one that failed waits until the others had their turn', () => {
    const hints = book(1)
    for (const key of 'kl') hints.add('C', key)
    hints.deliver('C')
    hints.failed('C', 'k')
    assert.equal(keys(hints.deliver('C')), 'l')
  })

  it('nothing is kept for a home that nobody named', () => {
    const hints = book()
    assert.equal(keys(hints.deliver('C')), '')
    hints.failed('C', 'k')
    assert.equal(hints.delivered('C', 'k'), true)
    assert.equal(hints.size, 0)
  })
})

it('hints: no copy that was kept is forgotten before it was delivered, and the size is the number kept', () => {
  const steps = fc.array(
    fc.record({
      does: fc.constantFrom('add', 'deliver', 'delivered', 'failed'),
      home: fc.constantFrom('C', 'D'),
      key: fc.constantFrom('k', 'l', 'm')
    }),
    { maxLength: 60 }
  )
  fc.assert(
    fc.property(steps, (list) => {
      const hints = book(2)
      // The copy kept last for each, by its number; and the one that is on its way.
      const kept = new Map<string, number>()
      const sent = new Map<string, number>()
      for (const [turn, { does, home, key }] of list.entries()) {
        const name = `${home} ${key}`
        if (does === 'add') {
          hints.add(home, key)
          kept.set(name, turn)
        } else if (does === 'deliver') {
          for (const { key } of hints.deliver(home)) {
            assert.ok(!sent.has(`${home} ${key}`))
            sent.set(`${home} ${key}`, kept.get(`${home} ${key}`) as number)
          }
        } else if (sent.has(name)) {
          if (does === 'failed') hints.failed(home, key)
          else if (hints.delivered(home, key)) {
            assert.equal(sent.get(name), kept.get(name), 'the newest copy has arrived')
            kept.delete(name)
          }
          sent.delete(name)
        }
        assert.equal(hints.size, kept.size)
        for (const to of 'CD')
          assert.ok([...sent.keys()].filter((name) => name.startsWith(to)).length <= 2, 'a few at once')
      }
    }),
    { seed: 91, numRuns: 300 }
  )
})
