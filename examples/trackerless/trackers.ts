// Two trackers to compare with: they know all peers, answer with as many, and need no network. One draws them; the other one also
// knows every round trip, and answers as the tracker object does: three quarters are the nearest, a quarter is drawn.
import { createPrng, type Prng } from '@halley/model'
import type { World } from './world.ts'

/** Of a Mainline answer. */
const OFFERED = 100
const NEAR = 75

export function drawn(world: World, seed: string): number[][] {
  const prng = createPrng(`${seed}/random tracker`)
  return world.peers.map((_, peer) => draw(others(world, peer), OFFERED, prng))
}

export function byOracle(world: World, seed: string): number[][] {
  const prng = createPrng(`${seed}/oracle`)
  return world.peers.map((_, peer) => {
    const sorted = others(world, peer).sort((a, b) => world.between(peer, a) - world.between(peer, b))
    return [...sorted.slice(0, NEAR), ...draw(sorted.slice(NEAR), OFFERED - NEAR, prng)]
  })
}

/** So many of them, each at most once. */
export function draw<T>(items: readonly T[], count: number, prng: Prng): T[] {
  const left = [...items]
  for (let at = 0; at < Math.min(count, left.length); at++) {
    const other = at + prng.below(left.length - at)
    const held = left[at]!
    left[at] = left[other]!
    left[other] = held
  }
  return left.slice(0, count)
}

function others({ peers }: World, peer: number): number[] {
  return [...peers.keys()].filter((other) => other !== peer)
}
