// One run: safety phase with faults, then everything heals, hints go home, every key is read through several
// coordinators, and the checkers read the trace.
//
//   safety ──► healed ──► reading (twice, so that old preference lists are renewed) ──► last look ──► end
import { createPrng, type Millis, type NodeId } from '@halley/model'
import { violations } from './check/check.ts'
import type { Violation } from './check/violation.ts'
import { Client } from './clients.ts'
import { drawPlan, type Plan, type Wishes } from './draw.ts'
import { Faults } from './faults.ts'
import type { Build } from './host.ts'
import type { Trace } from './trace.ts'
import { World } from './world.ts'

export interface RunResult {
  readonly plan: Plan
  readonly trace: Trace
  readonly violations: readonly Violation[]
  /** Virtual milliseconds that passed. */
  readonly tookMs: Millis
}

/** Virtual time that the safety phase takes at the most. */
const SAFETY_MS = 60_000
/** Virtual time after which all hints are home: the longest pause between two probes of a node, and some. */
const HANDOFF_MS = 90_000

/** Runs what `seed` draws. Tests give a faulty node as `build`, to see that it is caught. */
export function runSeed(seed: string, wishes: Wishes = {}, build?: Build): RunResult {
  const plan = drawPlan(seed, wishes)
  const world = new World(seed, plan.world, build)
  const prng = createPrng(`${seed}/run`)
  const phase = (name: 'safety' | 'healed' | 'reading' | 'last look' | 'end'): void =>
    world.trace.add('', { type: 'phase', name })

  found(plan, world)
  world.agenda.run(2_000)

  phase('safety')
  const clients = Array.from({ length: plan.clients.clients }, (_, at) => {
    const nodes = [prng.pick(plan.nodes), prng.pick(plan.nodes)]
    return new Client(`c${at}`, nodes, plan.clients, world, prng.fork(`client ${at}`))
  })
  const faults = new Faults(plan.faults, world, prng.fork('faults'))
  for (const client of clients) client.begin()
  faults.begin()
  const idle = (): boolean => clients.every(({ left, busy }) => left <= 0 && !busy)
  world.agenda.run(world.agenda.now + SAFETY_MS, idle)
  for (const client of clients) client.stop()

  phase('healed')
  faults.end()
  pass(world, HANDOFF_MS)

  phase('reading')
  for (let round = 0; round < 3; round++) {
    readAll(plan, world, prng.pick)
    pass(world, plan.world.node.preferenceAgeMs + 5_000)
  }

  phase('last look')
  readAll(plan, world, prng.pick)
  pass(world, plan.world.node.requestTimeoutMs + 5_000)
  phase('end')
  world.takeStock()

  const { trace } = world
  return { plan, trace, violations: violations(trace.events, plan), tookMs: world.agenda.now }
}

/** The founders know each other, more or less; the others join through one of them. */
function found(plan: Plan, world: World): void {
  const prng = createPrng(`${plan.seed}/found`)
  const founders = plan.nodes.slice(0, plan.founders)
  plan.nodes.forEach((id, at) => {
    const clock = plan.clocks[at] as Plan['clocks'][number]
    if (at < plan.founders) {
      const contacts = founders.slice(0, at).filter((_, index) => index === 0 || prng.chance(0.7))
      world.add(id, contacts, clock)
    } else {
      world.agenda.after(4_000 + prng.next() * 20_000, () => world.add(id, [prng.pick(founders)], clock))
    }
  })
}

/** Reads every key through three nodes, one after the other. */
function readAll(plan: Plan, world: World, pick: <T>(items: readonly T[]) => T): void {
  const live = plan.nodes.filter((id) => world.hosts.get(id)?.isUp === true)
  for (const { key } of plan.clients.keys) {
    const nodes: NodeId[] = [pick(live), pick(live), pick(live)]
    nodes.forEach((node, at) => {
      world.agenda.after(at * 1_000, () => {
        world.ask(node, 'reader', { op: 'get', key }, UNHEEDED)
      })
    })
  }
}

function pass(world: World, ms: Millis): void {
  world.agenda.run(world.agenda.now + ms)
}

/** The checkers read the trace; nobody waits. */
const UNHEEDED = { answered: () => {}, broken: () => {} }
