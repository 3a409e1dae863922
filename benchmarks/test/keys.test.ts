// Draws of keys: within bounds, repeatable, and with the shares that their shape promises.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPrng } from '../../packages/model/src/prng.ts'
import { drawing, type Shape } from '../src/load/keys.ts'

const DRAWS = 100_000

/** How often each key was drawn, as shares. */
function shares(shape: Shape, count: number): number[] {
  const draw = drawing(shape, count, createPrng('shares'))
  const drawn = new Array<number>(count).fill(0)
  for (let at = 0; at < DRAWS; at++) drawn[draw()]!++
  return drawn.map((times) => times / DRAWS)
}

test('draws are whole numbers from 0 and below the count', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<Shape>('uniform', 'zipfian'),
      fc.integer({ min: 1, max: 2_000 }),
      fc.string(),
      (shape, count, seed) => {
        const draw = drawing(shape, count, createPrng(seed))
        for (let at = 0; at < 50; at++) {
          const key = draw()
          assert.ok(Number.isInteger(key) && key >= 0 && key < count, `${key} of ${count}`)
        }
      }
    )
  )
})

test('equal seeds draw equal keys', () => {
  const draws = () => {
    const draw = drawing('zipfian', 1_000, createPrng('same'))
    return Array.from({ length: 100 }, draw)
  }
  assert.deepEqual(draws(), draws())
})

test('evenly drawn keys have equal shares', () => {
  for (const share of shares('uniform', 10)) assert.ok(Math.abs(share - 0.1) < 0.01, `${share}`)
})

test('the shares of zipfian keys fall as one over their rank', () => {
  const [first = 0, second = 0, ...others] = shares('zipfian', 1_000)
  const proportions = Array.from({ length: 1_000 }, (_, at) => (at + 1) ** -0.99)
  const all = proportions.reduce((sum, one) => sum + one, 0)
  assert.ok(Math.abs(first - 1 / all) < 0.005, `${first}`)
  assert.ok(Math.abs(second - 2 ** -0.99 / all) < 0.005, `${second}`)
  // The draw approximates the shares beyond the second rank: the popular tenth is near what the formula says.
  const tenth = first + second + others.slice(0, 98).reduce((sum, one) => sum + one, 0)
  const right = proportions.slice(0, 100).reduce((sum, one) => sum + one, 0) / all
  assert.ok(Math.abs(tenth - right) < 0.02, `${tenth} instead of ${right}`)
})
