// Draws worlds in which somebody sleeps for longer than the grace time. The others forget that it was ever there, objects are
// deleted, and the deletions are forgotten as well. What it brings back when it wakes must not come to life again.
import type { Millis, Prng } from '@halley/model'
import { NODE_DEFAULTS } from '@halley/node'
import type { FaultStep, Plan } from '../plan.ts'

export interface SleepWishes {
  /** How many may be away for so long that others take their place. */
  readonly most: number
  /** How long things go wrong. */
  readonly spanMs: Millis
}

/** How many of the worlds that allow it. */
const SLEEPING = 0.3

/** The same plan, or, now and then, one in which some of the founders sleep. */
export function withSleep(prng: Prng, plan: Plan, { most, spanMs }: SleepWishes): Plan {
  if (most <= 0 || !prng.chance(SLEEPING)) return plan
  const { world, nodes, founders, faults } = plan
  // Longer than any other fault, so that nobody else is away for so long.
  const graceMs = world.overlay.forgetAfterMs + 10_000 + prng.below(20_000)
  const sleepers = new Set(Array.from({ length: most }, () => prng.pick(nodes.slice(0, founders))))
  // Vectors that forget within minutes bring back what nobody deleted any more.
  const { vectorKeep, vectorGraceMs } = NODE_DEFAULTS
  // About at the same time: of what one of them holds, another one may have a copy.
  const fromMs = Math.round(prng.next() * 0.6 * spanMs)
  const sleeps = [...sleepers].map((node): FaultStep => {
    const atMs = fromMs + prng.below(5_000)
    // Then even the last deletion is old enough, and was looked at twice since.
    const untilMs = spanMs + graceMs + 3 * world.node.reclaimEveryMs + prng.below(30_000)
    const off = prng.chance(0.5) ? ({ off: true } as const) : {}
    return { atMs, do: 'sleep', node, forMs: Math.round(untilMs - atMs), ...off }
  })
  return {
    ...plan,
    world: { ...world, node: { ...world.node, graceMs, vectorKeep, vectorGraceMs } },
    // A clock that leaps by a minute makes everything older than it is: the grace time has to be longer than that.
    faults: [...faults.filter((step) => step.do !== 'clock'), ...sleeps].sort((a, b) => a.atMs - b.atMs)
  }
}
