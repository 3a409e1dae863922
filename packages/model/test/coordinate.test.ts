// Coordinates: how far apart two are, and how they are told in few bytes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeMessage, encodeMessage } from '../src/codec.ts'
import { type Coordinate, distance, toldCoordinate } from '../src/coordinate.ts'
import { COORDINATE_MS } from '../src/limits.ts'

const at = (vector: readonly number[], height = 0): Coordinate => ({ vector, height, error: 0.5 })

const coordinates: fc.Arbitrary<Coordinate> = fc.record({
  vector: fc.tuple(fc.double(), fc.double(), fc.double()),
  height: fc.double(),
  error: fc.double()
})

describe('the distance of two coordinates', () => {
  it('is the straight line and both heights', () => {
    assert.equal(distance(at([0, 0, 0]), at([3, 4, 0])), 5)
    assert.equal(distance(at([1, 2, 2], 10), at([0, 0, 0], 0.5)), 13.5)
    assert.equal(distance(at([1, 1, 1], 2), at([1, 1, 1], 3)), 5)
  })

  it('is the same both ways', () => {
    const [a, b] = [at([10, -5, 2], 4), at([-3, 80, 7], 1)]
    assert.equal(distance(a, b), distance(b, a))
  })
})

describe('a told coordinate', () => {
  it('is in steps of 1/64 ms, its error of 1/1024', () => {
    const told = toldCoordinate({ vector: [1 / 3, -100.01, -0.001], height: 0.1, error: 1 / 3 })
    assert.deepEqual(told, { vector: [21 / 64, -6_401 / 64, 0], height: 6 / 64, error: 341 / 1_024 })
  })

  it('stays within its bounds, takes few bytes, and arrives as it was', () => {
    fc.assert(
      fc.property(
        coordinates.filter((found) => ![...found.vector, found.height, found.error].some(Number.isNaN)),
        (wild) => {
          const message = { type: 'pong', id: 2 ** 16, coordinates: toldCoordinate(wild) } as const
          const bytes = encodeMessage(message)
          assert.ok(bytes.length <= 25, `${bytes.length} bytes`)
          assert.deepEqual(decodeMessage(bytes), message)
        }
      ),
      { seed: 7, numRuns: 500 }
    )
  })
})

describe('a coordinate is refused', () => {
  const table: [string, Coordinate][] = [
    ['of too few dimensions', { ...at([0, 0]), height: 1 }],
    ['of too many dimensions', at([0, 0, 0, 0])],
    ['with a place that is no number', at([0, Number.NaN, 0])],
    ['that is nowhere', at([0, 0, Number.POSITIVE_INFINITY])],
    ['that is too far away', at([0, 0, -COORDINATE_MS - 1])],
    ['with a height below zero', at([0, 0, 0], -1)],
    ['that is too high', at([0, 0, 0], COORDINATE_MS + 1)],
    ['with an error above one', { ...at([0, 0, 0]), error: 1.01 }],
    ['with an error below zero', { ...at([0, 0, 0]), error: -0.01 }]
  ]
  for (const [what, coordinates] of table) {
    it(what, () =>
      assert.throws(() => decodeMessage(encodeMessage({ type: 'pong', id: 1, coordinates })), {
        code: 'MESSAGE_INVALID'
      })
    )
  }

  it('and let in at the very bounds', () => {
    const coordinates = { vector: [COORDINATE_MS, -COORDINATE_MS, 0], height: COORDINATE_MS, error: 1 }
    const message = { type: 'pong', id: 1, coordinates } as const
    assert.deepEqual(decodeMessage(encodeMessage(message)), message)
  })
})
