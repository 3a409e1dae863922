// How well nodes know how far away they are from each other (`npm run bench -- vivaldi=PATH` takes a matrix of round trips from a
// file; without, it is generated), and what the learning tracker of the examples makes of it: of 190 random hosts, each is offered 20 others by
// coordinates alone, and then by what hosts have reported; beside it 20 at random, and the 20 nearest in truth.
import { mkdir, writeFile } from 'node:fs/promises'
import { createSandbox } from '@halley/sandbox'
import type { Coordinate } from 'halley'
import { generateMatrix, type Matrix, readMatrix } from './matrices.ts'
import { distributions } from './plot.ts'
import { quantile } from './statistics.ts'
import { Nodes, PEERS } from './tracker/nodes.ts'
import type { Cost } from './tracker/object.ts'
import { OFFERED, type Offered, offersAfter, offersIn, type Times } from './tracker/swarm.ts'

const SNAPSHOTS = [25, 50, 100, 200, 400]
const SWARM = 190
const SWARMS = 10
const REPORTS = 2
/** Who come when all others have reported as often as they will: so many are left of what a tracker holds. */
const LATECOMERS = 10

interface Spread {
  readonly p25: number
  readonly p50: number
  readonly p75: number
}

interface Offer extends Spread {
  readonly to: string
  /** The medians of as many at random, and of the nearest in truth; and the offers' as a share of those. */
  readonly random: number
  readonly oracle: number
  readonly ofRandom: number
  readonly ofOracle: number
}

interface Figures {
  readonly matrix: string
  readonly pairs: Spread
  /** Relative error of the estimates between all pairs, after so many round trips measured by each node. */
  readonly errors: readonly (Spread & { readonly samples: number; readonly p90: number })[]
  /** Milliseconds of the round trips to the peers offered; then the same to honest hosts, where one of ten lies. */
  readonly offers: readonly Offer[]
  readonly amongLiars: readonly Offer[]
  /** Of the dearest get. */
  readonly cost: Cost
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
  const honest = await offers(matrix, nodes.coordinates(), false)
  const lying = await offers(matrix, nodes.coordinates(), true)
  await draw(matrix, honest.offers)
  return {
    matrix: matrix.name,
    pairs,
    errors,
    offers: compared(honest.offers),
    amongLiars: compared(lying.offers),
    cost: honest.cost
  }
}

export function show({ matrix, pairs, errors, offers, amongLiars, cost }: Figures): string {
  return [
    `${matrix}; round trips p25/p50/p75 ${pairs.p25}/${pairs.p50}/${pairs.p75} ms; ${PEERS} peers measured by each node`,
    '| samples | relative error p25 | p50 | p75 | p90 |',
    '|---|---|---|---|---|',
    ...errors.map((row) => `| ${row.samples} | ${row.p25} | ${row.p50} | ${row.p75} | ${row.p90} |`),
    '',
    `${SWARMS} swarms of ${SWARM} hosts, ${OFFERED} peers offered to each; true round trips in ms`,
    ...tableOf(offers),
    '',
    'the same where one host of ten lies, to the honest ones',
    ...tableOf(amongLiars),
    '',
    `the dearest get took ${cost.instructions} instructions and ${cost.memory} bytes of memory`
  ].join('\n')
}

function tableOf(offers: readonly Offer[]): string[] {
  return [
    '| offered | p25 | p50 | p75 | at random | the oracle | of random | of the oracle |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...offers.map(
      ({ to, p25, p50, p75, random, oracle, ofRandom, ofOracle }) =>
        `| ${to} | ${p25} | ${p50} | ${p75} | ${random} | ${oracle} | ${ofRandom} | ${ofOracle} |`
    )
  ]
}

/** The true round trips to the peers that were offered, by who made the offers: of all swarms together. */
async function offers(matrix: Matrix, coordinates: readonly Coordinate[], lying: boolean): Promise<Offered> {
  const sandbox = await createSandbox({ workers: 1 })
  const all = new Map<string, Times>()
  const cost = { instructions: 0, memory: 0 }
  try {
    for (let swarm = 0; swarm < SWARMS; swarm++) {
      const setting = {
        hosts: SWARM,
        latecomers: LATECOMERS,
        reports: REPORTS,
        lying,
        seed: `swarm ${swarm}`
      }
      const found = await offersIn(matrix, coordinates, sandbox, setting)
      for (const [when, times] of found.offers) {
        const { offered, random, nearest } = all.get(when) ?? { offered: [], random: [], nearest: [] }
        offered.push(...times.offered)
        random.push(...times.random)
        nearest.push(...times.nearest)
        all.set(when, { offered, random, nearest })
      }
      cost.instructions = Math.max(cost.instructions, found.cost.instructions)
      cost.memory = Math.max(cost.memory, found.cost.memory)
    }
  } finally {
    await sandbox.close()
  }
  return { offers: all, cost }
}

function compared(offers: ReadonlyMap<string, Times>): Offer[] {
  return [...offers].map(([to, { offered, random, nearest }]) => {
    const [median, atRandom, oracle] = [offered, random, nearest].map((times) => quantile(times, 0.5)) as [
      number,
      number,
      number
    ]
    return {
      to,
      ...spread(offered, 1),
      random: rounded(atRandom, 1),
      oracle: rounded(oracle, 1),
      ofRandom: rounded(median / atRandom, 2),
      ofOracle: rounded(median / oracle, 2)
    }
  })
}

async function draw({ name }: Matrix, offers: ReadonlyMap<string, Times>): Promise<void> {
  const [alone, reported] = [0, 1].map((reports) => offers.get(offersAfter(reports)) as Times) as [
    Times,
    Times
  ]
  const series = [
    { name: 'at random', numbers: alone.random },
    { name: offersAfter(0), numbers: alone.offered },
    { name: offersAfter(1), numbers: reported.offered },
    { name: 'the nearest in truth', numbers: alone.nearest }
  ]
  const title = `Round trips to the ${OFFERED} peers offered (${name})`
  const results = new URL('../results/', import.meta.url)
  await mkdir(results, { recursive: true })
  await writeFile(new URL('vivaldi.svg', results), distributions(title, 'ms', 300, series))
}

function spread(numbers: readonly number[], digits: number): Spread {
  const [p25, p50, p75] = [0.25, 0.5, 0.75].map((share) => rounded(quantile(numbers, share), digits))
  return { p25: p25 as number, p50: p50 as number, p75: p75 as number }
}

function rounded(number: number, digits: number): number {
  return Number(number.toFixed(digits))
}
