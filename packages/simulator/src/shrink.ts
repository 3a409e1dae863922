// Makes a failing plan small. Whatever can be taken away (faults, clients, their requests, keys, one kind of trouble
// after the other) is taken away, as long as the smaller plan is still bad; what is left is the story of the failure.
// Halves first, then quarters and so on: Zeller's delta debugging.
import type { ClientPlan, Plan } from './plan.ts'
import type { WorldOptions } from './world.ts'

/** Runs a plan and says whether it still fails in the way that is looked for. */
export type IsBad = (plan: Plan) => boolean

/** @param mayRun asked before each run: false ends the search with what was reached */
export function shrink(plan: Plan, isBad: IsBad, mayRun: () => boolean): Plan {
  let smallest = plan
  const attempt = (smaller: Plan): boolean => {
    if (!mayRun() || !isBad(smaller)) return false
    smallest = smaller
    return true
  }
  for (let before = ''; before !== sizeOf(smallest) && mayRun(); ) {
    before = sizeOf(smallest)
    fewer(smallest.faults, (faults) => attempt({ ...smallest, faults }))
    fewer(smallest.clients, (clients) => attempt({ ...smallest, clients }))
    smallest.clients.forEach(({ name }) => {
      const steps = stepsOf(smallest, name)
      fewer(steps, (kept) => attempt(withSteps(smallest, { name, steps: kept })))
    })
    for (const calmer of CALMER) {
      const world = calmer(smallest.world)
      if (JSON.stringify(world) !== JSON.stringify(smallest.world)) attempt({ ...smallest, world })
    }
    const clocks = smallest.clocks.map(() => ({ offsetMs: 0, drift: 0 }))
    if (smallest.clocks.some(({ offsetMs }) => offsetMs !== 0)) attempt({ ...smallest, clocks })
    const used = new Set(smallest.clients.flatMap(({ steps }) => steps.map(({ key }) => key)))
    const keys = smallest.keys.filter(({ key }) => used.has(key))
    if (keys.length < smallest.keys.length) attempt({ ...smallest, keys })
  }
  return smallest
}

/** Tries to do with fewer items, in ever smaller pieces. */
function fewer<T>(items: readonly T[], attempt: (fewer: readonly T[]) => boolean): void {
  let kept = items
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)]
      if (attempt(without)) kept = without
      else at += size
    }
  }
}

const CALMER: readonly ((world: WorldOptions) => WorldOptions)[] = [
  (world) => ({ ...world, links: { ...world.links, loss: 0 } }),
  (world) => ({ ...world, links: { ...world.links, duplication: 0 } }),
  (world) => ({ ...world, links: { ...world.links, ordered: true } }),
  (world) => ({ ...world, links: { ...world.links, farthest: 1 } }),
  (world) => ({ ...world, links: { ...world.links, latency: { ...world.links.latency, slowChance: 0 } } }),
  (world) => ({ ...world, disk: { ...world.disk, storeFails: 0, loadFails: 0 } }),
  (world) => ({ ...world, disk: { ...world.disk, commits: 'alone' } }),
  (world) => ({ ...world, disk: { ...world.disk, storing: { ...world.disk.storing, slowChance: 0 } } }),
  (world) => ({ ...world, presence: { ...world.presence, told: 1 } }),
  (world) => ({ ...world, bytes: false })
]

function stepsOf({ clients }: Plan, name: string): ClientPlan['steps'] {
  return clients.find((client) => client.name === name)?.steps ?? []
}

function withSteps(plan: Plan, changed: ClientPlan): Plan {
  return {
    ...plan,
    clients: plan.clients.map((client) => (client.name === changed.name ? changed : client))
  }
}

/** Equal for plans of which none is smaller. */
function sizeOf({ faults, clients, keys, world }: Plan): string {
  const steps = clients.reduce((sum, client) => sum + client.steps.length, 0)
  return `${faults.length} ${clients.length} ${steps} ${keys.length} ${JSON.stringify(world)}`
}
