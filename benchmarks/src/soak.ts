// A network under half of the load that it carries, for a long time: whether memory or file descriptors grow, latencies drift, or
// requests fail. Three nodes in processes of their own, (3, 2, 2). Through the first, 90 % gets and 10 % puts over existing objects;
// through the second, gets that a handler answers. Each at a quarter of its own highest rate, measured just before.
//
//   npm run bench -- soak              30 minutes
//   npm run bench -- soak=480          as many minutes
import { type Fleet, startFleet } from './fleet.ts'
import { Histogram } from './load/histogram.ts'
import type { Load, Pace } from './load/load.ts'
import { failuresOf, measure } from './load/measure.ts'
import { CODE } from './peers/plan.ts'
import { judge, type Verdict } from './soak/verdict.ts'
import { figure } from './statistics.ts'

const NODES = 3
const MINUTES = 30
const KEYS = 5_000
const VALUE_BYTES = 1_000
const IN_FLIGHT = 32
const WARM_UP_SECONDS = 8
const CEILING_SECONDS = 8
/** Of each kind's highest rate, both at a time. */
const SHARE = 0.25
/** A slice of the run is measured and reported as one; a short run has as many as a verdict needs. */
const SLICE_SECONDS = 60
const LEAST_SLICES = 6

export interface Slice {
  readonly minute: number
  readonly answered: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failures: Readonly<Record<string, number>>
  /** Cores that all processes used. */
  readonly cores: number | null
  /** Of one node, at the end of the slice: the heap just after garbage was collected, and what the kernel says. */
  readonly heapMb: number
  readonly residentMb: number | null
  readonly anonymousMb: number | null
  /** Of one node. */
  readonly openFiles: number | null
}

export interface SoakResult {
  readonly nodes: number
  readonly minutes: number
  /** Asked each second, of passive objects and of active ones. */
  readonly perSecond: { readonly passive: number; readonly active: number }
  readonly keys: number
  readonly slices: readonly Slice[]
  readonly verdicts: readonly Verdict[]
}

export async function bench(input = String(MINUTES)): Promise<SoakResult> {
  const minutes = Number(input)
  if (!(minutes > 0)) throw new Error(`${input} is not a number of minutes`)
  const fleet = await startFleet('halley', NODES)
  try {
    await fill(fleet, 'passive')
    await fill(fleet, 'active', CODE.greeting)
    const perSecond = {
      passive: SHARE * (await ceiling(fleet, 0, 'passive')),
      active: SHARE * (await ceiling(fleet, 1, 'active'))
    }
    const seconds = Math.min(SLICE_SECONDS, (60 * minutes) / LEAST_SLICES)
    const slices: Slice[] = []
    for (let at = 0; at < Math.round((60 * minutes) / seconds); at++) {
      const found = await slice(fleet, at, seconds, perSecond)
      process.stderr.write(`${showSlice(found)}\n`)
      slices.push(found)
    }
    return {
      nodes: NODES,
      minutes,
      perSecond: { passive: figure(perSecond.passive), active: figure(perSecond.active) },
      keys: 2 * KEYS,
      slices,
      verdicts: judge(slices)
    }
  } finally {
    await fleet.stop()
  }
}

async function fill(fleet: Fleet, prefix: string, code?: string): Promise<void> {
  const keys = Array.from({ length: KEYS }, (_, at) => `${prefix}-${at}`)
  const op = code === undefined ? 'put' : 'putActive'
  const work = { op, keys, inFlight: IN_FLIGHT, valueBytes: VALUE_BYTES } as const
  await fleet.run(0, code === undefined ? work : { ...work, code })
}

/** The highest rate of one kind, when it is asked alone. */
async function ceiling(fleet: Fleet, node: number, kind: Kind): Promise<number> {
  await measure(fleet, node, loadOf(kind, { inFlight: IN_FLIGHT, seconds: WARM_UP_SECONDS }, 'warm-up'))
  const pace = { inFlight: IN_FLIGHT, seconds: CEILING_SECONDS }
  const { perSecond } = await measure(fleet, node, loadOf(kind, pace, 'ceiling'))
  return perSecond
}

type Kind = 'passive' | 'active'

function loadOf(kind: Kind, pace: Pace, seed: string): Load {
  return {
    // An object answers one event at a time: a popular one would be the limit.
    keys: { prefix: kind, count: KEYS, shape: kind === 'active' ? 'uniform' : 'zipfian' },
    gets: kind === 'active' ? 1 : 0.9,
    valueBytes: VALUE_BYTES,
    ...(kind === 'active' ? { code: CODE.greeting as string } : {}),
    pace,
    seed: `soak, ${seed}`
  }
}

async function slice(
  fleet: Fleet,
  at: number,
  seconds: number,
  perSecond: SoakResult['perSecond']
): Promise<Slice> {
  const before = fleet.footprint()
  const kinds = (['passive', 'active'] as const).map((kind, node) =>
    fleet.load(node, loadOf(kind, { perSecond: perSecond[kind], seconds }, `slice ${at}`))
  )
  const loads = await Promise.all(kinds)
  const after = fleet.footprint()
  const latencies = Histogram.from(loads.flatMap(({ get, put }) => [get, put]))
  const each = (bytes: number | undefined): number | null =>
    bytes === undefined ? null : figure(bytes / NODES / 1e6)
  return {
    minute: figure(((at + 1) * seconds) / 60),
    answered: latencies.total,
    p50Ms: figure(latencies.quantile(0.5)),
    p99Ms: figure(latencies.quantile(0.99)),
    failures: failuresOf(loads),
    cores: before && after ? figure((after.cpuSeconds - before.cpuSeconds) / seconds) : null,
    heapMb: figure((await fleet.heapBytes()) / NODES / 1e6),
    residentMb: each(after?.residentBytes),
    anonymousMb: each(after?.anonymousBytes),
    openFiles: after === undefined ? null : figure(after.openFiles / NODES)
  }
}

/** The result as a table for people. */
export function show({ nodes, minutes, perSecond, keys, slices, verdicts }: SoakResult): string {
  return [
    `${nodes} processes, ${keys} objects, ${perSecond.passive} + ${perSecond.active} requests a second for ${minutes} minutes`,
    ...slices.map(showSlice),
    ...verdicts.map(
      ({ what, mean, rise, limit, isFlat }) =>
        `${isFlat ? 'flat ' : 'GROWS'}  ${what.padEnd(32)} mean ${mean}, rise ${figure(100 * rise)} % of it, limit ${100 * limit} %`
    ),
    ...(verdicts.length === 0 ? ['too short for a verdict'] : [])
  ].join('\n')
}

function showSlice(slice: Slice): string {
  const { minute, answered, p50Ms, p99Ms, failures, cores, heapMb, residentMb, anonymousMb, openFiles } =
    slice
  const failed = Object.entries(failures).map(([code, times]) => `${times} ${code}`)
  return [
    `${String(minute).padStart(6)} min  ${answered} answered`,
    `p50 ${p50Ms}  p99 ${p99Ms} ms`,
    `${cores ?? '?'} cores`,
    `a node: heap ${heapMb} MB, resident ${residentMb ?? '?'} MB, anonymous ${anonymousMb ?? '?'} MB, ${openFiles ?? '?'} files`,
    ...failed
  ].join('  ')
}
