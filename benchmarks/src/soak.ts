// A network under a steady load for a long time: whether memory grows, latencies drift, or requests fail. Three nodes in processes
// of their own, (3, 2, 2), 90 % gets, puts over existing objects and gets that a handler answers, at a fixed rate.
//
//   npm run bench -- soak              10 minutes
//   npm run bench -- soak=480          as many minutes
import { type Fleet, startFleet } from './fleet.ts'
import { Histogram } from './load/histogram.ts'
import type { Load } from './load/load.ts'
import { failuresOf, measure } from './load/measure.ts'
import { CODE } from './peers/plan.ts'
import { figure } from './statistics.ts'

const NODES = 3
const MINUTES = 10
const KEYS = 5_000
const VALUE_BYTES = 1_000
const PER_SECOND = 200
/** A slice of the run, measured and reported as one. */
const SLICE_SECONDS = 30

interface Slice {
  readonly minute: number
  readonly answered: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly slowestMs: number
  readonly failures: Readonly<Record<string, number>>
  /** Of all nodes together. */
  readonly residentMb: number | null
  readonly cpuMsEach: number | null
}

export interface SoakResult {
  readonly nodes: number
  readonly minutes: number
  readonly perSecond: number
  readonly keys: number
  readonly slices: readonly Slice[]
  /** Of the last half of the run, by least squares: what one node's memory gains in an hour. Null without /proc. */
  readonly megabytesAnHour: number | null
}

export async function bench(input = String(MINUTES)): Promise<SoakResult> {
  const minutes = Number(input)
  if (!(minutes > 0)) throw new Error(`${input} is not a number of minutes`)
  const fleet = await startFleet('halley', NODES)
  try {
    await fill(fleet, 'passive')
    await fill(fleet, 'active', CODE.greeting)
    const slices: Slice[] = []
    for (let at = 0; at < Math.ceil((60 * minutes) / SLICE_SECONDS); at++) {
      const found = await slice(fleet, at)
      process.stderr.write(`${showSlice(found)}\n`)
      slices.push(found)
    }
    const half = slices.slice(Math.floor(slices.length / 2))
    return {
      nodes: NODES,
      minutes,
      perSecond: PER_SECOND,
      keys: 2 * KEYS,
      slices,
      megabytesAnHour: growth(half)
    }
  } finally {
    await fleet.stop()
  }
}

async function fill(fleet: Fleet, prefix: string, code?: string): Promise<void> {
  const keys = Array.from({ length: KEYS }, (_, at) => `${prefix}-${at}`)
  const op = code === undefined ? 'put' : 'putActive'
  await fleet.run(0, {
    op,
    keys,
    inFlight: 16,
    valueBytes: VALUE_BYTES,
    ...(code === undefined ? {} : { code })
  })
}

// Two loads at a time: one of passive objects through the first node, one of active ones through the second.
async function slice(fleet: Fleet, at: number): Promise<Slice> {
  const load = (prefix: string): Load => ({
    keys: { prefix, count: KEYS, shape: 'zipfian' },
    gets: 0.9,
    valueBytes: VALUE_BYTES,
    pace: { perSecond: PER_SECOND / 2, seconds: SLICE_SECONDS },
    seed: `soak, slice ${at}`
  })
  const [passive, active] = await Promise.all([
    measure(fleet, 0, load('passive')),
    fleet.load(1, { ...load('active'), gets: 1, code: CODE.greeting as string })
  ])
  const latencies = Histogram.from([passive.latencies, active.get])
  return {
    minute: figure(((at + 1) * SLICE_SECONDS) / 60),
    answered: latencies.total,
    p50Ms: figure(latencies.quantile(0.5)),
    p99Ms: figure(latencies.quantile(0.99)),
    slowestMs: figure(latencies.quantile(1)),
    failures: failuresOf([passive, active]),
    residentMb: passive.residentBytes === undefined ? null : figure(passive.residentBytes / 1e6),
    cpuMsEach:
      passive.cpuMsEach === undefined
        ? null
        : figure((passive.cpuMsEach * passive.answered) / latencies.total)
  }
}

/** The slope of a line through the memory of the slices, for one node. */
function growth(slices: readonly Slice[]): number | null {
  const points = slices.flatMap(({ minute, residentMb }) =>
    residentMb === null ? [] : [{ x: minute / 60, y: residentMb / NODES }]
  )
  if (points.length < 2) return null
  const mean = (of: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [x, y] = [mean('x'), mean('y')]
  const shared = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  return figure(shared / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0))
}

/** The result as a table for people. */
export function show({ nodes, minutes, perSecond, keys, slices, megabytesAnHour }: SoakResult): string {
  return [
    `${nodes} processes, ${keys} objects, ${perSecond} requests a second for ${minutes} minutes`,
    ...slices.map(showSlice),
    `memory of a node in the last half: ${megabytesAnHour ?? '?'} MB an hour`
  ].join('\n')
}

function showSlice(slice: Slice): string {
  const { minute, answered, p50Ms, p99Ms, slowestMs, failures, residentMb, cpuMsEach } = slice
  const failed = Object.entries(failures).map(([code, times]) => `${times} ${code}`)
  const latencies = `p50 ${p50Ms}  p99 ${p99Ms}  slowest ${slowestMs} ms`
  const taken = `${residentMb ?? '?'} MB in all, ${cpuMsEach ?? '?'} ms of CPU each`
  return [`${String(minute).padStart(6)} min  ${answered} answered`, latencies, taken, ...failed].join('  ')
}
