// How long a download takes, given who was offered whom: a model, in steps of a tenth of a second.
//
// One peer of a hundred has the file, 256 pieces of 256 KB. Each connects to eight of those that it was offered, drawn, as clients do
// not know that the first are the nearest; a connection serves both ways, and takes one piece after the other, each drawn from those
// that the receiver lacks and is not being sent by another. What a connection carries is bounded twice:
//
// - by its round trip: 56 KB in each, as TCP does where one packet of a thousand is lost (segment × 1.22 / √loss);
// - by the sender's line, shared evenly among its connections that are sending; what one cannot use others may.
import { createPrng } from '@halley/model'
import { draw } from './trackers.ts'
import type { World } from './world.ts'

const STEP_S = 0.1
const PIECES = 256
const PIECE_KB = 256
const CONNECTIONS = 8
const KB_PER_ROUND_TRIP = 56
/** A peer that is not done by then never will be. */
const LONGEST_S = 600

interface Way {
  readonly from: number
  readonly to: number
  /** KB in a step, by its round trip. */
  readonly most: number
  /** Under way; -1: none. */
  piece: number
  sentKb: number
  /** What the sender lacked when it had nothing for the receiver: until it has more, it has nothing. */
  emptyAt: number
}

/**
 * Seconds for each peer that did not have the file; infinite where it did not get it.
 * @param lineMbits of each peer's line, a second
 */
export function downloadTimes(
  world: World,
  offers: readonly (readonly number[])[],
  lineMbits: number,
  seed: string
): number[] {
  const prng = createPrng(`${seed}/download`)
  const count = world.peers.length
  const seeds = new Set(draw([...world.peers.keys()], Math.ceil(count / 100), prng.fork('seeds')))
  /** What a peer has, or is being sent. */
  const expected = world.peers.map((_, peer) => new Uint8Array(PIECES).fill(seeds.has(peer) ? 1 : 0))
  const has = expected.map((pieces) => Uint8Array.from(pieces))
  const left = world.peers.map((_, peer) => (seeds.has(peer) ? 0 : PIECES))
  const doneAt = world.peers.map(() => Number.POSITIVE_INFINITY)
  const waysFrom = connect(world, offers, seed)

  const choose = (way: Way): void => {
    if (way.emptyAt === left[way.from]) return
    const first = prng.below(PIECES)
    for (let at = 0; at < PIECES; at++) {
      const piece = (first + at) % PIECES
      if (has[way.from]![piece] === 0 || expected[way.to]![piece] === 1) continue
      way.piece = piece
      expected[way.to]![piece] = 1
      return
    }
    way.emptyAt = left[way.from]!
  }
  const end = (way: Way, seconds: number): void => {
    has[way.to]![way.piece] = 1
    way.piece = -1
    left[way.to]!--
    if (left[way.to] === 0) doneAt[way.to] = seconds
  }

  let open = count - seeds.size
  for (let step = 1; open > 0 && step * STEP_S < LONGEST_S; step++) {
    for (const ways of waysFrom) {
      for (const way of ways) if (way.piece < 0 && left[way.to]! > 0) choose(way)
      // Those that can take least come first, so that what they leave is shared by the others.
      const sending = ways.filter(({ piece }) => piece >= 0)
      let lineKb = ((lineMbits * 1_000) / 8) * STEP_S
      for (const [at, way] of sending.entries()) {
        const sentKb = Math.min(way.most, lineKb / (sending.length - at))
        lineKb -= sentKb
        way.sentKb += sentKb
        for (; way.piece >= 0 && way.sentKb >= PIECE_KB; choose(way)) {
          way.sentKb -= PIECE_KB
          end(way, step * STEP_S)
          if (left[way.to] === 0) open--
        }
        if (way.piece < 0) way.sentKb = 0
      }
    }
  }
  return doneAt.filter((_, peer) => !seeds.has(peer))
}

/** Of each peer, the ways that it can send on, slowest first. */
function connect(world: World, offers: readonly (readonly number[])[], seed: string): Way[][] {
  const prng = createPrng(`${seed}/connections`)
  const partners = world.peers.map(() => new Set<number>())
  for (const [peer, offered] of offers.entries())
    for (const other of draw(offered, CONNECTIONS, prng)) {
      partners[peer]!.add(other)
      partners[other]!.add(peer)
    }
  return partners.map((others, from) =>
    [...others]
      .map((to): Way => {
        const most = (KB_PER_ROUND_TRIP * STEP_S * 1_000) / world.between(from, to)
        return { from, to, most, piece: -1, sentKb: 0, emptyAt: -1 }
      })
      .sort((a, b) => a.most - b.most)
  )
}
