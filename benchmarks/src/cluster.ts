// Put and get through real processes: Halley, passive and active, beside js-libp2p kad-dht's own put and get, in the
// same run, alternating, several rounds.
//
// What the comparison is not: Halley's puts are durable at two of three replicas before they are acknowledged and
// carry versions; kad-dht keeps records in memory at up to 20 nodes, unversioned. Both are asked from one node of
// the network; both run over libp2p, noise, yamux and TCP on loopback.
import { type Fleet, startFleet } from './fleet.ts'
import { figure, median, quantile } from './statistics.ts'
import type { Work } from './worker.ts'

const NODES = 5
const ROUNDS = 3
const VALUE_BYTES = 128

const GREETING = `export default {
  value: 'Hello world!',
  onGet (caller) {
    local.gets = (local.gets ?? 0) + 1
    return { value: this.value, gets: local.gets }
  }
}`
const NULL_HANDLER = `export default { onGet () { return null } }`

interface Series {
  readonly name: string
  readonly system: 'halley' | 'kad-dht'
  readonly op: Work['op']
  /** Which keys: those of an earlier series with this prefix. */
  readonly prefix: string
  readonly inFlight: number
  readonly count: number
  readonly code?: string
}

const SERIES: readonly Series[] = [
  { name: 'kad-dht put, 1 in flight', system: 'kad-dht', op: 'put', prefix: 'k', inFlight: 1, count: 40 },
  { name: 'halley put, 1 in flight', system: 'halley', op: 'put', prefix: 'p', inFlight: 1, count: 400 },
  { name: 'kad-dht get, 1 in flight', system: 'kad-dht', op: 'get', prefix: 'k', inFlight: 1, count: 40 },
  { name: 'halley get, 1 in flight', system: 'halley', op: 'get', prefix: 'p', inFlight: 1, count: 400 },
  { name: 'kad-dht put, 32 in flight', system: 'kad-dht', op: 'put', prefix: 'l', inFlight: 32, count: 128 },
  { name: 'halley put, 32 in flight', system: 'halley', op: 'put', prefix: 'q', inFlight: 32, count: 4_000 },
  { name: 'kad-dht get, 32 in flight', system: 'kad-dht', op: 'get', prefix: 'l', inFlight: 32, count: 128 },
  { name: 'halley get, 32 in flight', system: 'halley', op: 'get', prefix: 'q', inFlight: 32, count: 4_000 },
  {
    name: 'halley put active, 32 in flight',
    system: 'halley',
    op: 'putActive',
    prefix: 'g',
    inFlight: 32,
    count: 2_000,
    code: GREETING
  },
  {
    name: 'halley get greeting, 32 in flight',
    system: 'halley',
    op: 'get',
    prefix: 'g',
    inFlight: 32,
    count: 2_000
  },
  {
    name: 'halley put null handler, 32 in flight',
    system: 'halley',
    op: 'putActive',
    prefix: 'n',
    inFlight: 32,
    count: 2_000,
    code: NULL_HANDLER
  },
  {
    name: 'halley get null handler, 32 in flight',
    system: 'halley',
    op: 'get',
    prefix: 'n',
    inFlight: 32,
    count: 2_000
  }
]

export interface ClusterRow {
  readonly name: string
  /** Medians over the rounds; the spread of the rounds is in brackets' place, lowest and highest. */
  readonly perSecond: number
  readonly perSecondSpread: readonly [number, number]
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface ClusterResult {
  readonly nodes: number
  readonly rounds: number
  readonly valueBytes: number
  readonly rows: readonly ClusterRow[]
  readonly ratios: Readonly<Record<string, number>>
}

export async function bench(): Promise<ClusterResult> {
  const fleets: Record<Series['system'], Fleet> = {
    halley: await startFleet('halley', NODES),
    'kad-dht': await startFleet('kad-dht', NODES)
  }
  try {
    const rounds: Map<string, Sample[]> = new Map(SERIES.map(({ name }) => [name, []]))
    for (let round = 0; round < ROUNDS; round++) {
      for (const series of SERIES)
        rounds.get(series.name)?.push(await measure(fleets[series.system], series, round))
    }
    return result([...rounds].map(([name, samples]) => row(name, samples)))
  } finally {
    await Promise.all(Object.values(fleets).map((fleet) => fleet.stop()))
  }
}

interface Sample {
  readonly latencies: readonly number[]
  readonly perSecond: number
}

async function measure(
  fleet: Fleet,
  { op, prefix, inFlight, count, code }: Series,
  round: number
): Promise<Sample> {
  const keys = Array.from({ length: count }, (_, at) => `${prefix}-${round}-${at}`)
  const { latencies, wall } = await fleet.run(round % NODES, {
    op,
    keys,
    inFlight,
    valueBytes: VALUE_BYTES,
    ...(code === undefined ? {} : { code })
  })
  return { latencies, perSecond: (1_000 * count) / wall }
}

function row(name: string, samples: readonly Sample[]): ClusterRow {
  const rates = samples.map(({ perSecond }) => perSecond)
  const latencies = samples.flatMap((sample) => sample.latencies)
  return {
    name,
    perSecond: figure(median(rates)),
    perSecondSpread: [figure(Math.min(...rates)), figure(Math.max(...rates))],
    p50Ms: figure(quantile(latencies, 0.5)),
    p99Ms: figure(quantile(latencies, 0.99))
  }
}

function result(rows: readonly ClusterRow[]): ClusterResult {
  const rate = (name: string): number => rows.find((one) => one.name === name)?.perSecond ?? Number.NaN
  const ratio = (a: string, b: string): number => figure(rate(a) / rate(b))
  return {
    nodes: NODES,
    rounds: ROUNDS,
    valueBytes: VALUE_BYTES,
    rows,
    ratios: {
      'put, 1 in flight: halley / kad-dht': ratio('halley put, 1 in flight', 'kad-dht put, 1 in flight'),
      'get, 1 in flight: halley / kad-dht': ratio('halley get, 1 in flight', 'kad-dht get, 1 in flight'),
      'put, 32 in flight: halley / kad-dht': ratio('halley put, 32 in flight', 'kad-dht put, 32 in flight'),
      'get, 32 in flight: halley / kad-dht': ratio('halley get, 32 in flight', 'kad-dht get, 32 in flight'),
      'get, 32 in flight: null handler / passive': ratio(
        'halley get null handler, 32 in flight',
        'halley get, 32 in flight'
      ),
      'get, 32 in flight: greeting / passive': ratio(
        'halley get greeting, 32 in flight',
        'halley get, 32 in flight'
      )
    }
  }
}

/** The result as a table for people. */
export function show({ nodes, rounds, valueBytes, rows, ratios }: ClusterResult): string {
  const lines = rows.map(({ name, perSecond, perSecondSpread: [least, most], p50Ms, p99Ms }) => {
    return `${name.padEnd(42)}${String(perSecond).padStart(8)}/s  (${least}–${most})  p50 ${p50Ms} ms  p99 ${p99Ms} ms`
  })
  const compared = Object.entries(ratios).map(
    ([name, value]) => `${name.padEnd(42)}${String(value).padStart(8)}`
  )
  return [
    `${nodes} processes, ${rounds} rounds (medians, lowest–highest), ${valueBytes} B values`,
    ...lines,
    '',
    ...compared
  ].join('\n')
}
