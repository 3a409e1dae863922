// What a lookup costs as the network grows: questions asked, rounds of them, and whether it finds who is nearest. Simulated: the
// simulator's model of the overlay, which a test holds against the real one, with every node alive and every answer in time.
//
//   npm run bench -- hops              up to 10,000 nodes
//   npm run bench -- hops=100000       up to so many: some minutes

import { createPrng } from '../../packages/model/src/prng.ts'
import { nearestToKey, OVERLAY_DEFAULTS, Overlay } from '../../packages/simulator/src/overlay.ts'
import { figure, quantile } from './statistics.ts'

const SIZES = [10, 32, 100, 316, 1_000, 3_162, 10_000, 31_623, 100_000]
const MOST = 10_000
const LOOKUPS = 1_000
/** Lookups that are compared with what all nodes together know: that takes a look at each of them. */
const CHECKED = 50

export interface HopsRow {
  readonly nodes: number
  /** Nodes that were asked, of a thousand lookups from and for random places. */
  readonly questions: { readonly p50: number; readonly p99: number; readonly most: number }
  /** Rounds of questions asked at a time: as many round trips does the lookup take. */
  readonly rounds: { readonly p50: number; readonly p99: number; readonly most: number }
  /** Contacts in a table, on average. */
  readonly contacts: number
  /** Of the lookups that were checked: the share that found exactly the nearest nodes. */
  readonly right: number
}

export interface HopsResult {
  readonly k: number
  readonly alpha: number
  readonly lookups: number
  readonly rows: readonly HopsRow[]
}

export async function bench(input = String(MOST)): Promise<HopsResult> {
  const most = Number(input)
  if (!Number.isInteger(most) || most < 1) throw new Error(`${input} is not a number of nodes`)
  const { k, alpha } = OVERLAY_DEFAULTS
  const rows = SIZES.filter((size) => size <= most).map((size) => {
    process.stderr.write(`${size} nodes\n`)
    return measure(size)
  })
  return { k, alpha, lookups: LOOKUPS, rows }
}

/** Each round trip takes one unit: the time of a lookup is its rounds. */
const oneUnit = (): number => 1

function measure(size: number): HopsRow {
  const prng = createPrng(`hops ${size}`)
  const overlay = new Overlay(OVERLAY_DEFAULTS)
  const nodes = Array.from({ length: size }, (_, at) => `node ${at}`)
  for (const [at, node] of nodes.entries()) {
    if (at > 0) overlay.meet(node, nodes[prng.below(at)] as string)
    overlay.join(node, 0, oneUnit)
  }
  const questions: number[] = []
  const rounds: number[] = []
  let right = 0
  for (let at = 0; at < LOOKUPS; at++) {
    const { list, hops, tookMs } = overlay.lookup(prng.pick(nodes), `key ${at}`, 0, oneUnit)
    questions.push(hops)
    rounds.push(tookMs)
    if (at < CHECKED && isSame(list, nearestToKey(`key ${at}`, nodes, OVERLAY_DEFAULTS.k))) right++
  }
  const known = nodes.reduce((sum, node) => sum + overlay.contacts(node).length, 0)
  return {
    nodes: size,
    questions: summary(questions),
    rounds: summary(rounds),
    contacts: figure(known / size),
    right: right / CHECKED
  }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, at) => one === others[at])
}

function summary(samples: readonly number[]) {
  return { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99), most: Math.max(...samples) }
}

/** The result as a table for people. */
export function show({ k, alpha, lookups, rows }: HopsResult): string {
  return [
    `${lookups} lookups, k = ${k}, α = ${alpha}, all nodes alive`,
    ...rows.map(({ nodes, questions, rounds, contacts, right }) =>
      [
        `${nodes} nodes`.padStart(14),
        `   questions p50 ${questions.p50}, p99 ${questions.p99}, most ${questions.most}`.padEnd(42),
        `rounds p50 ${rounds.p50}, p99 ${rounds.p99}, most ${rounds.most}`.padEnd(36),
        `${contacts} contacts, ${100 * right} % right`
      ].join('')
    )
  ].join('\n')
}
