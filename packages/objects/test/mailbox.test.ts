// The gates themselves: who is inside, who waits, how many may, and what they learn of each other.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Mailboxes } from '../src/mailbox.ts'

describe('mailboxes', () => {
  it('one turn of a key is inside; the others are called in the order in which they came to the gate', () => {
    const gates = new Mailboxes(9)
    for (let turn = 1; turn <= 3; turn++) gates.arrive('k')
    assert.deepEqual([gates.enter('k', 2), gates.enter('k', 1), gates.enter('k', 3)], [true, false, false])
    assert.deepEqual(
      [gates.leave('k', 2, false), gates.leave('k', 1, false), gates.leave('k', 3, false)],
      [1, 3, undefined]
    )
  })

  it('keys do not wait for each other', () => {
    const gates = new Mailboxes(9)
    gates.arrive('k')
    gates.arrive('l')
    assert.ok(gates.enter('k', 1) && gates.enter('l', 2))
  })

  it('so many at a time and no more, until one leaves', () => {
    const gates = new Mailboxes(2)
    assert.deepEqual(
      [gates.arrive('k'), gates.arrive('k'), gates.arrive('k'), gates.arrive('l')],
      [true, true, false, true]
    )
    gates.leave('k', 1, false)
    assert.equal(gates.arrive('k'), true)
  })

  it('a turn that never came to the gate leaves without calling anybody', () => {
    const gates = new Mailboxes(9)
    for (let turn = 1; turn <= 3; turn++) gates.arrive('k')
    gates.enter('k', 1)
    gates.enter('k', 2)
    assert.equal(gates.leave('k', 3, false), undefined)
    assert.equal(gates.leave('k', 1, false), 2)
  })

  it('changes are counted as long as anybody is there, and forgotten with the last', () => {
    const gates = new Mailboxes(9)
    gates.arrive('k')
    gates.arrive('k')
    assert.equal(gates.changes('k'), 0)
    gates.enter('k', 1)
    gates.leave('k', 1, true)
    assert.equal(gates.changes('k'), 1)
    gates.leave('k', 2, false)
    assert.equal(gates.changes('k'), 0)
  })
})

it('mailboxes: whoever wants in gets in, one at a time, first come first served', () => {
  const steps = fc.array(fc.constantFrom('arrive', 'arrive', 'enter', 'leave', 'give up'), { maxLength: 80 })
  fc.assert(
    fc.property(steps, (list) => {
      const gates = new Mailboxes(5)
      let reading: number[] = []
      let line: number[] = []
      let next = 1
      for (const step of list) {
        if (step === 'arrive') {
          assert.equal(gates.arrive('k'), reading.length + line.length < 5)
          if (reading.length + line.length < 5) reading.push(next++)
        }
        if (step === 'enter' && reading.length > 0) {
          // The newest comes first to the gate: order there is what counts.
          const turn = reading.pop() as number
          line.push(turn)
          assert.equal(gates.enter('k', turn), line.length === 1)
        }
        if (step === 'leave' && line.length > 0) {
          const [first, ...others] = line
          line = others
          assert.equal(gates.leave('k', first as number, true), others[0])
        }
        if (step === 'give up' && reading.length > 0) {
          const [first, ...others] = reading
          reading = others
          assert.equal(gates.leave('k', first as number, false), undefined)
        }
      }
    }),
    { seed: 101, numRuns: 300 }
  )
})
