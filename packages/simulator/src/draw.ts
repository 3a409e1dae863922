// One seed draws a whole run: how many nodes, how slow and lossy everything is, what is configured, who asks for what,
// and what goes wrong.
import { createPrng, type Millis, type NodeId, type Prng, type Quorum } from '@halley/model'
import { NODE_DEFAULTS, type NodeOptions } from '@halley/node'
import type { ClientsOptions, KeyPlan } from './clients.ts'
import type { ClockOptions } from './clock.ts'
import type { FaultsOptions } from './faults.ts'
import { PROGRAM_NAMES } from './handlers.ts'
import type { Latency } from './latency.ts'
import type { LinksOptions } from './links.ts'
import type { WorldOptions } from './world.ts'

export interface Plan {
  readonly seed: string
  readonly nodes: readonly NodeId[]
  /** How many of them are there from the beginning; the others join later. */
  readonly founders: number
  readonly clocks: readonly ClockOptions[]
  readonly world: WorldOptions
  readonly clients: ClientsOptions
  readonly faults: FaultsOptions
}

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
  const forgetAfterMs = 20_000 + prng.below(20_000)
  const links: LinksOptions = {
    latency: drawLatency(prng, 0.05, 1 + prng.below(60), calm ? 0 : 0.02, 1_500),
    farthest: 1 + prng.below(5),
    loss: calm || prng.chance(0.4) ? 0 : prng.next() * 0.05,
    duplication: calm || prng.chance(0.5) ? 0 : prng.next() * 0.05,
    ordered: prng.chance(0.5)
  }
  const node = drawNodeOptions(prng, count, slowestRoundTrip(links))
  const clients = drawClients(prng, count)
  // A newcomer displaces a home, and copies move to new homes only when they are read: so each write must have made
  // more copies than there are newcomers and deaths.
  const leastW = Math.min(node.quorum.w, ...clients.keys.map(({ quorum }) => quorum?.w ?? node.quorum.w))
  const joins = count > 3 && leastW > 1 && prng.chance(0.3) ? 1 : 0
  return {
    seed,
    nodes,
    founders: count - joins,
    clocks: nodes.map(() => ({
      offsetMs: Math.floor((prng.next() - 0.5) * 4_000),
      drift: (prng.next() - 0.5) * 0.002
    })),
    world: {
      node,
      links,
      disk: {
        storing: drawLatency(prng, 0.1, 1 + prng.below(10), calm ? 0 : 0.01, 500),
        loading: drawLatency(prng, 0, prng.below(3), 0, 0),
        storeFails: calm || prng.chance(0.6) ? 0 : prng.next() * 0.02,
        loadFails: calm || prng.chance(0.6) ? 0 : prng.next() * 0.01
      },
      overlay: { k: 20, alpha: 3, timeoutMs: 200 + prng.below(800), forgetAfterMs },
      presence: {
        told: calm ? 1 : prng.pick([0, 0.5, 0.9, 1]),
        noticing: drawLatency(prng, 1, 50, 0.2, 3_000),
        connecting: drawLatency(prng, 1, 100, 0.1, 1_000),
        forgetAfterMs: forgetAfterMs + 3_100
      },
      handling: drawLatency(prng, 0.02, 1, 0.02, 30),
      bytes: prng.chance(0.1)
    },
    clients,
    faults: {
      // Shorter than what makes the overlay forget a node: a home that is down for a while keeps its place.
      longestMs: 0.6 * forgetAfterMs,
      everyMs: calm ? 0 : 500 + prng.below(4_000),
      crashes: calm ? 0 : prng.pick([0, 1, 3]),
      stalls: calm ? 0 : prng.pick([0, 1, 3]),
      breaks: calm ? 0 : prng.pick([0, 1, 3]),
      cuts: calm ? 0 : prng.pick([0, 1, 3]),
      deaths: calm || count < 4 || joins > 0 ? 0 : prng.below(2)
    }
  }
}

/** Where nothing is wrong, no question takes longer. */
function slowestRoundTrip({ latency, farthest }: LinksOptions): Millis {
  return Math.ceil(2 * (latency.leastMs + latency.spreadMs) * farthest)
}

function drawNodeOptions(prng: Prng, nodes: number, roundTripMs: Millis): NodeOptions {
  const replicaTimeoutMs = 100 + prng.below(1_000) + roundTripMs
  // A coordinator may have to look the key up, read, run handlers, ask for leave, and write.
  const coordinatorTimeoutMs = 500 + 2 * replicaTimeoutMs + 6 * roundTripMs + prng.below(1_500)
  return {
    ...NODE_DEFAULTS,
    quorum: prng.chance(0.7) ? NODE_DEFAULTS.quorum : drawQuorum(prng, nodes),
    replicaTimeoutMs,
    coordinatorTimeoutMs,
    requestTimeoutMs: 2 * coordinatorTimeoutMs + prng.below(4_000),
    preferenceAgeMs: 2_000 + prng.below(20_000),
    preferenceLists: prng.chance(0.1) ? 2 : NODE_DEFAULTS.preferenceLists,
    handoffsAtOnce: 1 + prng.below(16),
    mailboxEvents: prng.chance(0.1) ? 2 : NODE_DEFAULTS.mailboxEvents,
    turns: prng.chance(0.05) ? 4 : NODE_DEFAULTS.turns
  }
}

/** One that can be met when a node is gone for good. */
function drawQuorum(prng: Prng, nodes: number): Quorum {
  const n = 1 + prng.below(Math.min(5, nodes - 1))
  return { n, r: 1 + prng.below(n), w: 1 + prng.below(n) }
}

function drawClients(prng: Prng, nodes: number): ClientsOptions {
  const clients = 2 + prng.below(6)
  const count = 4 + prng.below(10)
  const keys = Array.from({ length: count }, (_, at): KeyPlan => {
    const program = prng.chance(0.35) ? { program: prng.pick(PROGRAM_NAMES) } : {}
    const quorum = prng.chance(0.25) ? { quorum: drawQuorum(prng, nodes) } : {}
    return { key: `k${at}`, ...program, ...quorum }
  })
  return {
    clients,
    requests: Math.floor((200 + prng.below(200)) / clients),
    thinkMs: 20 + prng.below(400) + 10 * nodes,
    keys,
    hotKeys: 1 + prng.below(3),
    gets: 0.2 + prng.next() * 0.5,
    deletes: prng.chance(0.3) ? 0 : prng.next() * 0.15,
    contexts: prng.pick([0.3, 0.8, 1])
  }
}

function drawLatency(
  prng: Prng,
  leastMs: number,
  spreadMs: number,
  slowChance: number,
  slowMs: number
): Latency {
  return { leastMs, spreadMs, slowChance: slowChance * prng.next(), slowMs }
}
