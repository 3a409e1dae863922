// Whether a soak found growth.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge } from '../src/soak/verdict.ts'

const STEADY = { heapMb: 50, residentMb: 200, anonymousMb: 100, openFiles: 40, p50Ms: 1, p99Ms: 5 }

function heap(values: readonly number[]) {
  return judge(values.map((heapMb) => ({ ...STEADY, heapMb }))).find(({ what }) => what.startsWith('heap'))
}

test('what stays is flat, whatever the first third was', () => {
  const verdicts = judge(Array.from({ length: 9 }, () => STEADY))
  assert.equal(verdicts.length, 6)
  assert.ok(verdicts.every(({ isFlat, rise }) => isFlat && rise === 0))
  assert.equal(heap([10, 20, 30, 50, 50, 50, 50, 50, 50])?.isFlat, true)
})

test('a steady rise is growth once it is more than the limit of the mean, and says how much it is', () => {
  const found = heap([0, 0, 0, 50, 51, 52, 53, 54, 55])
  assert.deepEqual([found?.isFlat, found?.rise, found?.mean], [false, 0.0952, 52.5])
  assert.equal(heap([0, 0, 0, 50, 50.2, 50.4, 50.6, 50.8, 51])?.isFlat, true)
  assert.equal(heap([0, 0, 0, 55, 54, 53, 52, 51, 50])?.isFlat, true, 'falling')
})

test('a few slices, or what the platform does not tell, say nothing', () => {
  assert.deepEqual(judge([STEADY, STEADY, STEADY]), [])
  const blind = { ...STEADY, openFiles: null }
  assert.equal(judge(Array.from({ length: 9 }, () => blind)).length, 5)
})
