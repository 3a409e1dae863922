// One seed draws a whole run: how many nodes, how slow and lossy everything is, what is configured, who asks for what,
// and what goes wrong. Each part draws from a stream of its own, so that a change to one leaves the others as they were.
import { createPrng, type Millis } from '@halley/model'
import type { ClientPlan, FaultStep, Plan } from '../plan.ts'
import { drawClients, drawKeys } from './clients.ts'
import { drawFaults } from './faults.ts'
import { drawRingSteps } from './ring.ts'
import { withSleep } from './sleep.ts'
import { drawWorld } from './world.ts'

/** What a caller of the simulator may insist on; the seed draws the rest. */
export interface Wishes {
  /** Nothing goes wrong. */
  readonly fair?: boolean
}

export function drawPlan(seed: string, { fair = false }: Wishes = {}): Plan {
  const prng = createPrng(`${seed}/plan`)
  const count = 3 + prng.below(7)
  const nodes = Array.from({ length: count }, (_, at) => `n${at}`)
  const calm = fair || prng.chance(0.1)
  // Now and then time is long, so that faults of a minute have their place.
  const long = prng.chance(0.15)
  const forgetAfterMs = long ? 110_000 + prng.below(60_000) : 20_000 + prng.below(20_000)
  const keys = drawKeys(prng.fork('keys'), count)
  const world = drawWorld(prng.fork('world'), { nodes: count, calm, forgetAfterMs })
  // Copies follow their keys; but as many nodes have to be left as objects ask for.
  const joins = count > 3 && prng.chance(0.4) ? 1 + prng.below(Math.min(3, count - 3)) : 0
  const most = Math.max(world.node.quorum.n, ...keys.map(({ quorum }) => quorum?.n ?? 0))
  const deaths = calm || prng.chance(0.5) ? 0 : Math.min(1 + prng.below(2), Math.max(0, count - most))
  const clients = drawClients(prng.fork('clients'), { nodes, keys, slowness: long ? 4 : 1 })
  const faults = drawFaults(prng.fork('faults'), {
    nodes,
    keys,
    calm,
    joins,
    deaths,
    // Shorter than what makes the overlay forget a node: a home that is down for a while keeps its place.
    longestMs: 0.6 * forgetAfterMs,
    spanMs: spanOf(clients)
  })
  const ringSteps = drawRingSteps(prng.fork('ring'), {
    nodes,
    founders: nodes.slice(0, count - joins),
    faults,
    calm,
    leaves: count > 4 && deaths === 0,
    spanMs: spanOf(clients)
  })
  const isRing = world.node.placement === 'ring'
  const graceMs = world.node.graceMs + apartMs(faults)
  const plan: Plan = {
    seed,
    nodes,
    founders: count - joins,
    clocks: nodes.map(() => ({
      offsetMs: Math.floor((prng.next() - 0.5) * 4_000),
      drift: (prng.next() - 0.5) * 0.002
    })),
    world: { ...world, node: { ...world.node, graceMs } },
    keys,
    clients,
    faults: isRing ? [...faults, ...ringSteps].sort((a, b) => a.atMs - b.atMs) : faults
  }
  const isLasting = calm || long || deaths > 0 || isRing
  const away = isLasting ? 0 : Math.min(1, count - joins - most)
  return withSleep(prng.fork('sleep'), plan, { most: away, spanMs: spanOf(clients) })
}

/**
 * How far apart clocks are set at the most. The grace time has to be longer by that: a node that is ahead by all of it takes
 * what was deleted just now for long forgotten.
 */
function apartMs(faults: readonly FaultStep[]): Millis {
  const furthest = (way: 1 | -1): Millis => {
    const set = new Map<string, Millis>()
    for (const step of faults)
      if (step.do === 'clock') set.set(step.node, (set.get(step.node) ?? 0) + Math.max(0, way * step.byMs))
    return Math.max(0, ...set.values())
  }
  return furthest(1) + furthest(-1)
}

/** Longest time that faults are drawn for. */
const SPAN_MS = 120_000

/** How long the clients will be busy, about: what they think, and as much again for the answers. */
function spanOf(clients: readonly ClientPlan[]): Millis {
  const thinking = clients.map(({ steps }) => steps.reduce((sum, { thinkMs }) => sum + thinkMs, 0))
  return Math.min(SPAN_MS, 5_000 + 1.5 * Math.max(0, ...thinking))
}
