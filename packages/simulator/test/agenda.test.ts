// Virtual time: everything happens at its moment, in the order in which it was asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '@halley/model'
import { Agenda } from '../src/agenda.ts'

test('what is due happens in order of time, and at one moment in the order of asking', () => {
  const prng = createPrng('agenda')
  const agenda = new Agenda()
  const asked = Array.from({ length: 500 }, (_, order) => ({ at: prng.below(40), order }))
  const done: { at: number; order: number }[] = []
  for (const one of asked) agenda.after(one.at, () => done.push(one))
  agenda.run(100)
  assert.deepEqual(
    done,
    asked.toSorted((a, b) => a.at - b.at || a.order - b.order)
  )
  assert.equal(agenda.now, 100)
})

test('what is taken back does not happen, nor what is due later', () => {
  const agenda = new Agenda()
  const done: string[] = []
  const cancel = agenda.after(5, () => done.push('taken back'))
  agenda.after(6, () => done.push('in time'))
  agenda.after(11, () => done.push('later'))
  cancel()
  agenda.run(10)
  assert.deepEqual(done, ['in time'])
})

test('what an action asks for happens too, and a run ends when it is told to', () => {
  const agenda = new Agenda()
  let times = 0
  const again = (): void => {
    times++
    agenda.after(1, again)
  }
  again()
  agenda.run(1_000, () => times === 7)
  assert.equal(times, 7)
  assert.equal(agenda.now, 6)
})
