// Load on one system from one of its clients: so many requests in flight, or so many a second, over keys that were put before.
//
// With requests in flight a latency is what the caller waits, and the rate is what is measured. At a given rate a latency
// counts from the moment the request was due (see due.ts), and the rate is the condition.
import { setTimeout } from 'node:timers/promises'
import { createPrng } from '../../../packages/model/src/prng.ts'
import type { System } from '../systems/system.ts'
import { atRate } from './due.ts'
import { type Counts, Histogram } from './histogram.ts'
import { drawing, type Shape } from './keys.ts'

/** The byte that values are made of: a letter, so that a value can also be a text. */
export const FILL = 120

export interface Load {
  /** Keys PREFIX-0 to PREFIX-(count - 1), which exist. */
  readonly keys: { readonly prefix: string; readonly count: number; readonly shape: Shape }
  /** Share of gets among the requests, from 0 to 1. */
  readonly gets: number
  /** Puts make objects under keys of this prefix that have not existed before; without it they go to the existing keys. */
  readonly fresh?: string
  readonly valueBytes: number
  /** The objects are active: puts carry this code, and gets are answered by it. */
  readonly code?: string
  readonly pace: Pace
  readonly seed: string
}

export type Pace =
  | { readonly inFlight: number; readonly seconds: number }
  | { readonly perSecond: number; readonly seconds: number }

export interface Loaded {
  readonly get: Counts
  readonly put: Counts
  /** Milliseconds from the first request to the last answer. */
  readonly wallMs: number
  /** By code: how many failed. They have no latency and do not count for the rate. */
  readonly failures: Readonly<Record<string, number>>
}

export async function load(system: System, what: Load): Promise<Loaded> {
  const { pace } = what
  const latencies = { get: new Histogram(), put: new Histogram() }
  const failures: Record<string, number> = {}
  const next = requests(system, what)
  const once = async (due: number): Promise<boolean> => {
    const { op, send } = next()
    try {
      await send()
      latencies[op].record(performance.now() - due)
      return true
    } catch (error) {
      const code = (error as { code?: string }).code ?? (error as Error).message
      failures[code] = (failures[code] ?? 0) + 1
      return false
    }
  }
  const start = performance.now()
  if ('perSecond' in pace)
    await atRate(pace.perSecond, pace.seconds, async (_, due) => void (await once(due)))
  else await inFlight(pace.inFlight, start + 1_000 * pace.seconds, once)
  const wallMs = performance.now() - start
  return { get: latencies.get.counts(), put: latencies.put.counts(), wallMs, failures }
}

/** Of whoever was refused, before the next request: refusals are quick, and asking again at once would be a flood. */
const PAUSE_MS = 10

async function inFlight(
  count: number,
  until: number,
  once: (due: number) => Promise<boolean>
): Promise<void> {
  const line = async (): Promise<void> => {
    for (let now = performance.now(); now < until; now = performance.now()) {
      if (!(await once(now))) await setTimeout(PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: count }, line))
}

interface Request {
  readonly op: 'get' | 'put'
  send(): Promise<void>
}

function requests(system: System, { keys, gets, fresh, valueBytes, code, seed }: Load): () => Request {
  const prng = createPrng(seed)
  const draw = drawing(keys.shape, keys.count, prng.fork('keys'))
  const value = new Uint8Array(valueBytes).fill(FILL)
  let made = 0
  return () => {
    const op = prng.chance(gets) ? 'get' : 'put'
    const key = op === 'put' && fresh !== undefined ? `${fresh}-${made++}` : `${keys.prefix}-${draw()}`
    const send = async (): Promise<void> => {
      if (op === 'put') return put(system, key, value, code)
      const found = await system.get(key)
      if (code !== undefined) return
      if (!(found instanceof Uint8Array)) throw new Error('NO_BYTES')
      if (found.length !== valueBytes) throw new Error('OTHER_BYTES')
    }
    return { op, send }
  }
}

/** Puts a value, or an active object. */
export function put(system: System, key: string, value: Uint8Array, code?: string): Promise<void> {
  if (code === undefined) return system.put(key, value)
  if (system.putActive === undefined) throw new Error('no active objects here')
  return system.putActive(key, code)
}
