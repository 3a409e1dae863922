// What nodes send each other while nobody asks, and what it takes to join them: real nodes in processes of their own on this
// machine, with a thousand objects among them. Bytes are those of this machine's loopback, with the headers of TCP and IP: nothing
// else may use it meanwhile.
//
//   npm run bench -- maintenance           3, 10 and 30 nodes, five minutes
//   npm run bench -- maintenance=quick     3 and 5 nodes, a minute
import { setTimeout } from 'node:timers/promises'
import { type Fleet, startFleet } from './fleet.ts'
import { loopbackBytes } from './load/processes.ts'
import { settled } from './load/settled.ts'
import { figure } from './statistics.ts'

const OBJECTS = 1_000
const VALUE_BYTES = 128
/** More than the time between two pings on a connection, the rarest of what is repeated often. */
const WATCH_SECONDS = 40
/** A newcomer looks itself up four times in its first 16 seconds. */
const JOIN_SECONDS = 20

export interface MaintenanceRow {
  readonly nodes: number
  /** Of one node at rest: bytes that it sends in an hour, and the share of a core. */
  readonly bytesPerHour: number
  readonly coreEach: number
  readonly residentMb: number
  /** Because of one newcomer, beyond what they send anyway: bytes sent by all, and CPU time of all, with the newcomer's start. */
  readonly joinBytes: number
  readonly joinCpuMs: number
}

export interface MaintenanceResult {
  readonly objects: number
  readonly rows: readonly MaintenanceRow[]
}

export async function bench(input?: string): Promise<MaintenanceResult> {
  const quick = input === 'quick'
  const rows: MaintenanceRow[] = []
  for (const nodes of quick ? [3, 5] : [3, 10, 30]) {
    process.stderr.write(`${nodes} nodes\n`)
    rows.push(await observe(nodes, quick ? 0.25 : 1))
  }
  return { objects: OBJECTS, rows }
}

async function observe(nodes: number, shorter: number): Promise<MaintenanceRow> {
  const fleet = await startFleet('halley', nodes)
  try {
    await settled(fleet, nodes)
    const keys = Array.from({ length: OBJECTS }, (_, at) => `object-${at}`)
    await fleet.run(0, { op: 'put', keys, inFlight: 4, valueBytes: VALUE_BYTES })
    await settled(fleet, nodes)
    const rest = await taken(fleet, () => setTimeout(1_000 * WATCH_SECONDS * shorter))
    const join = await taken(fleet, async () => {
      await fleet.grow()
      await setTimeout(1_000 * JOIN_SECONDS)
    })
    return {
      nodes,
      bytesPerHour: figure(((rest.bytes / rest.seconds) * 3_600) / nodes),
      coreEach: figure(rest.cpuSeconds / rest.seconds / nodes),
      residentMb: figure(rest.residentBytes / nodes / 1e6),
      joinBytes: figure(join.bytes - (rest.bytes / rest.seconds) * join.seconds),
      joinCpuMs: figure(1_000 * (join.cpuSeconds - (rest.cpuSeconds / rest.seconds) * join.seconds))
    }
  } finally {
    await fleet.stop()
  }
}

async function taken(fleet: Fleet, during: () => Promise<unknown>) {
  const [begun, sent, before] = [performance.now(), loopbackBytes(), fleet.footprint()]
  await during()
  const [over, sentNow, after] = [performance.now(), loopbackBytes(), fleet.footprint()]
  if (before === undefined || after === undefined || sent === undefined || sentNow === undefined)
    throw new Error('this platform does not tell what a process takes')
  return {
    seconds: (over - begun) / 1_000,
    bytes: sentNow - sent,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    residentBytes: after.residentBytes
  }
}

/** The result as a table for people. */
export function show({ objects, rows }: MaintenanceResult): string {
  return [
    `${objects} objects`,
    ...rows.map(({ nodes, bytesPerHour, coreEach, residentMb, joinBytes, joinCpuMs }) =>
      [
        `${nodes} nodes`.padEnd(12),
        `a node at rest: ${bytesPerHour} B an hour, ${figure(100 * coreEach)} % of a core, ${residentMb} MB`.padEnd(
          72
        ),
        `a join: ${joinBytes} B, ${joinCpuMs} ms of CPU`
      ].join('')
    )
  ].join('\n')
}
