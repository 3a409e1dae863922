// Whom a narrow read asks first.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Speeds } from '../src/speeds.ts'

function after(...answers: readonly [node: string, ms: number][]): (nodes: string) => string {
  const speeds = new Speeds()
  for (const [node, ms] of answers) speeds.answered(node, ms)
  return (nodes) => speeds.ordered([...nodes], 'S').join('')
}

describe('speeds', () => {
  it('leaves nodes as they are of which nothing is known, but for this one', () => {
    assert.equal(after()('CABS'), 'SCAB')
  })

  it('puts a clearly slower one behind, and one that is hardly slower not', () => {
    assert.equal(after(['A', 3], ['B', 1])('AB'), 'AB')
    assert.equal(after(['A', 60], ['B', 1])('AB'), 'BA')
  })

  it('forgives slowly', () => {
    const slow: [string, number] = ['A', 1_000]
    const fast = Array.from({ length: 60 }, (): [string, number] => ['A', 1])
    assert.equal(after(slow, ...fast.slice(0, 5))('AB'), 'BA')
    assert.equal(after(slow, ...fast)('AB'), 'AB')
  })
})
