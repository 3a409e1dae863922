// One run: safety phase with faults, then everything heals, hints go home, every key is read through several
// coordinators, and the checkers read the trace.
//
//   safety ──► healed ──► reading (twice, so that old preference lists are renewed) ──► last look ──► end
import { createPrng, type Millis, type NodeId } from '@halley/model'
import { violations } from './check/check.ts'
import type { Violation } from './check/violation.ts'
import { Client } from './clients.ts'
import type { ClockOptions } from './clock.ts'
import { drawPlan, type Wishes } from './draw/plan.ts'
import { Faults } from './faults.ts'
import type { Build, Host } from './host.ts'
import { FOUNDING_MS, type Plan } from './plan.ts'
import { takeStock } from './stock.ts'
import type { Phase, Trace } from './trace.ts'
import { World } from './world.ts'

export interface RunResult {
  readonly plan: Plan
  readonly trace: Trace
  readonly violations: readonly Violation[]
  /** Virtual milliseconds that passed. */
  readonly tookMs: Millis
}

/** Virtual time that the safety phase takes at the most. */
const SAFETY_MS = 180_000
/** Virtual time after which all hints are home: the longest pause between two probes of a node, and some. */
const HANDOFF_MS = 90_000
/** Virtual time within which there is a moment when nothing is under way anywhere. */
const REST_MS = 10_000

/** Runs what `seed` draws. Tests give a faulty node as `build`, to see that it is caught. */
export function runSeed(seed: string, wishes: Wishes = {}, build?: Build): RunResult {
  return runPlan(drawPlan(seed, wishes), build)
}

/** Runs a plan. Equal plans give equal traces. */
export function runPlan(plan: Plan, build?: Build): RunResult {
  const world = new World(plan.seed, plan.world, build)
  const prng = createPrng(`${plan.seed}/run`)
  const phase = (name: Phase): void => world.trace.add('', { type: 'phase', name })

  found(plan, world)
  const faults = new Faults(plan, world)
  faults.begin()
  world.agenda.run(FOUNDING_MS)

  phase('safety')
  const clients = plan.clients.map((client) => new Client(client, plan.keys, world))
  for (const client of clients) client.begin()
  world.agenda.run(world.agenda.now + SAFETY_MS, () => clients.every(({ isDone }) => isDone))
  world.agenda.run(Number.POSITIVE_INFINITY, () => faults.isAwake)
  for (const client of clients) client.stop()

  phase('healed')
  faults.end()
  // Who keeps copies for a node that is gone learns of it when the overlay has forgotten that node.
  const bereft = [...world.hosts.values()].some(({ gone }) => gone)
  pass(world, HANDOFF_MS + (bereft ? plan.world.overlay.forgetAfterMs : 0))

  phase('reading')
  for (let round = 0; round < 3; round++) {
    readAll(plan, world, prng.pick)
    pass(world, plan.world.node.preferenceAgeMs + 5_000)
  }

  phase('last look')
  readAll(plan, world, prng.pick)
  pass(world, plan.world.node.requestTimeoutMs + 5_000)
  // Some objects never rest: what they do by themselves must not be taken for something that is left behind.
  world.agenda.run(world.agenda.now + REST_MS, () => [...world.hosts.values()].every(isAtRest))
  phase('end')
  takeStock(world.hosts, world.trace)

  const { trace } = world
  return { plan, trace, violations: violations(trace.events, plan), tookMs: world.agenda.now }
}

/** The founders know each other, more or less. */
function found(plan: Plan, world: World): void {
  const prng = createPrng(`${plan.seed}/found`)
  const founders = plan.nodes.slice(0, plan.founders)
  founders.forEach((id, at) => {
    const contacts = founders.slice(0, at).filter((_, index) => index === 0 || prng.chance(0.7))
    world.add(id, contacts, plan.clocks[at] as ClockOptions)
  })
}

/** Reads every key through three nodes, one after the other. */
function readAll(plan: Plan, world: World, pick: <T>(items: readonly T[]) => T): void {
  const live = plan.nodes.filter((id) => world.hosts.get(id)?.isUp === true)
  for (const { key } of plan.keys) {
    const nodes: NodeId[] = [pick(live), pick(live), pick(live)]
    nodes.forEach((node, at) => {
      world.agenda.after(at * 1_000, () => {
        world.ask(node, 'reader', { op: 'get', key }, UNHEEDED)
      })
    })
  }
}

function isAtRest({ load }: Host): boolean {
  if (load === undefined) return true
  const { hints: _, ...underWay } = load
  return Object.values(underWay).every((count) => count === 0)
}

function pass(world: World, ms: Millis): void {
  world.agenda.run(world.agenda.now + ms)
}

/** The checkers read the trace; nobody waits. */
const UNHEEDED = { answered: () => {}, broken: () => {} }
