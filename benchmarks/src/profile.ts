// Halley alone: rates for values of several sizes, mixes of gets and puts, and shapes of keys; then latencies at fixed shares of
// the highest rate. Five nodes in processes of their own, (3, 2, 2), durable acknowledgements, asked as a library through one of
// them; puts carry the context of what was read.
import { type Fleet, startFleet } from './fleet.ts'
import { Histogram } from './load/histogram.ts'
import type { Shape } from './load/keys.ts'
import type { Load } from './load/load.ts'
import { failuresOf, type Measured, measure } from './load/measure.ts'
import { figure, median, rounded, type Spread, spread } from './statistics.ts'

const NODES = 5
const IN_FLIGHT = 32
/** Bytes of a value, and objects of that size. */
const SIZES = [
  { valueBytes: 128, keys: 10_000 },
  { valueBytes: 1_000, keys: 10_000 },
  { valueBytes: 10_000, keys: 2_000 },
  { valueBytes: 100_000, keys: 400 }
] as const
const GETS = [0.95, 0.5] as const
const SHAPES: readonly Shape[] = ['uniform', 'zipfian']
/** Of the highest rate with 128 B, 95 % gets and even keys. */
const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const

interface Plan {
  readonly rounds: number
  readonly seconds: number
  /** Divides the numbers of keys. */
  readonly fewer: number
}

const FULL: Plan = { rounds: 3, seconds: 3, fewer: 1 }
const QUICK: Plan = { rounds: 1, seconds: 0.7, fewer: 20 }

interface Case {
  readonly valueBytes: number
  readonly gets: number
  readonly shape: Shape
}

interface Figures {
  readonly perSecond: Spread
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  /** By code. */
  readonly failures: Readonly<Record<string, number>>
  readonly cpuMsEach: number | null
}

export interface ProfileResult {
  readonly nodes: number
  readonly inFlight: number
  readonly rounds: number
  readonly cases: readonly (Case & Figures)[]
  /** Latencies count from when a request is due. */
  readonly paced: readonly ({ readonly share: number; readonly asked: number } & Figures)[]
}

export async function bench(input?: string): Promise<ProfileResult> {
  const plan = input === 'quick' ? QUICK : FULL
  const fleet = await startFleet('halley', NODES)
  try {
    for (const { valueBytes, keys } of SIZES) await fill(fleet, valueBytes, keys / plan.fewer)
    const cases: (Case & Figures)[] = []
    for (const { valueBytes, keys } of SIZES) {
      for (const gets of GETS) {
        for (const shape of SHAPES) {
          const load = { ...loadOf(valueBytes, keys / plan.fewer), gets }
          const pace = { inFlight: IN_FLIGHT, seconds: plan.seconds }
          const all = await repeat(fleet, plan, (seed) => ({
            ...load,
            keys: { ...load.keys, shape },
            pace,
            seed
          }))
          cases.push({ valueBytes, gets, shape, ...figuresOf(all) })
        }
      }
    }
    return {
      nodes: NODES,
      inFlight: IN_FLIGHT,
      rounds: plan.rounds,
      cases,
      paced: await paced(fleet, plan, cases)
    }
  } finally {
    await fleet.stop()
  }
}

async function paced(
  fleet: Fleet,
  plan: Plan,
  [highest]: readonly Figures[]
): Promise<ProfileResult['paced']> {
  const [{ valueBytes, keys }] = SIZES
  const found = []
  for (const share of SHARES) {
    const asked = share * (highest?.perSecond.median ?? Number.NaN)
    const pace = { perSecond: asked, seconds: plan.seconds }
    const load = { ...loadOf(valueBytes, keys / plan.fewer), gets: GETS[0] }
    const all = await repeat(fleet, plan, (seed) => ({ ...load, pace, seed }))
    found.push({ share, asked: figure(asked), ...figuresOf(all) })
  }
  return found
}

async function fill(fleet: Fleet, valueBytes: number, count: number): Promise<void> {
  const { prefix } = loadOf(valueBytes, count).keys
  const keys = Array.from({ length: count }, (_, at) => `${prefix}-${at}`)
  await fleet.run(0, { op: 'put', keys, inFlight: IN_FLIGHT, valueBytes })
}

function loadOf(valueBytes: number, count: number) {
  return { keys: { prefix: `v${valueBytes}`, count, shape: 'uniform' as Shape }, valueBytes }
}

// Always through the same node: it holds the contexts.
async function repeat(
  fleet: Fleet,
  { rounds }: Plan,
  load: (seed: string) => Load
): Promise<readonly Measured[]> {
  const all: Measured[] = []
  for (let round = 0; round < rounds; round++) all.push(await measure(fleet, 0, load(`round ${round}`)))
  return all
}

function figuresOf(all: readonly Measured[]): Figures {
  const latencies = Histogram.from(all.map((one) => one.latencies))
  const cpu = all.flatMap(({ cpuMsEach }) => cpuMsEach ?? [])
  return {
    perSecond: rounded(spread(all.map(({ perSecond }) => perSecond))),
    p50Ms: figure(latencies.quantile(0.5)),
    p99Ms: figure(latencies.quantile(0.99)),
    p999Ms: figure(latencies.quantile(0.999)),
    failures: failuresOf(all),
    cpuMsEach: cpu.length === 0 ? null : figure(median(cpu))
  }
}

/** The result as a table for people. */
export function show({ nodes, inFlight, rounds, cases, paced }: ProfileResult): string {
  return [
    `${nodes} processes, ${inFlight} in flight, ${rounds} rounds`,
    ...cases.map(({ valueBytes, gets, shape, ...figures }) =>
      line(`${valueBytes} B, ${100 * gets} % gets, ${shape}`, figures)
    ),
    '',
    'latencies at a fixed rate, from when a request is due: 128 B, 95 % gets, even keys',
    ...paced.map(({ share, asked, ...figures }) => line(`${100 * share} %: ${asked}/s asked`, figures))
  ].join('\n')
}

function line(what: string, { perSecond, p50Ms, p99Ms, p999Ms, failures, cpuMsEach }: Figures): string {
  const { median, least, most } = perSecond
  return [
    what.padEnd(34),
    `${median} (${least}–${most})/s`.padEnd(28),
    `p50 ${p50Ms}  p99 ${p99Ms}  p99.9 ${p999Ms} ms`.padEnd(42),
    `${cpuMsEach ?? '?'} ms of CPU each`,
    ...Object.entries(failures).map(([code, times]) => `  ${times} ${code}`)
  ].join('')
}
