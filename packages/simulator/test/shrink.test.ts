// A failing plan is made small, and fails in the same way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawPlan } from '../src/draw/plan.ts'
import type { Plan } from '../src/plan.ts'
import { runPlan } from '../src/run.ts'
import { shrink } from '../src/shrink.ts'
import { invents } from './plants.ts'

const ALWAYS = (): boolean => true

const steps = ({ clients }: Plan): number => clients.reduce((sum, client) => sum + client.steps.length, 0)

test('of a plan that fails by one put, one put is left', () => {
  const isBad = (plan: Plan): boolean =>
    runPlan(plan, invents).violations.some(({ check }) => check === 'genuine')
  const plan = drawPlan('6')
  assert.ok(isBad(plan))
  const small = shrink(plan, isBad, ALWAYS)
  assert.ok(isBad(small))
  assert.equal(steps(small), 1)
  assert.equal(small.clients[0]?.steps[0]?.op, 'put')
  assert.equal(small.faults.length, 0)
  assert.equal(small.keys.length, 1)
})

test('what is needed together stays together', () => {
  const plan = drawPlan('2')
  const [first, last] = [plan.faults[3], plan.faults.at(-1)]
  const isBad = ({ faults }: Plan): boolean =>
    faults.some((fault) => fault === first) && faults.some((fault) => fault === last)
  const small = shrink(plan, isBad, ALWAYS)
  assert.deepEqual(small.faults, [first, last])
  assert.equal(steps(small), 0)
})

test('the search ends when it may not run any more', () => {
  const plan = drawPlan('2')
  let runs = 0
  const small = shrink(
    plan,
    () => true,
    () => runs++ < 2
  )
  assert.equal(small.faults.length, Math.floor(plan.faults.length / 2))
  assert.equal(small.clients, plan.clients)
})
