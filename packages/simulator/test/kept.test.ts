// Failures that a hunt found once: each plan in seeds/ runs without a violation.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readPlan } from '../src/plan-text.ts'
import { runPlan } from '../src/run.ts'

const FOLDER = new URL('../seeds/', import.meta.url)

for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.txt'))) {
  const text = readFileSync(new URL(name, FOLDER), 'utf8')
  test(`${name}: ${text.split('\n')[0]?.replace(/^# /, '').slice(0, 120)}`, () => {
    assert.deepEqual(runPlan(readPlan(text)).violations, [])
  })
}
