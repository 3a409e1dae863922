// A world for measurements: many nodes, nothing kept of what happens but what is asked for.
import { createPrng, type Key, type NodeId, type ObjectRecord, type Prng } from '@halley/model'
import type { NodeOptions } from '@halley/node'
import { exactly } from '../latency.ts'
import { SIMULATED_DEFAULTS } from '../node-options.ts'
import { OVERLAY_DEFAULTS } from '../overlay.ts'
import type { TraceEvent } from '../trace.ts'
import { World } from '../world.ts'

export interface LargeWorldOptions {
  readonly seed: string
  readonly node?: Partial<NodeOptions>
  /** Whom a node is connected to: everybody, or the nodes of its routing table. */
  readonly reach: 'all' | 'near'
  /** What happens is told, and forgotten. */
  readonly listen: (event: TraceEvent) => void
}

export interface LargeWorld {
  readonly world: World
  readonly prng: Prng
  /** Nodes that are up. */
  readonly live: NodeId[]
  /** Adds a node that nobody knew; it knows one of the others. */
  grow(): NodeId
  /** The node is gone for good. */
  leave(node: NodeId): void
  /** What the node's disk has of the key. */
  holds(node: NodeId, key: Key): ObjectRecord
}

export function largeWorld({ seed, node = {}, reach, listen }: LargeWorldOptions): LargeWorld {
  const prng = createPrng(seed)
  const world = new World(seed, {
    node: { ...SIMULATED_DEFAULTS, ...node },
    links: {
      latency: { leastMs: 1, spreadMs: 80, slowChance: 0, slowMs: 0 },
      farthest: 2,
      loss: 0,
      duplication: 0,
      ordered: true
    },
    disk: { storing: exactly(1), loading: exactly(0), storeFails: 0, loadFails: 0, commits: 'batches' },
    overlay: OVERLAY_DEFAULTS,
    presence: {
      told: 0.9,
      noticing: { leastMs: 1, spreadMs: 50, slowChance: 0.1, slowMs: 3_000 },
      connecting: exactly(50),
      forgetAfterMs: OVERLAY_DEFAULTS.forgetAfterMs + 3_000,
      reach
    },
    handling: exactly(1),
    bytes: false
  })
  world.trace.listen(listen)
  const live: NodeId[] = []
  let born = 0
  return {
    world,
    prng,
    live,
    grow: () => {
      const id = `n${born++}`
      world.add(id, live.length === 0 ? [] : [prng.pick(live)], { offsetMs: 0, drift: 0 })
      live.push(id)
      return id
    },
    leave: (id) => {
      live.splice(live.indexOf(id), 1)
      world.crash(id, true)
    },
    holds: (id, key) => world.host(id).disk.copy(key).record
  }
}
