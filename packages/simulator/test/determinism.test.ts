// One seed draws everything: the same seed gives the same run, to the last bit.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runSeed } from '../src/run.ts'
import { hashOf } from '../src/text.ts'

test('the same seed twice gives the same trace', () => {
  for (const seed of ['1', '2', '3']) {
    const [first, second] = [runSeed(seed), runSeed(seed)]
    assert.ok(first.trace.events.length > 1_000)
    assert.equal(hashOf(first.trace.events), hashOf(second.trace.events))
    assert.deepEqual(first.violations, second.violations)
  }
})

test('different seeds give different traces', () => {
  assert.notEqual(hashOf(runSeed('1').trace.events), hashOf(runSeed('2').trace.events))
})
