// Dynamo's shopping carts (its section 6.3): clients read a cart and write it back with what they have read, nodes crash
// and links break now and then, and some carts are used from two places at a time. How many of the reads show one
// version? Amazon measured 99.94 %.
import { createPrng, type Prng } from '@halley/model'
import { exactly } from '../latency.ts'
import { SIMULATED_DEFAULTS } from '../node-options.ts'
import { OVERLAY_DEFAULTS } from '../overlay.ts'
import type { ClientPlan, ClientStep, FaultStep, KeyPlan, Plan } from '../plan.ts'
import { runPlan } from '../run.ts'
import type { Figures } from './figures.ts'

export interface CartOptions {
  /** Runs, each with its own seed. */
  readonly runs: number
  /** Share of sessions that use somebody else's cart. */
  readonly shared: number
}

export const CART_DEFAULTS: CartOptions = { runs: 40, shared: 0.002 }

const NODES = 10
const CLIENTS = 40
const SESSIONS = 10
/** Times that a cart is read and written in a session. */
const ROUNDS = 3

export function measureCart({ runs, shared }: CartOptions): Figures {
  const versions = [0, 0, 0, 0, 0]
  let requests = 0
  let failed = 0
  let writes = 0
  let lost = 0
  for (let run = 1; run <= runs; run++) {
    const { trace, violations } = runPlan(cartPlan(`cart ${run}`, shared))
    lost += violations.filter(({ check }) => check === 'acknowledged').length
    for (const event of trace.events) {
      if (event.type === 'phase' && event.name === 'healed') break
      if (event.type === 'asked') requests++
      if (event.type !== 'answered') continue
      if (!event.response.ok) failed++
      else if (event.response.op === 'put') writes++
      else if (event.response.op === 'get') {
        const at = Math.min(event.response.replies.length, versions.length - 1)
        versions[at] = (versions[at] ?? 0) + 1
      }
    }
  }
  const [none = 0, ...some] = versions
  const reads = some.reduce((sum, count) => sum + count, 0)
  const share = (count: number): number => (reads === 0 ? 0 : count / reads)
  return {
    nodes: NODES,
    runs,
    shared,
    requests,
    failed,
    writes,
    lost,
    readsOfNothing: none,
    reads,
    oneVersion: share(some[0] ?? 0),
    twoVersions: share(some[1] ?? 0),
    threeVersions: share(some[2] ?? 0),
    moreVersions: share(some[3] ?? 0)
  }
}

function cartPlan(seed: string, shared: number): Plan {
  const prng = createPrng(`${seed}/plan`)
  const nodes = Array.from({ length: NODES }, (_, at) => `n${at}`)
  const keys = Array.from({ length: CLIENTS }, (_, at): KeyPlan => ({ key: `cart${at}` }))
  return {
    seed,
    nodes,
    founders: NODES,
    clocks: nodes.map(() => ({ offsetMs: 0, drift: 0 })),
    world: {
      node: SIMULATED_DEFAULTS,
      links: {
        latency: { leastMs: 0.2, spreadMs: 5, slowChance: 0.001, slowMs: 500 },
        farthest: 2,
        loss: 0.0005,
        duplication: 0,
        ordered: true
      },
      disk: {
        storing: { leastMs: 0.1, spreadMs: 5, slowChance: 0.001, slowMs: 200 },
        loading: exactly(0),
        storeFails: 0,
        loadFails: 0,
        commits: 'batches'
      },
      overlay: OVERLAY_DEFAULTS,
      presence: {
        told: 0.9,
        noticing: { leastMs: 1, spreadMs: 50, slowChance: 0.1, slowMs: 3_000 },
        connecting: { leastMs: 1, spreadMs: 100, slowChance: 0.1, slowMs: 1_000 },
        forgetAfterMs: OVERLAY_DEFAULTS.forgetAfterMs + 3_000
      },
      handling: exactly(1),
      bytes: false
    },
    keys,
    clients: keys.map(({ key }, at) => shopper(prng, `c${at}`, key, keys, nodes, shared)),
    faults: troubles(prng, nodes)
  }
}

/** Sessions in which a cart is read, then written with what was read, some times. */
function shopper(
  prng: Prng,
  name: string,
  own: string,
  keys: readonly KeyPlan[],
  nodes: readonly string[],
  shared: number
): ClientPlan {
  const steps: ClientStep[] = []
  for (let session = 0; session < SESSIONS; session++) {
    const key = prng.chance(shared) ? prng.pick(keys).key : own
    const node = prng.pick(nodes)
    for (let round = 0; round < ROUNDS; round++) {
      const thinkMs = Math.round(prng.next() * 2_000)
      const tag = `${name}.${session}.${round}`
      steps.push({ thinkMs, node, op: 'get', key, knowing: false })
      steps.push({ thinkMs: Math.round(prng.next() * 1_000), node, op: 'put', key, knowing: true, tag })
    }
  }
  return { name, steps }
}

/** A crash, a stall or a cut every ten seconds or so. */
function troubles(prng: Prng, nodes: readonly string[]): FaultStep[] {
  const steps: FaultStep[] = []
  for (let atMs = 0; atMs < 90_000; atMs += Math.round(prng.next() * 20_000)) {
    const node = prng.pick(nodes)
    const forMs = 100 + Math.round(prng.next() ** 2 * 10_000)
    const dice = prng.below(3)
    if (dice === 0) steps.push({ atMs, do: 'crash', node, forMs })
    else if (dice === 1) steps.push({ atMs, do: 'stall', node, forMs: Math.round(forMs / 3) })
    else steps.push({ atMs, do: 'partition', from: [node], forMs })
  }
  return steps
}
