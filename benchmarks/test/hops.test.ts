// The model of large networks beside the simulator's overlay, node by node, and its arithmetic beside the plain way.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createPrng } from '../../packages/model/src/prng.ts'
import { OVERLAY_DEFAULTS, Overlay } from '../../packages/simulator/src/overlay.ts'
import { distanceOf, drawPositions, nearestIn, type Rank } from '../src/hops/space.ts'
import { Tables } from '../src/hops/tables.ts'
import { inRounds, Notes, onPaths } from '../src/hops/walk.ts'

const { k } = OVERLAY_DEFAULTS
const ALPHA = 3
const oneUnit = (): number => 1

function everybody(positions: Uint32Array): Int32Array {
  return Int32Array.from(positions.keys())
}

function nearestByDistance(positions: Uint32Array, target: number, count: number): Rank[] {
  return [...positions.keys()]
    .sort((a, b) => distanceOf(target, positions[a]!) - distanceOf(target, positions[b]!))
    .slice(0, count)
}

describe('hops: space', () => {
  it('finds the nearest by halving as by comparing all', () => {
    const prng = createPrng('space')
    for (const size of [0, 1, 2, 19, 20, 21, 300]) {
      const positions = drawPositions(size, prng)
      const found = new Int32Array(k)
      for (let at = 0; at < 30; at++) {
        const target = prng.below(2 ** 32)
        const count = nearestIn(everybody(positions), size, positions, target, k, found)
        assert.deepEqual([...found.subarray(0, count)], nearestByDistance(positions, target, k))
      }
    }
  })
})

describe('hops: tables', () => {
  it('of kad-dht take k of each prefix, and keep who came first', () => {
    const positions = drawPositions(400, createPrng('tables'))
    const tables = new Tables(positions, k, 2)
    for (const peer of positions.keys()) tables.meet(0, peer)
    for (const peer of positions.keys()) tables.meet(0, peer)
    assert.equal(tables.size(0), 4 * k)
    const first = new Set<Rank>()
    for (const prefix of [0, 1, 2, 3]) {
      const inside = [...positions.keys()].filter((peer) => peer !== 0 && positions[peer]! >>> 30 === prefix)
      for (const peer of inside.slice(0, k)) first.add(peer)
    }
    for (const peer of positions.keys()) assert.equal(tables.has(0, peer), first.has(peer), `${peer}`)
  })
})

describe('hops: the model beside the simulator', () => {
  it('joins and lookups ask the same nodes as often, and find the same, one by one', () => {
    const prng = createPrng('beside')
    const positions = drawPositions(300, prng)
    const place = (name: string): Uint8Array => {
      const bytes = new Uint8Array(32)
      new DataView(bytes.buffer).setUint32(0, Number(name))
      return bytes
    }
    const names = [...positions].map(String)
    const overlay = new Overlay({ ...OVERLAY_DEFAULTS, alpha: ALPHA }, place)
    const tables = new Tables(positions, k, 'kademlia')
    const notes = new Notes(positions.length)
    const order = [...positions.keys()].map((rank) => ({ rank, by: prng.next() })).sort((a, b) => a.by - b.by)
    for (const [at, { rank }] of order.entries()) {
      if (at > 0) {
        const known = order[prng.below(at)]!.rank
        overlay.meet(names[rank]!, names[known]!)
        tables.meet(rank, known)
      }
      const expected = overlay.join(names[rank]!, 0, oneUnit)
      const found = inRounds(tables, notes, rank, positions[rank]!, ALPHA, oneUnit)
      assert.equal(found.questions, expected.hops)
      assert.equal(found.rounds, expected.tookMs)
    }
    for (let at = 0; at < 200; at++) {
      const [from, target] = [prng.below(positions.length), prng.below(2 ** 32)]
      const expected = overlay.lookup(names[from]!, String(target), 0, oneUnit)
      const found = inRounds(tables, notes, from, target, ALPHA, oneUnit)
      assert.deepEqual(
        [found.list.map((rank) => names[rank]), found.questions, found.rounds],
        [expected.list, expected.hops, expected.tookMs]
      )
    }
    for (const [rank, name] of names.entries())
      assert.equal(tables.size(rank), overlay.contacts(name).length, name)
  })
})

describe('hops: lookups on paths', () => {
  it('find the nearest half nearly always where tables are fine enough, and ask nobody twice', () => {
    const prng = createPrng('paths')
    const positions = drawPositions(500, prng)
    const tables = new Tables(positions, k, 12)
    const notes = new Notes(positions.length)
    const options = { alpha: 4, paths: 4, prng }
    const look = (from: Rank, target: number) => onPaths(tables, notes, from, target, options, oneUnit)
    const order = [...positions.keys()].map((rank) => ({ rank, by: prng.next() })).sort((a, b) => a.by - b.by)
    for (const [at, { rank }] of order.entries()) {
      if (at > 0) tables.meet(rank, order[prng.below(at)]!.rank)
      look(rank, positions[rank]!)
    }
    let right = 0
    for (let at = 0; at < 50; at++) {
      const [from, target] = [prng.below(positions.length), prng.below(2 ** 32)]
      const { list, questions, hops, rounds, ms } = look(from, target)
      const expected = nearestByDistance(positions, target, k + 1).filter((rank) => rank !== from)
      if (String(list.slice(0, k / 2)) === String(expected.slice(0, k / 2))) right++
      assert.ok(questions >= k && questions < positions.length, `${questions} questions`)
      assert.ok(hops <= rounds && rounds <= ms, `${hops} hops, ${rounds} rounds, ${ms} units`)
    }
    assert.ok(right >= 45, `${right} of 50`)
  })
})
