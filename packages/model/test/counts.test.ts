import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Counts } from '../src/counts.ts'

it('counts begin at 0, every name of the table is told, and what was told stays as it was', () => {
  const counts = new Counts({ gets: 'gets asked', bytes: 'bytes sent' })
  const before = counts.all()
  counts.add('gets')
  counts.add('bytes', 40)
  counts.add('bytes', 2)
  assert.deepEqual(before, { gets: 0, bytes: 0 })
  assert.deepEqual(counts.all(), { gets: 1, bytes: 42 })
})
