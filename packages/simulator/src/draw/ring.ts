// Draws what befalls a ring: it may begin as two islands; one node leaves for good, and one that died is removed.
import type { Millis, NodeId, Prng } from '@halley/model'
import { type FaultStep, FOUNDING_MS } from '../plan.ts'

export interface RingWishes {
  readonly nodes: readonly NodeId[]
  /** Those that are there from the beginning. */
  readonly founders: readonly NodeId[]
  readonly faults: readonly FaultStep[]
  /** Whether as many nodes are left as objects ask for when one more goes. */
  readonly leaves: boolean
  /** Nothing goes wrong. */
  readonly calm: boolean
  readonly spanMs: Millis
}

export function drawRingSteps(prng: Prng, wishes: RingWishes): FaultStep[] {
  return wishes.calm ? [] : [...drawIslands(prng, wishes), ...drawDepartures(prng, wishes)]
}

/** Some of the founders start where they cannot see the others. */
function drawIslands(prng: Prng, { founders }: RingWishes): FaultStep[] {
  const from = founders.filter(() => prng.chance(0.5))
  const forMs = FOUNDING_MS + prng.below(15_000)
  return prng.chance(0.4) && from.length > 0 ? [{ atMs: -FOUNDING_MS, do: 'partition', from, forMs }] : []
}

function drawDepartures(prng: Prng, { nodes, faults, leaves, spanMs }: RingWishes): FaultStep[] {
  const steps: FaultStep[] = faults.flatMap((step): FaultStep[] => {
    if (step.do !== 'die' || !prng.chance(0.7)) return []
    return [{ atMs: step.atMs + 500 + prng.below(20_000), do: 'remove', node: step.node }]
  })
  if (!leaves || !prng.chance(0.5)) return steps
  const atMs = Math.round(prng.next() * spanMs)
  // Mostly its own operator's word; sometimes another node is told, as if this one were dead.
  return [...steps, { atMs, do: prng.chance(0.8) ? 'leave' : 'remove', node: prng.pick(nodes) }]
}
