// Where the time of a request goes: three nodes in processes of their own, (3, 2, 2), 128 requests in flight through one of them. All
// three are watched while they work; what is told is microseconds of CPU for one request, over all processes, by part.
import { type Fleet, startFleet } from './fleet.ts'
import type { Load } from './load/load.ts'
import { type Measured, measure } from './load/measure.ts'
import { CODE, type Kind } from './peers/plan.ts'
import { figure } from './statistics.ts'
import type { Watched } from './where/watch.ts'

const NODES = 3
const KEYS = 1_000
const IN_FLIGHT = 128
const VALUE_BYTES = 128
const WARM_SECONDS = 5
const SECONDS = 4

const STEPS: readonly { readonly name: string; readonly kind: Kind; readonly gets: 0 | 1 }[] = [
  { name: 'get', kind: 'passive', gets: 1 },
  { name: 'put', kind: 'passive', gets: 0 },
  { name: 'get null handler', kind: 'null handler', gets: 1 },
  { name: 'get greeting', kind: 'greeting', gets: 1 }
]

/** Threads beside the main one: commits, compiling, collecting. */
const OTHER_THREADS = 'other threads: the disk, compiling, collecting'

export interface WhereRow {
  readonly step: string
  readonly perSecond: number
  /** Of all processes for a request, in microseconds. */
  readonly cpuMicros: number
  /** Of it by part, the largest first. */
  readonly parts: readonly { readonly part: string; readonly micros: number }[]
}

export async function bench(): Promise<WhereRow[]> {
  const fleet = await startFleet('halley', NODES)
  try {
    const rows: WhereRow[] = []
    for (const { name, kind, gets } of STEPS) {
      const code = CODE[kind]
      const prefix = kind.replace(' ', '-')
      const keys = Array.from({ length: KEYS }, (_, at) => `${prefix}-${at}`)
      const active = code === undefined ? {} : { code }
      const op = code === undefined ? 'put' : 'putActive'
      await fleet.run(0, { op, keys, inFlight: 16, valueBytes: VALUE_BYTES, ...active })
      const load = (seconds: number, seed: string): Load => ({
        keys: { prefix, count: KEYS, shape: 'uniform' },
        gets,
        fresh: `${name}-${seed}`,
        valueBytes: VALUE_BYTES,
        ...active,
        pace: { inFlight: IN_FLIGHT, seconds },
        seed
      })
      await measure(fleet, 0, load(WARM_SECONDS, 'warm-up'))
      const plain = await watched(fleet, load(SECONDS, 'plain'), false)
      const sampled = await watched(fleet, load(SECONDS, 'sampled'), true)
      rows.push({ step: name, ...told(plain, sampled) })
    }
    return rows
  } finally {
    await fleet.stop()
  }
}

interface Seen {
  readonly measured: Measured
  readonly nodes: readonly Watched[]
}

async function watched(fleet: Fleet, load: Load, isSampled: boolean): Promise<Seen> {
  const nodes = Array.from({ length: NODES }, (_, at) => at)
  await Promise.all(nodes.map((node) => fleet.watch(node, isSampled)))
  const measured = await measure(fleet, 0, load)
  return { measured, nodes: await Promise.all(nodes.map((node) => fleet.watched(node))) }
}

/** Times of the one, by the shares of the other. */
function told({ measured, nodes }: Seen, sampled: Seen): Omit<WhereRow, 'step'> {
  const { answered, perSecond } = measured
  const micros = new Map<string, number>()
  const add = (part: string, more: number): void => {
    micros.set(part, (micros.get(part) ?? 0) + more / answered)
  }
  for (const [at, { mainMicros, allMicros }] of nodes.entries()) {
    for (const [part, share] of Object.entries(sampled.nodes[at]!.shares)) add(part, share * mainMicros)
    add(OTHER_THREADS, allMicros - mainMicros)
  }
  const parts = [...micros].sort(([, a], [, b]) => b - a)
  return {
    perSecond: figure(perSecond),
    cpuMicros: figure(parts.reduce((sum, [, own]) => sum + own, 0)),
    parts: parts.map(([part, own]) => ({ part, micros: figure(own) }))
  }
}

export function show(rows: readonly WhereRow[]): string {
  return rows
    .flatMap(({ step, perSecond, cpuMicros, parts }) => [
      `${step}: ${perSecond}/s, ${cpuMicros} µs of CPU for one, of it`,
      ...parts.map(({ part, micros }) => `  ${String(micros).padStart(8)}  ${part}`)
    ])
    .join('\n')
}
