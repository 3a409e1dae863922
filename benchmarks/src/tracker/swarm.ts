// What a tracker makes of a matrix of round trips. The hosts of a swarm announce themselves; then each asks again and again, measures
// whom it was offered, and reports it when it asks next. Some come when all others have done so.
//
// In some swarms one host of ten lies: it says that it is where another one is, each time another, is silent about its neighbours,
// and reports that the others it was offered are next door or, every second one, at the end of the world.
import type { Sandbox } from '@halley/sandbox'
import type { Coordinate } from 'halley'
import { createPrng, type Prng } from '../../../packages/model/src/prng.ts'
import type { Matrix } from '../matrices.ts'
import { type Cost, Tracker } from './object.ts'

export interface SwarmOptions {
  /** Who are there from the beginning. */
  readonly hosts: number
  /** Who come when those have reported. */
  readonly latecomers: number
  /** How often the others report. */
  readonly reports: number
  readonly lying: boolean
  readonly seed: string
}

export interface Offered {
  /** By when the offers were made. */
  readonly offers: ReadonlyMap<string, Times>
  readonly cost: Cost
}

/** True round trips in milliseconds, of honest hosts: to those offered, and to as many at random and as many nearest of who were there. */
export interface Times {
  readonly offered: number[]
  readonly random: number[]
  readonly nearest: number[]
}

export const OFFERED = 20
const LIARS = 10

/** So often hosts ask: their announcements are due again. */
const EVERY_MS = 360_000

interface Host {
  readonly name: string
  /** Where it stands in the matrix. */
  readonly at: number
  readonly lies: boolean
  offered: readonly Host[]
}

export function offersAfter(reports: number): string {
  if (reports === 0) return 'by coordinates alone'
  return reports === 1 ? 'after one report of each' : `after ${reports} reports of each`
}

const TO_LATECOMERS = 'to one who comes then'

/** @param coordinates of all hosts, in the order of the matrix */
export async function offersIn(
  { rtt }: Matrix,
  coordinates: readonly Coordinate[],
  sandbox: Sandbox,
  options: SwarmOptions
): Promise<Offered> {
  const prng = createPrng(options.seed)
  const hosts = shuffled([...rtt.keys()], prng)
    .slice(0, options.hosts + options.latecomers)
    .map((at, index): Host => {
      const lies = options.lying && index % LIARS === LIARS - 1
      return { name: `12D3KooW${String(at).padStart(44, 'x')}`, at, lies, offered: [] }
    })
  const named = new Map(hosts.map((host) => [host.name, host]))
  const offers = new Map<string, Times>()
  const rttOf = (from: Host, to: Host): number => rtt[from.at]?.[to.at] ?? 0
  const timesOf = (from: Host, to: readonly Host[]): number[] =>
    to
      .slice(0, OFFERED)
      .map((other) => rttOf(from, other))
      .filter((ms) => ms > 0)
  const note = (when: string, who: readonly Host[], there: readonly Host[]): void => {
    const times = offers.get(when) ?? { offered: [], random: [], nearest: [] }
    for (const host of who.filter(({ lies }) => !lies)) {
      const others = there.filter((other) => rttOf(host, other) > 0)
      times.offered.push(...timesOf(host, host.offered))
      times.random.push(...timesOf(host, shuffled(others, prng)))
      times.nearest.push(
        ...timesOf(
          host,
          others.sort((a, b) => rttOf(host, a) - rttOf(host, b))
        )
      )
    }
    offers.set(when, times)
  }
  const tracker = await Tracker.load(sandbox)
  const ask = async (host: Host): Promise<void> => {
    const at = host.lies ? prng.pick(hosts).at : host.at
    const measured = host.offered.map((other, index): [string, number] => {
      return [other.name, host.lies ? (index % 2) * 3_000 : rttOf(host, other)]
    })
    const reports = Object.fromEntries(measured.filter(([, ms]) => host.lies || ms > 0))
    const names = await tracker.get({ name: host.name, coordinates: coordinates[at] as Coordinate, reports })
    host.offered = names.map((name) => named.get(name) as Host)
  }

  const [first, latecomers] = [hosts.slice(0, options.hosts), hosts.slice(options.hosts)]
  for (const host of first) await ask(host)
  for (const host of first) host.offered = []
  for (let reports = 0; reports <= options.reports; reports++) {
    tracker.now += EVERY_MS
    for (const host of first) await ask(host)
    note(offersAfter(reports), first, first)
  }
  for (const [at, host] of latecomers.entries()) {
    await ask(host)
    note(TO_LATECOMERS, [host], hosts.slice(0, options.hosts + at))
  }
  return { offers, cost: tracker.cost }
}

export function shuffled<T>(items: readonly T[], prng: Prng): T[] {
  const result = [...items]
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(prng.next() * (at + 1))
    const held = result[at] as T
    result[at] = result[other] as T
    result[other] = held
  }
  return result
}
