// One round: clients work, faults strike one after the other, all is healed, everybody is asked for every key, and what clients
// saw is checked.
import { setTimeout } from 'node:timers/promises'
import { createPrng, type Prng } from '@halley/model'
import { check, type Violation } from './check.ts'
import { Journal, work } from './clients.ts'
import type { Cluster } from './cluster.ts'
import type { Fault } from './faults.ts'
import { type Call, type History, shownTo } from './history.ts'

export interface RoundSettings {
  readonly seed: string
  /** In the order in which they strike. */
  readonly faults: readonly Fault[]
  /** No fault strikes later than so many milliseconds after the start. */
  readonly forMs: number
  /** Keys of each use. */
  readonly keys: number
  readonly clients: number
  readonly say: (line: string) => void
}

/** A fault that struck, from when to when (milliseconds). */
export interface Episode {
  readonly fault: string
  readonly what: string
  readonly out: readonly string[]
  readonly from: number
  readonly to: number
}

export interface Round {
  readonly history: History
  readonly episodes: readonly Episode[]
  readonly violations: readonly Violation[]
}

/** Before the first fault, and between two, in milliseconds. */
const CALM_MS = 2_000
const BREATH_MS = 700

/** How long a network may take to come to rest once all is healed, in milliseconds. */
const REST_MS = 45_000

/** A request is given up by its node after 8 s; the rest is for a machine that has other things to do. */
const ANSWER_MS = 13_000

export async function playRound(cluster: Cluster, settings: RoundSettings): Promise<Round> {
  const { seed, say } = settings
  const prng = createPrng(seed)
  const keys = keysOf(seed, settings.keys)
  const journal = new Journal((name) => cluster.http(name))
  const from = performance.now()
  let over = false
  const working = Array.from({ length: settings.clients }, (_, at) =>
    work(`c${at}`, {
      journal,
      names: cluster.names,
      keys,
      prng: prng.fork(`client ${at}`),
      until: () => over
    })
  )
  const episodes: Episode[] = []
  try {
    await setTimeout(CALM_MS)
    for (const fault of settings.faults) {
      if (performance.now() - from > settings.forMs) break
      const episode = await strike(fault, cluster, prng)
      episodes.push(episode)
      say(
        `  ${seconds(episode.from - from)} to ${seconds(episode.to - from)} s  ${fault.name}: ${episode.what}`
      )
      await setTimeout(BREATH_MS)
    }
  } finally {
    over = true
  }
  await Promise.all(working)
  await cluster.acquainted()
  const lastLook = await look(cluster, keys)
  await cluster.seal()
  const first = episodes[0]?.from ?? performance.now()
  const history: History = {
    calls: journal.calls,
    lastLook,
    calm: isCalm(journal.calls, first) ? [[from, first]] : [],
    damaged: episodes.some(({ fault }) => fault === 'damage')
  }
  return {
    history,
    episodes,
    violations: [...check(history), ...late(history, episodes), ...faultsOf(cluster)]
  }
}

async function strike(fault: Fault, cluster: Cluster, prng: Prng): Promise<Episode> {
  const from = performance.now()
  const { what, out, heal } = await fault.strike(cluster, prng)
  await setTimeout(fault.least + prng.below(fault.most - fault.least))
  const how = await heal()
  return {
    fault: fault.name,
    what: typeof how === 'string' ? `${what}: ${how}` : what,
    out,
    from,
    to: performance.now()
  }
}

function keysOf(seed: string, count: number): string[] {
  return ['set', 'register', 'deleted'].flatMap((use) =>
    Array.from({ length: count }, (_, at) => `${use}-${seed}-${at}`)
  )
}

/** Reads every key through every node, until all agree or patience ends; the checkers judge the last look. */
async function look(cluster: Cluster, keys: readonly string[]): Promise<Call[]> {
  const deadline = performance.now() + REST_MS
  const calls: Call[] = []
  let left: readonly string[] = keys
  for (let id = -1; left.length > 0; ) {
    const open: string[] = []
    for (const key of left) {
      const journal = new Journal((name) => cluster.http(name))
      await Promise.all(
        cluster.names.map((node) => journal.ask({ client: 'last look', node, op: 'get', key }))
      )
      const looks = journal.calls.map((call) => ({ ...call, id: id-- }))
      if (performance.now() < deadline && !alike(looks)) open.push(key)
      else calls.push(...looks)
    }
    left = open
    if (left.length > 0) await setTimeout(500)
  }
  return calls
}

function alike(looks: readonly Call[]): boolean {
  const seen = looks.map((call) =>
    call.answer?.ok === true
      ? shownTo(call)
          .map(({ version }) => version)
          .sort()
          .join(' ')
      : 'failed'
  )
  return new Set(seen).size === 1 && seen[0] !== 'failed'
}

/** Replicas that are slow to answer are stood in for, on a busy machine too: then reads need not meet all that was written. */
function isCalm(calls: readonly Call[], until: number): boolean {
  return calls.every((call) => call.startedAt >= until || call.endedAt - call.startedAt < 500)
}

/** Nobody waits for longer than a node may take, unless it was stopped or killed, or the client's connection broke. */
function late({ calls }: History, episodes: readonly Episode[]): Violation[] {
  return calls
    .filter((call) => call.endedAt - call.startedAt > ANSWER_MS)
    .filter(({ node, startedAt, endedAt }) =>
      episodes.every((one) => !one.out.includes(node) || one.to < startedAt || one.from > endedAt)
    )
    .map(({ id, node, key, startedAt, endedAt }) => {
      const message = `call ${id} waited ${seconds(endedAt - startedAt)} s for ${node}, with which nothing was wrong`
      return { check: 'late', key, message }
    })
}

function faultsOf(cluster: Cluster): Violation[] {
  return cluster.faults.splice(0).map((message) => ({ check: 'unbroken', key: '', message }))
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1)
}
