// Runs a plan: all systems side by side, one of them asked at a time.
import { type Fleet, startFleet } from '../fleet.ts'
import type { Load } from '../load/load.ts'
import { type Measured, measure, measureTogether } from '../load/measure.ts'
import { median } from '../statistics.ts'
import type { Peer } from './catalogue.ts'
import { AT_ALL, CODE, type Kind, nameOf, PACED_SHARE, type Plan, type Step } from './plan.ts'

/** One system in one step of one round. */
export interface Sample extends Measured {
  readonly peer: string
  /** The step's name. */
  readonly step: string
  readonly round: number
}

/** A system at rest: the share of a core that one node takes, while nobody asks. */
export interface Idle {
  readonly peer: string
  readonly coreEach: number
  readonly residentBytesEach: number
}

export interface Rounds {
  readonly samples: readonly Sample[]
  readonly idle: readonly Idle[]
}

const FILL_IN_FLIGHT = 16
const IDLE_SECONDS = 5

export async function runRounds(
  peers: readonly Peer[],
  plan: Plan,
  tell: (text: string) => void
): Promise<Rounds> {
  const fleets = new Map<Peer, Fleet>()
  try {
    for (const peer of peers) {
      tell(`starting ${peer.name}, ${peer.nodes} ${peer.nodes === 1 ? 'node' : 'nodes'}`)
      const fleet = await startFleet(peer.name, peer.nodes)
      fleets.set(peer, fleet)
      await fill(peer, fleet, plan)
    }
    const idle = await rest(fleets)
    const samples: Sample[] = []
    for (let round = 0; round < plan.rounds; round++) {
      tell(`round ${round + 1} of ${plan.rounds}`)
      for (const [peer, fleet] of fleets) await warmUp(peer, fleet, plan, round)
      for (const step of plan.steps) {
        for (const [peer, fleet] of inTurn([...fleets], round)) {
          if (!peer.kinds.includes(step.object)) continue
          samples.push(await take(peer, fleet, plan, step, round))
        }
      }
    }
    samples.push(...(await paced(fleets, plan, samples, tell)))
    return { samples, idle }
  } finally {
    await Promise.all([...fleets.values()].map((fleet) => fleet.stop()))
  }
}

async function fill({ kinds }: Peer, fleet: Fleet, { keys, valueBytes }: Plan): Promise<void> {
  for (const kind of kinds) {
    const code = CODE[kind]
    await fleet.run(0, {
      op: code === undefined ? 'put' : 'putActive',
      keys: Array.from({ length: keys }, (_, at) => `${prefixOf(kind)}-${at}`),
      inFlight: FILL_IN_FLIGHT,
      valueBytes,
      ...(code === undefined ? {} : { code })
    })
  }
}

function prefixOf(kind: Kind): string {
  return kind.replace(' ', '-')
}

async function rest(fleets: ReadonlyMap<Peer, Fleet>): Promise<Idle[]> {
  const before = [...fleets].map(([peer, fleet]) => ({ peer, fleet, footprint: fleet.footprint() }))
  await new Promise((resolve) => setTimeout(resolve, 1_000 * IDLE_SECONDS))
  return before.flatMap(({ peer, fleet, footprint }) => {
    const now = fleet.footprint()
    if (footprint === undefined || now === undefined) return []
    const coreEach = (now.cpuSeconds - footprint.cpuSeconds) / IDLE_SECONDS / peer.nodes
    return [{ peer: peer.name, coreEach, residentBytesEach: now.residentBytes / peer.nodes }]
  })
}

async function warmUp({ nodes, name, kinds }: Peer, fleet: Fleet, plan: Plan, round: number): Promise<void> {
  const puts = { object: 'passive' as const, gets: 0 }
  for (const { object, gets } of [...kinds.map((kind) => ({ object: kind, gets: 1 })), puts]) {
    await fleet.load(round % nodes, {
      ...loadOf(plan, object, name, round),
      gets,
      fresh: `warm-${round}`,
      pace: { inFlight: mostInFlight(plan), seconds: plan.warmUpSeconds }
    })
  }
}

function mostInFlight({ steps }: Plan): number {
  return Math.max(...steps.map(({ inFlight }) => inFlight))
}

/** Another one begins each round. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

async function take(peer: Peer, fleet: Fleet, plan: Plan, step: Step, round: number): Promise<Sample> {
  const name = nameOf(step)
  const asked = step.at === 'all' ? Array.from({ length: peer.nodes }, (_, at) => at) : [round % peer.nodes]
  const loads = asked.map((node, at) => ({
    node,
    load: {
      ...loadOf(plan, step.object, `${name}${at === 0 ? '' : `, ${at}`}`, round),
      gets: step.op === 'get' ? 1 : 0,
      fresh: `${step.inFlight}-${round}-${step.at}-${at}`,
      pace: { inFlight: Math.ceil(step.inFlight / asked.length), seconds: plan.seconds }
    }
  }))
  return { peer: peer.name, step: name, round, ...(await measureTogether(fleet, loads)) }
}

function loadOf({ keys, valueBytes }: Plan, object: Kind, name: string, round: number) {
  const code = CODE[object]
  return {
    keys: { prefix: prefixOf(object), count: keys, shape: 'uniform' as const },
    valueBytes,
    ...(code === undefined ? {} : { code }),
    seed: `${name}, round ${round}`
  }
}

// Latencies at a rate that a system carries easily, counted from when requests are due.
async function paced(
  fleets: ReadonlyMap<Peer, Fleet>,
  plan: Plan,
  samples: readonly Sample[],
  tell: (text: string) => void
): Promise<Sample[]> {
  const found: Sample[] = []
  if (plan.pacedSeconds === 0) return found
  for (let round = 0; round < plan.rounds; round++) {
    tell(`at a fixed rate, round ${round + 1} of ${plan.rounds}`)
    for (const op of ['get', 'put'] as const) {
      for (const [peer, fleet] of inTurn([...fleets], round)) {
        const step = `${op}, at ${100 * PACED_SHARE} % of its highest rate`
        const load: Load = {
          ...loadOf(plan, 'passive', step, round),
          gets: op === 'get' ? 1 : 0,
          fresh: `paced-${round}`,
          pace: { perSecond: PACED_SHARE * highest(samples, peer, op), seconds: plan.pacedSeconds }
        }
        const measured = await measure(fleet, round % peer.nodes, load)
        found.push({ peer: peer.name, step, round, ...measured })
      }
    }
  }
  return found
}

function highest(samples: readonly Sample[], { name }: Peer, op: Step['op']): number {
  const steps = Map.groupBy(
    samples.filter(({ peer, step }) => peer === name && step.startsWith(`${op}, `) && !step.endsWith(AT_ALL)),
    ({ step }) => step
  )
  return Math.max(...[...steps.values()].map((rounds) => median(rounds.map(({ perSecond }) => perSecond))))
}
