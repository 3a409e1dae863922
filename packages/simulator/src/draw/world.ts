// Draws what the world is like: how slow, lossy and far apart everything is, and how the nodes are configured.
import type { Millis, Prng, Quorum } from '@halley/model'
import { NODE_DEFAULTS, type NodeOptions } from '@halley/node'
import type { DiskOptions } from '../disk.ts'
import type { Latency } from '../latency.ts'
import type { LinksOptions } from '../links.ts'
import { SIMULATED_DEFAULTS } from '../node-options.ts'
import type { WorldOptions } from '../world.ts'

export interface WorldWishes {
  readonly nodes: number
  /** Nothing is slow for once, lost or refused. */
  readonly calm: boolean
  readonly forgetAfterMs: Millis
}

export function drawWorld(prng: Prng, { nodes, calm, forgetAfterMs }: WorldWishes): WorldOptions {
  const links: LinksOptions = {
    latency: drawLatency(prng, 0.05, 1 + prng.below(60), calm ? 0 : 0.02, 1_500),
    farthest: 1 + prng.below(5),
    loss: calm || prng.chance(0.4) ? 0 : prng.next() * 0.05,
    duplication: calm || prng.chance(0.5) ? 0 : prng.next() * 0.05,
    ordered: prng.chance(0.5)
  }
  const roundTripMs = slowestRoundTrip(links)
  return {
    node: drawNodeOptions(prng, nodes, roundTripMs, forgetAfterMs),
    links,
    disk: drawDisk(prng, calm),
    overlay: { k: 20, alpha: 3, timeoutMs: 200 + prng.below(800) + roundTripMs, forgetAfterMs },
    presence: {
      told: calm ? 1 : prng.pick([0, 0.5, 0.9, 1]),
      noticing: drawLatency(prng, 1, 50, 0.2, 3_000),
      connecting: drawLatency(prng, 1, 100, 0.1, 1_000),
      forgetAfterMs: forgetAfterMs + 3_100
    },
    handling: drawLatency(prng, 0.02, prng.pick([1, 1, 30]), 0.02, 30),
    bytes: prng.chance(0.1)
  }
}

/** One that can be met when a node is gone for good. */
export function drawQuorum(prng: Prng, nodes: number): Quorum {
  const n = 1 + prng.below(Math.min(5, nodes - 1))
  return { n, r: 1 + prng.below(n), w: 1 + prng.below(n) }
}

function drawDisk(prng: Prng, calm: boolean): DiskOptions {
  return {
    storing: drawLatency(prng, 0.1, 1 + prng.below(10), calm ? 0 : 0.01, 500),
    loading: drawLatency(prng, 0, prng.below(3), 0, 0),
    storeFails: calm || prng.chance(0.6) ? 0 : prng.next() * 0.02,
    loadFails: calm || prng.chance(0.6) ? 0 : prng.next() * 0.01,
    commits: prng.pick(['alone', 'batches', 'torn'])
  }
}

/** Where nothing is wrong, no question takes longer. */
function slowestRoundTrip({ latency, farthest }: LinksOptions): Millis {
  return Math.ceil(2 * (latency.leastMs + latency.spreadMs) * farthest)
}

function drawNodeOptions(prng: Prng, nodes: number, roundTripMs: Millis, forgetAfterMs: Millis): NodeOptions {
  const replicaTimeoutMs = 100 + prng.below(1_000) + roundTripMs
  // A coordinator may have to look the key up, read, run handlers, ask for leave, and write.
  const coordinatorTimeoutMs = 500 + 2 * replicaTimeoutMs + 6 * roundTripMs + prng.below(1_500)
  return {
    ...SIMULATED_DEFAULTS,
    quorum: prng.chance(0.7) ? NODE_DEFAULTS.quorum : drawQuorum(prng, nodes),
    replicaTimeoutMs,
    coordinatorTimeoutMs,
    requestTimeoutMs: 2 * coordinatorTimeoutMs + prng.below(4_000),
    preferenceAgeMs: 2_000 + prng.below(20_000),
    preferenceLists: prng.chance(0.1) ? 2 : NODE_DEFAULTS.preferenceLists,
    handoffsAtOnce: 1 + prng.below(16),
    standInAfterMs: 500 + prng.fork('standing in').below(15_000),
    exchangeEveryMs: 2_000 + prng.below(8_000),
    transfersAtOnce: 1 + prng.below(16),
    sweepEveryMs: 4_000 + prng.below(12_000),
    reclaimEveryMs: 3_000 + prng.below(20_000),
    // Longer than any fault lasts, so that nobody sleeps through it, and than a copy is kept for a home that is gone: until
    // the overlay has forgotten that home, and two retries. Now and then so short that it ends within the run.
    graceMs: prng.chance(0.5) ? NODE_DEFAULTS.graceMs : forgetAfterMs + 30_000 + prng.below(30_000),
    mailboxEvents: prng.chance(0.1) ? 2 : NODE_DEFAULTS.mailboxEvents,
    turns: prng.chance(0.05) ? 4 : NODE_DEFAULTS.turns,
    ...(prng.chance(0.1) ? { requestsAtMost: 4 + prng.below(12), requestsAtLeast: 1 + prng.below(4) } : {}),
    ...drawHints(prng.fork('hints')),
    ...drawVectors(prng.fork('vectors'), forgetAfterMs),
    ...drawCoordinates(prng.fork('coordinates')),
    ...drawLeases(prng.fork('leases')),
    ...drawBudgets(prng.fork('budgets')),
    ...drawRoom(prng.fork('room')),
    ...(prng.chance(0.35) ? drawRing(prng) : {})
  }
}

/** Now and then there is room for so few hints that most are refused. */
function drawHints(prng: Prng): Partial<NodeOptions> {
  return prng.chance(0.2) ? { hintsAtMost: 2 + prng.below(6), hintsOfOneHomeAtMost: 1 + prng.below(3) } : {}
}

/** Until every hint for a node that is forgotten was looked at, and its copy moved, even by one that was cut off meanwhile. */
const REHOMED_MS = 25_000

/** Now and then vectors forget so soon that it happens while everything goes wrong, or longer than it takes until the copies kept for one who died are elsewhere. */
function drawVectors(
  prng: Prng,
  forgetAfterMs: Millis
): Partial<Pick<NodeOptions, 'vectorKeep' | 'vectorGraceMs'>> {
  if (prng.chance(0.75)) return {}
  return {
    vectorKeep: 1 + prng.below(3),
    vectorGraceMs: prng.pick([1_000, 5_000, forgetAfterMs + REHOMED_MS])
  }
}

/** Now and then round trips are measured, and requests carry coordinates. */
function drawCoordinates(prng: Prng): Partial<Pick<NodeOptions, 'coordinatesEveryMs'>> {
  return prng.chance(0.1) ? { coordinatesEveryMs: 2_000 + prng.below(20_000) } : {}
}

/** Leases that end within the run, and objects that choose anew several times in it; now and then they may call often. */
function drawLeases(prng: Prng): Pick<NodeOptions, 'leaseMs' | 'selectEveryMs'> & Partial<NodeOptions> {
  const leases = { leaseMs: 4_000 + prng.below(16_000), selectEveryMs: 1_500 + prng.below(6_000) }
  return prng.chance(0.5) ? { ...leases, operationsMs: 20_000 } : leases
}

/** Now and then handlers may do so little that most are refused: of an object, of an owner, or of all at a node. */
function drawBudgets(prng: Prng): Partial<NodeOptions> {
  if (prng.chance(0.9)) return {}
  return prng.pick([
    { objectCpuMs: prng.pick([0.1, 0.3, 0.9]) },
    { ownerCpuMs: prng.pick([0.3, 0.9]) },
    { handlerPercent: prng.pick([0.001, 0.003]) }
  ])
}

/** Now and then there is room for a few objects of each owner, or of all. */
function drawRoom(prng: Prng): Partial<NodeOptions> {
  if (prng.chance(0.9)) return {}
  return prng.pick([
    { ownerStorageBytes: prng.pick([600, 1_200, 2_000]) },
    { storageBytes: prng.pick([1_500, 2_500]) }
  ])
}

function drawRing(prng: Prng): Pick<NodeOptions, 'placement' | 'partitions' | 'gossipEveryMs'> {
  return { placement: 'ring', partitions: prng.pick([1, 16, 256]), gossipEveryMs: 500 + prng.below(2_500) }
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
