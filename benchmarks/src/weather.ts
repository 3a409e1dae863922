// A cluster in calm and in bad weather: the same flow of gets and puts while all is well, while one replica is dead, while
// what it missed is handed to it, while a node whose disk was lost is filled again; and a flow that is more than the
// cluster can carry. Five processes, (3, 2, 2), durable acknowledgements, asked through one node.
//
// The generator lives in the process of the node that it asks, and all processes share the machine's cores: a node that is
// filled again takes time from those that are measured, as it would not on a machine of its own.
import { setTimeout } from 'node:timers/promises'
import { type Fleet, startFleet } from './fleet.ts'
import type { Asked, Flow } from './flow.ts'
import { figure, quantile } from './statistics.ts'

const NODES = 5
const KEYS = 10_000
const VALUE_BYTES = 1_024
const ROUNDS = 2

/** Longest wait for a node to be filled. */
const REFILL_SECONDS = 60

const FLOW: Flow = {
  prefix: 'w',
  keys: KEYS,
  perSecond: 300,
  seconds: 10,
  putEvery: 10,
  valueBytes: VALUE_BYTES
}
const FLOOD: Flow = { ...FLOW, perSecond: 6_000, seconds: 5, putEvery: 2 }

/** The nodes that suffer; the node that is asked is another one. */
const ASKED = 0
const DEAD = 3
const WIPED = 4

type Weather = 'calm' | 'one replica dead' | 'handoff' | 'refill' | 'flood' | 'after the flood'

export interface WeatherRow {
  readonly weather: Weather
  readonly op: Asked['op']
  readonly count: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly slowestMs: number
  /** By code: how many failed. */
  readonly failures: Readonly<Record<string, number>>
  /** Milliseconds until the slowest refusal with BUSY. */
  readonly slowestBusyMs?: number
}

export interface WeatherResult {
  readonly nodes: number
  readonly keys: number
  readonly valueBytes: number
  readonly perSecond: number
  readonly floodPerSecond: number
  readonly rows: readonly WeatherRow[]
  /** p99 of gets, beside calm. */
  readonly ratios: Readonly<Record<string, number>>
  /** Hints that were kept for the dead replica, over all rounds. */
  readonly hints: number
  /** Seconds until the node whose disk was lost held 99 % of its copies again, in each round; null: not within a minute. */
  readonly refillSeconds: readonly (number | null)[]
}

export async function bench(): Promise<WeatherResult> {
  const fleet = await startFleet('halley', NODES)
  try {
    const keys = Array.from({ length: KEYS }, (_, at) => `${FLOW.prefix}-${at}`)
    await fleet.run(ASKED, { op: 'put', keys, inFlight: 32, valueBytes: VALUE_BYTES })
    await setTimeout(2_000)
    const seen = new Map<Weather, Asked[]>()
    const note = (weather: Weather, asked: readonly Asked[]): void =>
      void seen.set(weather, [...(seen.get(weather) ?? []), ...asked])
    let hints = 0
    const refillSeconds: (number | null)[] = []
    const full = await fleet.count(WIPED, 'records')
    for (let round = 0; round < ROUNDS; round++) {
      note('calm', await fleet.flow(ASKED, FLOW))
      await fleet.kill(DEAD)
      note('one replica dead', await fleet.flow(ASKED, FLOW))
      for (const node of [0, 1, 2, 4]) hints += await fleet.count(node, 'hints')
      await fleet.restart(DEAD, false)
      note('handoff', await fleet.flow(ASKED, FLOW))
      await fleet.kill(WIPED)
      await fleet.restart(WIPED, true)
      const [asked, seconds] = await Promise.all([fleet.flow(ASKED, FLOW), filled(fleet, full)])
      note('refill', asked)
      refillSeconds.push(seconds === undefined ? null : figure(seconds))
    }
    note('flood', await fleet.flow(ASKED, FLOOD))
    note('after the flood', await fleet.flow(ASKED, FLOW))
    return result(seen, hints, refillSeconds)
  } finally {
    await fleet.stop()
  }
}

/** Seconds until the node holds 99 % of so many records; nothing if that takes too long. */
async function filled(fleet: Fleet, records: number): Promise<number | undefined> {
  const since = performance.now()
  const seconds = (): number => (performance.now() - since) / 1_000
  while ((await fleet.count(WIPED, 'records')) < 0.99 * records) {
    if (seconds() > REFILL_SECONDS) return undefined
    await setTimeout(100)
  }
  return seconds()
}

function result(
  seen: ReadonlyMap<Weather, readonly Asked[]>,
  hints: number,
  refillSeconds: readonly (number | null)[]
): WeatherResult {
  const rows = [...seen].flatMap(([weather, asked]) =>
    (['get', 'put'] as const).map((op) =>
      row(
        weather,
        op,
        asked.filter((one) => one.op === op)
      )
    )
  )
  const p99 = (weather: Weather): number =>
    rows.find((one) => one.weather === weather && one.op === 'get')?.p99Ms ?? Number.NaN
  return {
    nodes: NODES,
    keys: KEYS,
    valueBytes: VALUE_BYTES,
    perSecond: FLOW.perSecond,
    floodPerSecond: FLOOD.perSecond,
    rows,
    ratios: Object.fromEntries(
      [...seen.keys()].map((weather) => [weather, figure(p99(weather) / p99('calm'))])
    ),
    hints,
    refillSeconds
  }
}

function row(weather: Weather, op: Asked['op'], asked: readonly Asked[]): WeatherRow {
  const answered = asked.filter(({ failure }) => failure === undefined).map(({ ms }) => ms)
  const failures: Record<string, number> = {}
  for (const { failure } of asked) if (failure !== undefined) failures[failure] = (failures[failure] ?? 0) + 1
  const busy = asked.filter(({ failure }) => failure === 'BUSY').map(({ ms }) => ms)
  return {
    weather,
    op,
    count: asked.length,
    p50Ms: figure(quantile(answered, 0.5)),
    p99Ms: figure(quantile(answered, 0.99)),
    p999Ms: figure(quantile(answered, 0.999)),
    slowestMs: figure(Math.max(...answered)),
    failures,
    ...(busy.length === 0 ? {} : { slowestBusyMs: figure(Math.max(...busy)) })
  }
}

/** The result as a table for people. */
export function show(result: WeatherResult): string {
  const lines = result.rows.map(
    ({ weather, op, count, p50Ms, p99Ms, p999Ms, slowestMs, failures, slowestBusyMs }) => {
      const failed = Object.entries(failures).map(([code, times]) => `${times} ${code}`)
      const busy = slowestBusyMs === undefined ? [] : [`BUSY within ${slowestBusyMs} ms`]
      const told = [...failed, ...busy].join(', ')
      return `${weather.padEnd(18)}${op}  ${String(count).padStart(6)}  p50 ${p50Ms}  p99 ${p99Ms}  p99.9 ${p999Ms}  slowest ${slowestMs} ms  ${told}`
    }
  )
  return [
    `${result.nodes} processes, ${result.keys} keys of ${result.valueBytes} B, ${result.perSecond} requests a second (flood: ${result.floodPerSecond})`,
    ...lines,
    `p99 of gets beside calm: ${Object.entries(result.ratios)
      .map(([weather, ratio]) => `${weather} ${ratio}`)
      .join(', ')}`,
    `hints kept ${result.hints}; refilled after ${result.refillSeconds.map((seconds) => seconds ?? 'more than 60').join(', ')} s`
  ].join('\n')
}
