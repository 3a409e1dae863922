// What a lookup costs as the network grows, in a model with all nodes alive: questions, the chain of them that leads to the nearest
// node, time on generated round trips, and whether it finds who is nearest. And what it takes to join.
//
// Three kinds of network are compared:
// - the paper's: a bucket for each number of shared bits, α questions at a time, round after round. A test holds this one against the
//   simulator's overlay, question by question;
// - kad-dht's default: a bucket of k for each prefix of 6 bits, and lookups on 4 paths with α = 4;
// - the same with a bucket for each prefix of 16 bits (packages/network/src/protocol.ts);
// - what nodes run: as the last, with lookups that end when the k nearest that were heard of have answered
//   (packages/network/src/lookup-news.ts).
//
// Modelled: every node joins by looking itself up through a node that was there before, and once more when all are there, as nodes do
// in their first seconds. Whoever asks and whoever is asked know each other from then on, if their tables have room. Not modelled: nodes
// that leave, messages that are lost, what nodes learn by later traffic, and the regions that a node knows completely, which spare it most
// lookups (packages/network/src/regions.ts).
//
//   npm run bench -- hops              up to 10,000 nodes
//   npm run bench -- hops=100000       up to so many: some minutes, 1.5 GB
import { createPrng, type Prng } from '../../packages/model/src/prng.ts'
import { drawPositions, nearestIn, type Positions, type Rank } from './hops/space.ts'
import { type Buckets, Tables } from './hops/tables.ts'
import { type Found, inRounds, Notes, onPaths, type RoundTrip, shuffled } from './hops/walk.ts'
import { generateRoundTrips } from './matrices.ts'
import { figure, quantile } from './statistics.ts'

const SIZES = [10, 32, 100, 316, 1_000, 3_162, 10_000, 31_623, 100_000]
const MOST = 10_000
const LOOKUPS = 1_000
const K = 20
/** The k-th answer of a lookup is less sure than the first: nodes rely on the nearer half (packages/network/src/overlay.ts). */
const RELIED = K / 2

interface Kind {
  readonly name: string
  readonly buckets: Buckets
  readonly alpha: number
  /** None: in rounds. */
  readonly paths?: number
  /** How many of the nearest have to have answered; none: all that there is to ask. */
  readonly relied?: number
}

/** What nodes run. */
export const OURS: Kind = {
  name: 'kad-dht, 16 bits, ended',
  buckets: 16,
  alpha: 4,
  paths: 4,
  relied: K
}

export const KINDS: readonly Kind[] = [
  { name: 'Kademlia, α = 3', buckets: 'kademlia', alpha: 3 },
  { name: 'kad-dht, 6 bits', buckets: 6, alpha: 4, paths: 4 },
  { name: 'kad-dht, 16 bits', buckets: 16, alpha: 4, paths: 4 },
  OURS
]

/** Sites of the generated world, and round trips of a question: to a stranger a connection comes first (TCP, the agreement on a cipher, its handshake). */
const SITES = 1_000
const STRANGER_TRIPS = 4

interface Summary {
  readonly p50: number
  readonly p99: number
  readonly mean: number
}

export interface HopsRow {
  readonly kind: string
  readonly nodes: number
  /** Of a thousand lookups from random nodes for random places. */
  readonly hops: Summary
  readonly questions: Summary
  /** Until the nearest had answered, and until the lookup was over. */
  readonly nearestMs: Summary
  readonly ms: Summary
  /** Contacts in a table, on average, and in the largest. */
  readonly contacts: { readonly mean: number; readonly most: number }
  /** Shares of the lookups that found the nearest node, and exactly the nearest half of k. */
  readonly rightFirst: number
  readonly rightHalf: number
  /** Questions of the last tenth of the nodes that joined, on average: at the first lookup of itself. */
  readonly joinQuestions: number
}

/** How many copies nodes hold, beside the mean, where each key lies at the three nearest. */
export interface Shares {
  readonly nodes: number
  readonly p99: number
  readonly most: number
}

export interface HopsResult {
  readonly k: number
  readonly lookups: number
  readonly rows: readonly HopsRow[]
  readonly shares: readonly Shares[]
}

export async function bench(input = String(MOST)): Promise<HopsResult> {
  const most = Number(input)
  if (!Number.isInteger(most) || most < 1) throw new Error(`${input} is not a number of nodes`)
  const rows: HopsRow[] = []
  for (const nodes of SIZES.filter((size) => size <= most))
    for (const kind of KINDS) {
      const begun = process.cpuUsage()
      rows.push(measure(nodes, kind))
      const { user, system } = process.cpuUsage(begun)
      process.stderr.write(`${nodes} nodes, ${kind.name}: ${Math.round((user + system) / 1e6)} s of CPU\n`)
    }
  return { k: K, lookups: LOOKUPS, rows, shares: SIZES.filter((size) => size <= most).map(sharesOf) }
}

function measure(nodes: number, kind: Kind): HopsRow {
  const prng = createPrng(`hops ${nodes}`)
  const positions = drawPositions(nodes, prng)
  const tables = new Tables(positions, K, kind.buckets)
  const look = looking(tables, kind, `hops ${nodes}`)
  const joinQuestions = join(tables, look, prng)
  const found: Found[] = []
  const all = Int32Array.from(positions.keys())
  let [rightFirst, rightHalf] = [0, 0]
  for (let at = 0; at < LOOKUPS; at++) {
    const [from, target] = [prng.below(nodes), prng.below(2 ** 32)]
    const lookup = look(from, target)
    found.push(lookup)
    const truth = nearestOthers(all, positions, target, from)
    // Nobody tells who looks of itself.
    const list = lookup.list.filter((rank) => rank !== from)
    if (list[0] === truth[0]) rightFirst++
    if (String(list.slice(0, RELIED)) === String(truth)) rightHalf++
  }
  const sizes = Array.from(positions, (_, rank) => tables.size(rank))
  return {
    kind: kind.name,
    nodes,
    hops: summary(found.map(({ hops }) => hops)),
    questions: summary(found.map(({ questions }) => questions)),
    nearestMs: summary(found.map(({ nearestMs }) => nearestMs)),
    ms: summary(found.map(({ ms }) => ms)),
    contacts: { mean: figure(mean(sizes)), most: sizes.reduce((one, other) => Math.max(one, other)) },
    rightFirst: rightFirst / LOOKUPS,
    rightHalf: rightHalf / LOOKUPS,
    joinQuestions: figure(joinQuestions)
  }
}

type Look = (from: Rank, target: number) => Found

function looking(tables: Tables, { alpha, paths, relied }: Kind, seed: string): Look {
  const notes = new Notes(tables.positions.length)
  const prng = createPrng(`${seed}, paths`)
  const between = generateRoundTrips(tables.positions.length, SITES, seed)
  const roundTrip: RoundTrip = (from, to) => (tables.has(from, to) ? 1 : STRANGER_TRIPS) * between(from, to)
  return (from, target) =>
    paths === undefined
      ? inRounds(tables, notes, from, target, alpha, roundTrip)
      : onPaths(tables, notes, from, target, { alpha, paths, prng, relied }, roundTrip)
}

/** All join in a random order, and look themselves up once more. @returns questions of one of the last tenth, on average */
function join(tables: Tables, look: Look, prng: Prng): number {
  const { positions } = tables
  const order = shuffled([...positions.keys()], prng)
  const asked: number[] = []
  for (const [at, node] of order.entries()) {
    if (at > 0) tables.meet(node, order[prng.below(at)] as Rank)
    const { questions } = look(node, positions[node] as number)
    if (at >= 0.9 * order.length - 1) asked.push(questions)
  }
  for (const node of order) look(node, positions[node] as number)
  return mean(asked)
}

function nearestOthers(all: Int32Array, positions: Positions, target: number, but: Rank): Rank[] {
  const found = new Int32Array(RELIED + 1)
  const count = nearestIn(all, all.length, positions, target, RELIED + 1, found)
  return [...found.subarray(0, count)].filter((rank) => rank !== but).slice(0, RELIED)
}

const COPIES = 3
/** Copies for each node, so that the draw of the keys does not blur what the draw of the nodes makes. */
const COPIES_EACH = 300

function sharesOf(nodes: number): Shares {
  const prng = createPrng(`shares ${nodes}`)
  const positions = drawPositions(nodes, prng)
  const all = Int32Array.from(positions.keys())
  const held = new Int32Array(nodes)
  const homes = new Int32Array(COPIES)
  for (let at = 0; at < (nodes * COPIES_EACH) / COPIES; at++) {
    const count = nearestIn(all, nodes, positions, prng.below(2 ** 32), COPIES, homes)
    for (const home of homes.subarray(0, count)) held[home] = (held[home] as number) + 1
  }
  const sorted = held.sort()
  const share = (at: number): number => figure((sorted[Math.floor(at)] as number) / COPIES_EACH)
  return { nodes, p99: share(0.99 * (nodes - 1)), most: share(nodes - 1) }
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, one) => sum + one, 0) / samples.length
}

function summary(samples: readonly number[]): Summary {
  return {
    p50: figure(quantile(samples, 0.5)),
    p99: figure(quantile(samples, 0.99)),
    mean: figure(mean(samples))
  }
}

/** The result as a table for people. */
export function show({ k, lookups, rows, shares }: HopsResult): string {
  return [
    `${lookups} lookups, k = ${k}, all nodes alive`,
    ...rows.map(
      ({ kind, nodes, hops, questions, nearestMs, ms, contacts, rightFirst, rightHalf, joinQuestions }) =>
        [
          `${nodes} nodes, ${kind}`.padEnd(30),
          `hops ${hops.mean} (p99 ${hops.p99}), questions ${questions.mean} (p99 ${questions.p99})`.padEnd(
            46
          ),
          `nearest after ${Math.round(nearestMs.p50)} ms (p99 ${Math.round(nearestMs.p99)}), over after ${Math.round(ms.p50)} ms`.padEnd(
            56
          ),
          `${contacts.mean} contacts (most ${contacts.most}), a join asks ${joinQuestions}`.padEnd(48),
          `nearest found ${figure(100 * rightFirst)} %, nearest ${RELIED} ${figure(100 * rightHalf)} %`
        ].join('')
    ),
    ...shares.map(
      ({ nodes, p99, most }) => `${nodes} nodes: copies of a node, times the mean: p99 ${p99}, most ${most}`
    )
  ].join('\n')
}
