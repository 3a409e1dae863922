// Matrices of round trips for experiments: measured ones from files, and one that is generated.
//
// The generated one resembles an academic network: sites in four regions of the world, a few hosts at each. A round trip is the
// straight way between the sites times a detour of this pair of sites (log-normal, an eighth: routes are not straight, and the
// triangle inequality does not hold), plus each host's own line (exponential, 3 ms at the mean).
import { readFileSync } from 'node:fs'
import { createPrng, type Prng } from '../../packages/model/src/prng.ts'

export interface Matrix {
  /** Where it comes from. */
  readonly name: string
  /** Milliseconds; the same both ways; 0 where it was not measured, and on the diagonal. */
  readonly rtt: readonly (readonly number[])[]
}

/** A square of milliseconds in lines, separated by tabs. The two ways of a pair are averaged. */
export function readMatrix(path: string): Matrix {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number))
  const both = (a: number, b: number): number => (a > 0 && b > 0 ? (a + b) / 2 : Math.max(a, b))
  const rtt = rows.map((row, from) => row.map((ms, to) => both(ms, rows[to]?.[from] ?? 0)))
  if (rtt.some((row) => row.length !== rtt.length || row.some((ms) => !Number.isFinite(ms))))
    throw new Error(`${path} is not a square of numbers`)
  return { name: path.split('/').at(-1) ?? path, rtt }
}

/** East and north in milliseconds of light in fibre, where sites are; the sites' shares are added up. */
const REGIONS = [
  { x: 0, y: 0, upTo: 0.4, wide: 30 },
  { x: 95, y: 20, upTo: 0.75, wide: 12 },
  { x: 200, y: -10, upTo: 0.95, wide: 30 },
  { x: 40, y: -110, upTo: 1, wide: 15 }
] as const

export function generateMatrix(hosts: number, seed: string): Matrix {
  const roundTrip = generateRoundTrips(hosts, Math.ceil(hosts / 2), seed)
  const all = Array.from({ length: hosts }, (_, at) => at)
  return {
    name: `generated, ${hosts} hosts`,
    rtt: all.map((from) => all.map((to) => roundTrip(from, to)))
  }
}

/** Milliseconds between any two of so many hosts at so many sites, worked out when asked: a matrix of all pairs may be too large. */
export function generateRoundTrips(
  hosts: number,
  siteCount: number,
  seed: string
): (from: number, to: number) => number {
  const prng = createPrng(seed)
  const sites = Array.from({ length: siteCount }, () => {
    const drawn = prng.next()
    const region = REGIONS.find(({ upTo }) => drawn < upTo) ?? REGIONS[0]
    return { x: region.x + region.wide * normal(prng), y: region.y + region.wide * normal(prng) }
  })
  const detours = sites.map((_, from) => sites.slice(0, from).map(() => Math.exp(0.125 * normal(prng))))
  const places = Array.from({ length: hosts }, () => ({
    site: prng.below(sites.length),
    lineMs: -3 * Math.log(1 - prng.next())
  }))
  return (a, b) => {
    if (a === b) return 0
    const [from, to] = [places[a] as (typeof places)[0], places[b] as (typeof places)[0]]
    const [first, second] = [Math.max(from.site, to.site), Math.min(from.site, to.site)]
    const [one, other] = [sites[first] as (typeof sites)[0], sites[second] as (typeof sites)[0]]
    const detour = detours[first]?.[second] ?? 1
    return 0.2 + detour * Math.hypot(one.x - other.x, one.y - other.y) + from.lineMs + to.lineMs
  }
}

function normal(prng: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - prng.next())) * Math.cos(2 * Math.PI * prng.next())
}
