// Whoever is passed over is missed: said each time, and of nobody else.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Absentees } from '../src/absentees.ts'

it('a node that is down is missed whenever somebody asks for it, one that is there is not', () => {
  const missed: string[] = []
  const absentees = new Absentees(({ peer }) => missed.push(peer))
  assert.equal(absentees.isMissing('B'), false)
  absentees.add('B')
  assert.equal(absentees.isMissing('B'), true)
  assert.equal(absentees.isMissing('C'), false)
  assert.equal(absentees.isMissing('B'), true)
  absentees.delete('B')
  assert.equal(absentees.isMissing('B'), false)
  assert.deepEqual(missed, ['B', 'B'])
})
