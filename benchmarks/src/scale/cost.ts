// What one request costs on one network: CPU time of all its processes, bytes sent, bytes to disks.
import { cpus } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { Fleet } from '../fleet.ts'
import { Histogram } from '../load/histogram.ts'
import { loopbackBytes } from '../load/processes.ts'
import { figure } from '../statistics.ts'

export interface Cost {
  readonly op: 'get' | 'put'
  readonly perSecond: number
  readonly p50Ms: number
  readonly failed: number
  /** For one request. Null where the platform does not tell. */
  readonly cpuMs: number | null
  readonly networkBytes: number | null
  readonly diskBytes: number | null
  /** Of all cores of the machine, while this ran. */
  readonly cpuShare: number | null
}

/** Objects that are asked, which exist under `vSIZE-NUMBER`, and how large they are. */
export interface Size {
  readonly valueBytes: number
  readonly keys: number
}

/** What the three parts of a measurement take. */
export interface Times {
  readonly warmUpSeconds: number
  readonly seconds: number
  /** How long idle nodes are watched. */
  readonly idleSeconds: number
}

/** Of gets and of puts of fresh objects, through the first node. What the nodes take at rest is taken off. */
export async function measureCosts(fleet: Fleet, inFlight: number, plan: Times, size: Size): Promise<Cost[]> {
  const idle = await watch(fleet, () => setTimeout(1_000 * plan.idleSeconds))
  const found: Cost[] = []
  for (const op of ['get', 'put'] as const) {
    await ask(fleet, inFlight, op, size, plan.warmUpSeconds, 'warm-up')
    found.push(await cost(fleet, inFlight, op, size, plan, idle))
  }
  return found
}

async function cost(
  fleet: Fleet,
  inFlight: number,
  op: 'get' | 'put',
  size: Size,
  plan: Times,
  idle: Watched | undefined
): Promise<Cost> {
  let loaded: Awaited<ReturnType<typeof ask>> | undefined
  const taken = await watch(fleet, async () => {
    loaded = await ask(fleet, inFlight, op, size, plan.seconds, 'measured')
  })
  const { get, put, wallMs, failures } = loaded as Awaited<ReturnType<typeof ask>>
  const latencies = Histogram.from([get, put])
  const each = (of: keyof Omit<Watched, 'seconds'>): number | null => {
    if (taken === undefined || idle === undefined) return null
    const atRest = (idle[of] / idle.seconds) * taken.seconds
    return figure(Math.max(0, taken[of] - atRest) / latencies.total)
  }
  const cpu = each('cpuMs')
  return {
    op,
    perSecond: figure((1_000 * latencies.total) / wallMs),
    p50Ms: figure(latencies.quantile(0.5)),
    failed: Object.values(failures).reduce((sum, times) => sum + times, 0),
    cpuMs: cpu,
    networkBytes: each('networkBytes'),
    diskBytes: each('diskBytes'),
    cpuShare: taken === undefined ? null : figure(taken.cpuMs / (1_000 * taken.seconds * cpus().length))
  }
}

async function ask(
  fleet: Fleet,
  inFlight: number,
  op: 'get' | 'put',
  size: Size,
  seconds: number,
  what: string
) {
  const { valueBytes, keys } = size
  return fleet.load(0, {
    keys: { prefix: `v${valueBytes}`, count: keys, shape: 'uniform' },
    gets: op === 'get' ? 1 : 0,
    fresh: `${what}-${valueBytes}-${keys}`,
    valueBytes,
    pace: { inFlight, seconds },
    seed: what
  })
}

interface Watched {
  readonly seconds: number
  readonly cpuMs: number
  readonly networkBytes: number
  readonly diskBytes: number
}

/** What all processes used while something was done. What they wrote, and did not send, went to disks. */
async function watch(fleet: Fleet, something: () => Promise<unknown>): Promise<Watched | undefined> {
  const [begun, sent, before] = [performance.now(), loopbackBytes(), fleet.footprint()]
  await something()
  const [over, sentNow, after] = [performance.now(), loopbackBytes(), fleet.footprint()]
  if (before === undefined || after === undefined || sent === undefined || sentNow === undefined)
    return undefined
  return {
    seconds: (over - begun) / 1_000,
    cpuMs: 1_000 * (after.cpuSeconds - before.cpuSeconds),
    networkBytes: sentNow - sent,
    diskBytes: Math.max(0, after.writtenBytes - before.writtenBytes - (sentNow - sent))
  }
}
