// Coordinates learnt from round trips: on a plane where they can be exact, with one more kind of trouble in each test.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { COORDINATE_MS, type Coordinate, createPrng, distance, type Prng } from '@halley/model'
import fc from 'fast-check'
import { Coordinates } from '../src/coordinates.ts'

interface Place {
  readonly x: number
  readonly y: number
  /** The node's own line. */
  readonly lineMs: number
}

function roundTrip(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y) + a.lineMs + b.lineMs
}

class Village {
  readonly places: Place[]
  readonly nodes: Coordinates[]
  readonly #prng: Prng

  constructor(size: number, seed: string) {
    this.#prng = createPrng(seed)
    const drawn = (most: number): number => most * this.#prng.next()
    this.places = Array.from({ length: size }, () => ({ x: drawn(200), y: drawn(200), lineMs: drawn(20) }))
    this.nodes = this.places.map((_, at) => new Coordinates(createPrng(`${seed} ${at}`)))
  }

  /** Each node measures one other, so many times. `says` may lie for a node, `takes` may delay its answer. */
  rounds(
    count: number,
    {
      says = (_: number, honest: Coordinate) => honest,
      takes = (_: number, honest: number) => honest
    }: {
      says?: (of: number, honest: Coordinate) => Coordinate
      takes?: (of: number, honest: number) => number
    } = {}
  ): void {
    for (let round = 0; round < count; round++)
      this.nodes.forEach((node, at) => {
        const to = (at + 1 + this.#prng.below(this.nodes.length - 1)) % this.nodes.length
        const rtt = roundTrip(this.places[at] as Place, this.places[to] as Place)
        node.sample(says(to, (this.nodes[to] as Coordinates).own), takes(to, rtt))
      })
  }

  /** The relative error that half of the estimates between these nodes stay below, or another share of them. */
  error(among: readonly number[] = this.nodes.map((_, at) => at), share = 0.5): number {
    const errors = among.flatMap((a) =>
      among
        .filter((b) => b > a)
        .map((b) => {
          const truth = roundTrip(this.places[a] as Place, this.places[b] as Place)
          const [from, to] = [this.nodes[a] as Coordinates, this.nodes[b] as Coordinates]
          return Math.abs(distance(from.own, to.own) - truth) / truth
        })
    )
    return errors.sort((a, b) => a - b)[Math.floor(errors.length * share)] as number
  }
}

const FAR: Coordinate = {
  vector: [COORDINATE_MS, -COORDINATE_MS, COORDINATE_MS],
  height: COORDINATE_MS,
  error: 0
}

describe('coordinates: honest nodes', () => {
  it('all begin at the same place, sure of nothing', () => {
    const { own, samples } = new Coordinates(createPrng('x'))
    assert.deepEqual(own, { vector: [0, 0, 0], height: 6 / 64, error: 1 })
    assert.equal(samples, 0)
  })

  it('two find the distance between them', () => {
    const [a, b] = [new Coordinates(createPrng('a')), new Coordinates(createPrng('b'))]
    for (let round = 0; round < 100; round++) {
      a.sample(b.own, 80)
      b.sample(a.own, 80)
    }
    assert.ok(Math.abs(distance(a.own, b.own) - 80) < 1, String(distance(a.own, b.own)))
    assert.ok(a.own.error < 0.05)
  })

  it('forty find all distances, from few samples each, and know how well', () => {
    const village = new Village(40, 'forty')
    village.rounds(60)
    const early = village.error()
    village.rounds(240)
    const late = village.error()
    assert.ok(early < 0.15, `${early} after 60 samples`)
    assert.ok(late < 0.02, `${late} after 300`)
    for (const { own } of village.nodes) assert.ok(own.error < 0.2, String(own.error))
  })

  it('a newcomer finds its place among them without moving them', () => {
    const village = new Village(40, 'newcomer')
    village.rounds(300)
    const before = village.nodes.map(({ own }) => own)
    const newcomer = new Coordinates(createPrng('new'))
    const place: Place = { x: 20, y: 150, lineMs: 5 }
    for (let sample = 0; sample < 40; sample++) {
      const to = (sample * 7) % 40
      newcomer.sample((village.nodes[to] as Coordinates).own, roundTrip(place, village.places[to] as Place))
    }
    const errors = village.nodes.map(({ own }, at) => {
      const truth = roundTrip(place, village.places[at] as Place)
      return Math.abs(distance(newcomer.own, own) - truth) / truth
    })
    assert.ok((errors.sort((a, b) => a - b)[20] as number) < 0.15, String(errors[20]))
    assert.deepEqual(
      village.nodes.map(({ own }) => own),
      before
    )
  })
})

describe('coordinates: trouble', () => {
  const samples: [string, number][] = [
    ['no number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['below zero', -1],
    ['longer than any that works', COORDINATE_MS + 1]
  ]
  for (const [what, rtt] of samples)
    it(`a round trip that is ${what} is passed over`, () => {
      const node = new Coordinates(createPrng('x'))
      node.sample(FAR, rtt)
      assert.equal(node.samples, 0)
      assert.deepEqual(node.own, new Coordinates(createPrng('x')).own)
    })

  it('a round trip of nothing, as a coarse clock measures it, does no harm', () => {
    const [a, b] = [new Coordinates(createPrng('a')), new Coordinates(createPrng('b'))]
    for (let round = 0; round < 200; round++) {
      a.sample(b.own, 0)
      b.sample(a.own, 0)
    }
    assert.ok(distance(a.own, b.own) < 1)
  })

  // What a peer can do: claim any place, claim to be sure of it, and delay its answers.
  const lies: [string, Coordinate, number][] = [
    ['claims to be far away', FAR, 0],
    ['claims to be far away, and delays its answers as long as it can', FAR, COORDINATE_MS],
    ['claims to be where all begin', { vector: [0, 0, 0], height: 0, error: 0 }, 0],
    ['delays its answers', { vector: [0, 0, 0], height: 0, error: 0 }, COORDINATE_MS]
  ]
  for (const [what, claim, delay] of lies) {
    const lying = {
      says: (of: number, honest: Coordinate) => (of === 0 ? claim : honest),
      takes: (of: number, honest: number) => (of === 0 && delay > 0 ? delay : honest)
    }
    const honest = Array.from({ length: 19 }, (_, at) => at + 1)

    it(`one of twenty ${what}: the others stay where they are`, () => {
      const village = new Village(20, 'liar')
      village.rounds(300)
      village.rounds(300, lying)
      assert.ok(village.error(honest, 0.9) < 0.2, String(village.error(honest, 0.9)))
    })

    it(`one of twenty ${what} from the start: the others find their places all the same`, () => {
      const village = new Village(20, 'liar')
      village.rounds(400, lying)
      assert.ok(village.error(honest, 0.9) < 0.2, String(village.error(honest, 0.9)))
    })
  }

  it('one sample moves a node that has found its place by a few steps at most', () => {
    const village = new Village(20, 'thrown')
    village.rounds(300)
    for (const node of village.nodes) {
      const before = node.own
      node.sample(FAR, 0)
      const moved = Math.hypot(...before.vector.map((place, at) => place - (node.own.vector[at] as number)))
      assert.ok(moved < 10, `${moved} ms`)
    }
  })
})

it('coordinates: whatever peers say and however long they take, a node stays within the bounds', () => {
  const place = fc.double({ min: -COORDINATE_MS, max: COORDINATE_MS, noNaN: true })
  const claims = fc.record({
    vector: fc.tuple(place, place, place),
    height: fc.double({ min: 0, max: COORDINATE_MS, noNaN: true }),
    error: fc.double({ min: 0, max: 1, noNaN: true })
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(claims, fc.double()), { maxLength: 60 }), (samples) => {
      const node = new Coordinates(createPrng('any'))
      for (const [claim, rtt] of samples) node.sample(claim, rtt)
      const { vector, height, error } = node.own
      for (const found of vector) assert.ok(Math.abs(found) <= COORDINATE_MS)
      assert.ok(height >= 0 && height <= COORDINATE_MS)
      assert.ok(error >= 0 && error <= 1)
    }),
    { seed: 82, numRuns: 300 }
  )
})
