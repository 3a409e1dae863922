// How well nodes know how far away they are from each other, and what a tracker makes of it. The nodes' own core measures
// round trips that a matrix says (`npm run bench -- vivaldi=PATH` takes one from a file; without, it is generated), by the clock that nodes have:
// whole milliseconds. Everybody begins at the same place at once, which is the hardest start there is.
//
// Then a tracker: of 190 random hosts, each is offered the 20 with the shortest round trip by coordinates alone; beside it 20
// at random, and the 20 nearest in truth. Then the hosts measure whom they were offered, report it, and ask again.

import { mkdir, writeFile } from 'node:fs/promises'
import { type Coordinate, distance } from 'halley'
import { CoordinateRounds } from '../../packages/membership/src/coordinates-rounds.ts'
import type { Message } from '../../packages/model/src/message.ts'
import { createPrng } from '../../packages/model/src/prng.ts'
import { generateMatrix, type Matrix, readMatrix } from './matrices.ts'
import { distributions } from './plot.ts'
import { quantile } from './statistics.ts'
import { costOf, type RuleCost } from './tracker-cost.ts'
import { nearest, PLACE, pairOf, report, type Swarm } from './tracker-rule.ts'

/** Peers that each node measures: as many as an overlay connects it with. */
const PEERS = 64
const SNAPSHOTS = [25, 50, 100, 200, 400]
const SWARM = 190
const SWARMS = 10
const OFFERED = 20
const REPORTS = [0, 1, 2, 5]
/** Of the swarm, those that come when all others have reported as often as they will. */
const LATECOMERS = 20

interface Spread {
  readonly p25: number
  readonly p50: number
  readonly p75: number
}

interface Offer extends Spread {
  readonly to: string
  /** The median round trip, as a share of that at random, and of the true nearest. */
  readonly ofRandom: number
  readonly ofOracle: number
}

interface Figures {
  readonly matrix: string
  readonly pairs: Spread
  /** Relative error of the estimates between all pairs, after so many round trips measured by each node. */
  readonly errors: readonly (Spread & { readonly samples: number; readonly p90: number })[]
  /** Milliseconds of the round trips to the peers offered. */
  readonly offers: readonly Offer[]
  /** What the rule costs an object, by the number of its peers. */
  readonly costs: readonly RuleCost[]
}

/** @param path of a file with a matrix of milliseconds */
export async function bench(path?: string): Promise<Figures> {
  const matrix = path === undefined ? generateMatrix(490, 'vivaldi') : readMatrix(path)
  const nodes = new Nodes(matrix)
  const errors = SNAPSHOTS.map((samples) => {
    nodes.measure(samples)
    const found = nodes.errors()
    return { samples, ...spread(found, 3), p90: rounded(quantile(found, 0.9), 3) }
  })
  const pairs = spread(
    matrix.rtt.flatMap((row, at) => row.slice(0, at).filter((ms) => ms > 0)),
    1
  )
  const costs = await costOf([100, 200, 300])
  const offered = offers(matrix, nodes.coordinates())
  await draw(matrix, offered)
  return { matrix: matrix.name, pairs, errors, offers: compared(offered), costs }
}

export function show({ matrix, pairs, errors, offers, costs }: Figures): string {
  return [
    `${matrix}; round trips p25/p50/p75 ${pairs.p25}/${pairs.p50}/${pairs.p75} ms; ${PEERS} peers measured by each node`,
    '| samples | relative error p25 | p50 | p75 | p90 |',
    '|---|---|---|---|---|',
    ...errors.map((row) => `| ${row.samples} | ${row.p25} | ${row.p50} | ${row.p75} | ${row.p90} |`),
    '',
    `${SWARMS} swarms of ${SWARM} hosts, ${OFFERED} peers offered to each; true round trips in ms`,
    '| offered | p25 | p50 | p75 | of random | of the oracle |',
    '|---|---|---|---|---|---|',
    ...offers.map(
      (row) => `| ${row.to} | ${row.p25} | ${row.p50} | ${row.p75} | ${row.ofRandom} × | ${row.ofOracle} × |`
    ),
    '',
    'the rule inside an object: 20 offered, 20 reports taken in',
    '| peers | instructions to offer | to take in reports | memory, bytes |',
    '|---|---|---|---|',
    ...costs.map((row) => `| ${row.peers} | ${row.offer} | ${row.report} | ${row.memory} |`)
  ].join('\n')
}

/** The nodes' cores, and the network between them: one ping after the other, by each node's own clock. */
class Nodes {
  readonly #matrix: Matrix
  readonly #cores: CoordinateRounds[]
  readonly #mail: { readonly to: number; readonly message: Message }[] = []
  readonly #prng = createPrng('network')
  #samples = 0

  constructor(matrix: Matrix) {
    this.#matrix = matrix
    this.#cores = matrix.rtt.map((row, at) => {
      const core = new CoordinateRounds({
        options: { coordinatesEveryMs: 5_000 },
        prng: createPrng(`node ${at}`),
        send: (to, message) => this.#mail.push({ to: Number(to), message })
      })
      const others = row.flatMap((ms, to) => (ms > 0 && to !== at ? [to] : []))
      for (const to of shuffled(others, this.#prng.next).slice(0, PEERS)) core.connected(String(to), 0)
      return core
    })
  }

  /** Until each node has measured so many round trips. */
  measure(samples: number): void {
    for (; this.#samples < samples; this.#samples++)
      for (const [at, core] of this.#cores.entries()) this.#ping(core, at)
  }

  coordinates(): Coordinate[] {
    return this.#cores.map(({ own }) => own as Coordinate)
  }

  errors(): number[] {
    const places = this.coordinates()
    return this.#matrix.rtt.flatMap((row, a) =>
      row.slice(0, a).flatMap((ms, b) => {
        const estimate = distance(places[a] as Coordinate, places[b] as Coordinate)
        return ms > 0 ? [Math.abs(estimate - ms) / ms] : []
      })
    )
  }

  #ping(core: CoordinateRounds, at: number): void {
    const due = core.deadline()?.at as number
    core.tick(due)
    const ping = this.#mail.pop() as { to: number; message: Message & { type: 'ping' } }
    this.#cores[ping.to]?.asked(String(at), ping.message.id)
    const pong = this.#mail.pop() as { message: Message & { type: 'pong' } }
    const took = this.#matrix.rtt[at]?.[ping.to] as number
    core.answered(String(ping.to), pong.message, Math.floor(due + this.#prng.next() + took))
  }
}

/** The true round trips to the peers that were offered, by who made the offers. */
function offers({ rtt }: Matrix, coordinates: readonly Coordinate[]): Map<string, number[]> {
  const offered = new Map<string, number[]>()
  const note = (to: string, times: readonly number[]): void => {
    const noted = offered.get(to)
    if (noted === undefined) offered.set(to, [...times])
    else noted.push(...times)
  }
  for (let swarm = 0; swarm < SWARMS; swarm++) {
    const prng = createPrng(`swarm ${swarm}`)
    const hosts = shuffled([...rtt.keys()], prng.next).slice(0, SWARM)
    const times = (from: number): number[] => hosts.map((to) => rtt[from]?.[to] ?? 0).filter((ms) => ms > 0)
    for (const host of hosts) {
      note('at random', shuffled(times(host), prng.next).slice(0, OFFERED))
      note(ORACLE, [...times(host)].sort((a, b) => a - b).slice(0, OFFERED))
    }
    announce(rtt, coordinates, hosts, note)
  }
  return offered
}

function compared(offered: ReadonlyMap<string, number[]>): Offer[] {
  const random = quantile(offered.get('at random') ?? [], 0.5)
  const oracle = quantile(offered.get(ORACLE) ?? [], 0.5)
  return [...offered].map(([to, found]) => {
    const median = quantile(found, 0.5)
    return {
      to,
      ...spread(found, 1),
      ofRandom: rounded(median / random, 2),
      ofOracle: rounded(median / oracle, 2)
    }
  })
}

const ORACLE = 'the nearest in truth'

async function draw({ name }: Matrix, offered: ReadonlyMap<string, number[]>): Promise<void> {
  const series = ['at random', offersAfter(0), offersAfter(1), ORACLE].map((to) => ({
    name: to,
    numbers: offered.get(to) ?? []
  }))
  const title = `Round trips to the ${OFFERED} peers offered (${name})`
  const results = new URL('../results/', import.meta.url)
  await mkdir(results, { recursive: true })
  await writeFile(new URL('vivaldi.svg', results), distributions(title, 'ms', 300, series))
}

/** All announce themselves, get their offers, measure them and report; so many times. */
function announce(
  rtt: Matrix['rtt'],
  coordinates: readonly Coordinate[],
  hosts: readonly number[],
  note: (to: string, times: readonly number[]) => void
): void {
  const swarm: Swarm = {
    places: new Int16Array(PLACE * hosts.length),
    reports: new Uint8Array(pairOf(hosts.length, 0))
  }
  for (const [at, host] of hosts.entries()) {
    const { vector, height } = coordinates[host] as Coordinate
    for (const [index, ms] of [...vector, height].entries()) swarm.places[PLACE * at + index] = 4 * ms
  }
  const offer = (to: number): [number, number][] =>
    nearest(swarm, to, hosts.length, OFFERED)
      .map((other): [number, number] => [other, rtt[hosts[to] as number]?.[hosts[other] as number] ?? 0])
      .filter(([, ms]) => ms > 0)
  const most = REPORTS.at(-1) as number
  for (let reports = 0; reports <= most; reports++) {
    const found = hosts.slice(LATECOMERS).map((_, at) => [at + LATECOMERS, offer(at + LATECOMERS)] as const)
    for (const [at, offered] of found) {
      if (REPORTS.includes(reports))
        note(
          offersAfter(reports),
          offered.map(([, ms]) => ms)
        )
      for (const [other, ms] of offered) report(swarm, at, other, ms)
    }
  }
  for (let at = 0; at < LATECOMERS; at++)
    note(
      'by coordinates, to one who comes then',
      offer(at).map(([, ms]) => ms)
    )
}

function offersAfter(reports: number): string {
  if (reports === 0) return 'by coordinates alone'
  return reports === 1 ? 'after one report of each' : `after ${reports} reports of each`
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items]
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1))
    const held = result[at] as T
    result[at] = result[other] as T
    result[other] = held
  }
  return result
}

function spread(numbers: readonly number[], digits: number): Spread {
  const [p25, p50, p75] = [0.25, 0.5, 0.75].map((share) => rounded(quantile(numbers, share), digits))
  return { p25: p25 as number, p50: p50 as number, p75: p75 as number }
}

function rounded(number: number, digits: number): number {
  return Number(number.toFixed(digits))
}
