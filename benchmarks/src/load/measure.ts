// One load on one network, measured: rate and latencies at the client, CPU time and memory of all processes.
import type { Fleet } from '../fleet.ts'
import { type Counts, Histogram } from './histogram.ts'
import type { Load } from './load.ts'

export interface Measured {
  /** Answered, in all and each second. */
  readonly answered: number
  readonly perSecond: number
  readonly latencies: Counts
  /** By code. */
  readonly failures: Readonly<Record<string, number>>
  /** Of all processes, the client's included; nothing where the platform does not tell. */
  readonly cpuMsEach: number | undefined
  readonly residentBytes: number | undefined
}

/** How many failed in several loads, by code. */
export function failuresOf(
  all: readonly { readonly failures: Readonly<Record<string, number>> }[]
): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const [code, times] of all.flatMap(({ failures }) => Object.entries(failures)))
    sum[code] = (sum[code] ?? 0) + times
  return sum
}

export function measure(fleet: Fleet, node: number, load: Load): Promise<Measured> {
  return measureTogether(fleet, [{ node, load }])
}

/** Loads at several nodes at once, as one. */
export async function measureTogether(
  fleet: Fleet,
  loads: readonly { readonly node: number; readonly load: Load }[]
): Promise<Measured> {
  const before = fleet.footprint()
  const found = await Promise.all(loads.map(({ node, load }) => fleet.load(node, load)))
  const after = fleet.footprint()
  const latencies = Histogram.from(found.flatMap(({ get, put }) => [get, put]))
  const cpuSeconds = before && after && after.cpuSeconds - before.cpuSeconds
  return {
    answered: latencies.total,
    perSecond: (1_000 * latencies.total) / Math.max(...found.map(({ wallMs }) => wallMs)),
    latencies: latencies.counts(),
    failures: failuresOf(found),
    cpuMsEach: cpuSeconds === undefined ? undefined : (1_000 * cpuSeconds) / latencies.total,
    residentBytes: after?.residentBytes
  }
}
