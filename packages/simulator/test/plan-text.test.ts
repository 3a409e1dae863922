// A plan survives being written down: the text gives the same plan, and the same plan the same run.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawPlan } from '../src/draw/plan.ts'
import { planText, readPlan } from '../src/plan-text.ts'
import { runPlan } from '../src/run.ts'
import { hashOf } from '../src/text.ts'

test('what is written is read as it was', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const plan = drawPlan(String(seed))
    const text = planText(plan)
    assert.deepEqual(readPlan(text), plan)
    assert.equal(planText(readPlan(text)), text)
  }
})

test('the plan that was read runs as the one that was drawn', () => {
  const plan = drawPlan('4')
  assert.equal(hashOf(runPlan(readPlan(planText(plan))).trace.events), hashOf(runPlan(plan).trace.events))
})

test('remarks and empty lines are for people', () => {
  const plan = drawPlan('1')
  const text = planText(plan).replaceAll('\n', '   # a remark\n\n')
  assert.deepEqual(readPlan(`# what it shows\n${text}`), plan)
})

test('a line that is none is named', () => {
  const text = planText(drawPlan('1'))
  assert.throws(() => readPlan(`${text}weather fine\n`), /line \d+, "weather fine": "weather" begins no line/)
  assert.throws(() => readPlan('seed 1\nnodes n0\n'), /does not say: node, links/)
})
