// Open questions: each asker hears once, from the one it asked, or that there will be no answer.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message } from '@halley/model'
import fc from 'fast-check'
import { type Asker, Questions } from '../src/questions.ts'

/** Questions, what was sent (`B 1`), and what the askers heard (`k: stored`, `k: nothing`). */
function setUp(boot = 0) {
  const sent: string[] = []
  const heard: string[] = []
  const questions = new Questions(boot, (to, message) => sent.push(`${to} ${message.id}`))
  const asker = (name: string, then: () => void = () => {}): Asker => ({
    answered: ({ type }) => {
      heard.push(`${name}: ${type}`)
      then()
    },
    unanswered: () => {
      heard.push(`${name}: nothing`)
      then()
    }
  })
  const ask = (to: string, key: string, until: number, then?: () => void): void =>
    questions.ask(to, until, (id) => ({ type: 'read', id, key }), asker(key, then))
  return { questions, sent, heard, ask }
}

const stored = (id: number): Message => ({ type: 'stored', id })

describe('questions', () => {
  it('have numbers of their own, never 0: that is for what needs no answer', () => {
    const { sent, ask } = setUp()
    ask('B', 'k', 9)
    ask('C', 'k', 9)
    assert.deepEqual(sent, ['B 1', 'C 2'])
  })

  it('begin elsewhere after each start: an answer to a question from before a crash is nothing', () => {
    const { questions, sent, heard, ask } = setUp(4_096)
    ask('B', 'k', 9)
    questions.answer('B', stored(1))
    assert.deepEqual(sent, ['B 4097'])
    assert.deepEqual(heard, [])
  })

  it('leave is given by an open question whose asker gives it, to the one who was asked', () => {
    const { questions } = setUp()
    const message = (id: number): Message => ({ type: 'ping', id })
    const asker = { answered: () => {}, unanswered: () => {} }
    questions.ask('B', 9, message, { ...asker, confirm: () => true })
    questions.ask('B', 9, message, { ...asker, confirm: () => false })
    questions.ask('B', 9, message, asker)
    const answers = [1, 2, 3, 4].map((id) => questions.confirm('B', id))
    assert.deepEqual(answers, [true, false, false, false])
    assert.equal(questions.confirm('C', 1), false, 'C was not asked')
    questions.answer('B', stored(1))
    assert.equal(questions.confirm('B', 1), false, 'nobody waits any more')
  })

  it('an answer closes its question; a second one is nothing', () => {
    const { questions, heard, ask } = setUp()
    ask('B', 'k', 9)
    questions.answer('B', stored(1))
    questions.answer('B', stored(1))
    assert.deepEqual(heard, ['k: stored'])
    assert.equal(questions.size, 0)
    assert.equal(questions.deadline(), undefined)
  })

  it('only who was asked can answer', () => {
    const { questions, heard, ask } = setUp()
    ask('B', 'k', 9)
    questions.answer('C', stored(1))
    questions.answer('B', stored(2))
    assert.deepEqual(heard, [])
    assert.equal(questions.size, 1)
  })

  it('lapse at their time, not before, and who was silent is named for each', () => {
    const { questions, heard, ask } = setUp()
    ask('B', 'k', 10)
    ask('B', 'l', 10)
    ask('C', 'm', 20)
    assert.deepEqual(questions.deadline(), { at: 10, reason: 'read times out' })
    assert.deepEqual(questions.expire(9), [])
    assert.deepEqual(questions.expire(10), ['B', 'B'])
    assert.deepEqual(heard, ['k: nothing', 'l: nothing'])
    assert.equal(questions.deadline()?.at, 20)
  })

  it('to a node that is lost lapse at once, those to others do not', () => {
    const { questions, heard, ask } = setUp()
    ask('B', 'k', 10)
    ask('C', 'l', 10)
    ask('B', 'm', 10)
    questions.lost('B')
    questions.lost('B')
    assert.deepEqual(heard, ['k: nothing', 'm: nothing'])
    assert.deepEqual(questions.expire(10), ['C'])
  })

  it('an asker that is told of a loss may ask the lost one again: that is a new question', () => {
    const { questions, heard, ask } = setUp()
    ask('B', 'k', 10, () => ask('B', 'again', 20))
    questions.lost('B')
    assert.deepEqual(heard, ['k: nothing'])
    assert.equal(questions.size, 1)
    questions.answer('B', stored(2))
    assert.deepEqual(heard, ['k: nothing', 'again: stored'])
  })

  it('an asker that loses another node in its turn leaves nothing half closed', () => {
    const { questions, heard, ask } = setUp()
    ask('B', 'k', 10, () => questions.lost('C'))
    ask('C', 'l', 10)
    assert.deepEqual(questions.expire(10), ['B'])
    assert.deepEqual(heard, ['k: nothing', 'l: nothing'])
    assert.equal(questions.size, 0)
  })
})

it('questions: whatever happens, each asker hears exactly once', () => {
  const steps = fc.array(
    fc.record({
      does: fc.constantFrom('ask', 'ask', 'answer', 'lost', 'expire'),
      node: fc.constantFrom('B', 'C'),
      number: fc.nat(20)
    }),
    { maxLength: 60 }
  )
  fc.assert(
    fc.property(steps, (list) => {
      const { questions, sent, heard, ask } = setUp()
      let now = 0
      for (const { does, node, number } of list) {
        if (does === 'ask') ask(node, `${sent.length + 1}`, now + number)
        if (does === 'answer') questions.answer(node, stored(number))
        if (does === 'lost') questions.lost(node)
        if (does === 'expire') questions.expire(++now)
      }
      assert.equal(questions.size, sent.length - heard.length)
      questions.expire(1_000)
      assert.deepEqual(
        heard.map((line) => Number(line.split(':')[0])).toSorted((a, b) => a - b),
        sent.map((_, at) => at + 1)
      )
      assert.equal(questions.deadline(), undefined)
    }),
    { seed: 92, numRuns: 300 }
  )
})
