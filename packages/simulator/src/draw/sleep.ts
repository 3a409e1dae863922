// Draws worlds in which somebody sleeps for longer than the grace time. The others forget that it was ever there, objects are
// deleted, and the deletions are forgotten as well. What it brings back when it wakes must not come to life again; above all not
// what was written just before it fell asleep, and deleted soon after: a client of its own sees to that.
import type { Millis, NodeId, Prng } from '@halley/model'
import { NODE_DEFAULTS } from '@halley/node'
import type { ClientPlan, ClientStep, FaultStep, KeyPlan, Plan } from '../plan.ts'

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
  const awake = nodes.slice(0, founders).filter((node) => !sleepers.has(node))
  const atMs = Math.min(...sleeps.map((sleep) => sleep.atMs))
  const client = drawLastWords(prng.fork('last words'), awake, atMs)
  return {
    ...plan,
    keys: [...plan.keys, ...LAST_KEYS],
    clients: [...plan.clients, client],
    world: { ...world, node: { ...world.node, graceMs, vectorKeep, vectorGraceMs } },
    // A clock that leaps by a minute makes everything older than it is: the grace time has to be longer than that.
    faults: [...faults.filter((step) => step.do !== 'clock'), ...sleeps].sort((a, b) => a.atMs - b.atMs)
  }
}

/** Keys that nobody else uses: what was deleted stays away. */
const LAST_KEYS: readonly KeyPlan[] = ['last0', 'last1', 'last2', 'last3'].map((key) => ({ key }))

/** Writes each of the keys in the last moments before somebody sleeps, and deletes it in the first ones after. */
function drawLastWords(prng: Prng, awake: readonly NodeId[], atMs: Millis): ClientPlan {
  const name = 'last'
  const everyMs = 50 + prng.below(300)
  const puts = LAST_KEYS.map(({ key }, at): ClientStep => {
    const thinkMs = at === 0 ? Math.max(0, atMs - LAST_KEYS.length * everyMs) : everyMs
    return { thinkMs, node: prng.pick(awake), op: 'put', key, knowing: false, tag: `${name}.${at}` }
  })
  const deletes = LAST_KEYS.map(({ key }, at): ClientStep => {
    const thinkMs = at === 0 ? 1_000 + prng.below(9_000) : 50
    return { thinkMs, node: prng.pick(awake), op: 'delete', key, knowing: true }
  })
  return { name, steps: [...puts, ...deletes] }
}
