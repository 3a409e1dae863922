// Spreads over rounds, and ratios of two systems that are taken round by round.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ratios, spread } from '../src/statistics.ts'

test('a spread is the median, the least and the most', () => {
  assert.deepEqual(spread([5, 1, 3]), { median: 3, least: 1, most: 5 })
  assert.deepEqual(spread([]), { median: Number.NaN, least: Number.NaN, most: Number.NaN })
})

test('a slow round that slows both does not widen the ratio', () => {
  assert.deepEqual(ratios([100, 10, 50], [10, 1, 5]), { median: 10, least: 10, most: 10 })
})

test('a round in which only one was slow widens it', () => {
  assert.deepEqual(ratios([100, 100, 20], [10, 10, 10]), { median: 10, least: 2, most: 10 })
})

test('rounds that one of them missed are left out', () => {
  assert.deepEqual(ratios([100, undefined, 40], [10, 10]), { median: 10, least: 10, most: 10 })
  assert.equal(ratios([1], []).median, Number.NaN)
})
