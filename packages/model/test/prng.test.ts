// The seeded stream: the same on every machine, and even enough to draw a world from.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPrng } from '../src/prng.ts'

function draws(seed: string, count: number): number[] {
  const { next } = createPrng(seed)
  return Array.from({ length: count }, next)
}

describe('prng', () => {
  it('a seed names one stream, on every machine and for good: recorded runs depend on it', () => {
    const first = draws('halley', 3).map((number) => Math.round(number * 2 ** 32))
    assert.deepEqual(first, [2_489_546_466, 107_473_971, 3_212_516_939])
  })

  it('another seed is another stream', () => {
    const seen = new Set(Array.from({ length: 1_000 }, (_, seed) => draws(`${seed}`, 1)[0]))
    assert.equal(seen.size, 1_000)
  })

  it('numbers are from 0 to below 1, and evenly so', () => {
    const buckets = new Array<number>(16).fill(0)
    for (const number of draws('even', 16_000)) {
      assert.ok(number >= 0 && number < 1)
      buckets[Math.floor(number * 16)] = (buckets[Math.floor(number * 16)] as number) + 1
    }
    // Chi-square with 15 degrees of freedom: above 37.7 once in a thousand seeds; this seed is fixed.
    const chi = buckets.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
    assert.ok(chi < 37.7, `${chi}`)
  })

  it('below, chance and pick keep to their bounds', () => {
    const prng = createPrng('bounds')
    const seen = new Set(Array.from({ length: 200 }, () => prng.below(3)))
    assert.deepEqual([...seen].sort(), [0, 1, 2])
    assert.equal(prng.below(1), 0)
    for (let turn = 0; turn < 100; turn++) {
      assert.equal(prng.chance(0), false)
      assert.equal(prng.chance(1), true)
    }
    assert.deepEqual([...new Set(Array.from({ length: 100 }, () => prng.pick(['x', 'y'])))].sort(), [
      'x',
      'y'
    ])
  })

  it('a fork does not depend on what was drawn before it, nor shift what is drawn after', () => {
    const [fresh, used] = [createPrng('seed'), createPrng('seed')]
    used.next()
    assert.equal(fresh.fork('disk').next(), used.fork('disk').next())
    assert.equal(draws('seed', 2)[1], used.next())
    assert.notEqual(fresh.fork('disk').next(), fresh.fork('network').next())
  })
})
