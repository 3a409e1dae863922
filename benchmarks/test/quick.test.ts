// Ratios of today beside those of another day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compare } from '../src/quick/compare.ts'

test('the worst comes first, whichever way is good, and what has no other comes last', () => {
  const before = [
    { name: 'rate', value: 10, better: 'more' as const },
    { name: 'cost', value: 2, better: 'less' as const },
    { name: 'gone', value: 1, better: 'more' as const }
  ]
  const now = [
    { name: 'new', value: 5, better: 'more' as const },
    { name: 'rate', value: 12, better: 'more' as const },
    { name: 'cost', value: 4, better: 'less' as const }
  ]
  assert.deepEqual(compare(now, before), [
    { name: 'cost', now: 4, before: 2, change: 0.5 },
    { name: 'rate', now: 12, before: 10, change: 1.2 },
    { name: 'new', now: 5 },
    { name: 'gone', before: 1 }
  ])
})
