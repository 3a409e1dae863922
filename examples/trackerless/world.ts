// An emulated world: peers in ten places, gateways in six of them, and the round trips between any two hosts.
//
// A round trip is the great circle at 100 km a millisecond (light in fibre, there and back), times a detour of this pair of places
// (1.4 at the median, log-normal, an eighth), plus each host's own line (exponential, 4 ms at the mean; a gateway's 0.5 ms).
import { createPrng, type Prng } from '@halley/model'

export interface Place {
  readonly name: string
  /** Degrees, north and east. */
  readonly north: number
  readonly east: number
  readonly hasGateway: boolean
}

export const PLACES: readonly Place[] = [
  { name: 'Los Angeles', north: 34, east: -118, hasGateway: false },
  { name: 'New York', north: 41, east: -74, hasGateway: true },
  { name: 'São Paulo', north: -24, east: -47, hasGateway: true },
  { name: 'Lisbon', north: 39, east: -9, hasGateway: false },
  { name: 'Frankfurt', north: 50, east: 9, hasGateway: true },
  { name: 'Nairobi', north: -1, east: 37, hasGateway: false },
  { name: 'Mumbai', north: 19, east: 73, hasGateway: true },
  { name: 'Singapore', north: 1, east: 104, hasGateway: false },
  { name: 'Tokyo', north: 36, east: 140, hasGateway: true },
  { name: 'Sydney', north: -34, east: 151, hasGateway: true }
]

export interface World {
  /** Indices into `PLACES`, of each peer, and of each gateway. */
  readonly peers: readonly number[]
  readonly gateways: readonly number[]
  /** Milliseconds, there and back. */
  between(peer: number, other: number): number
  toGateway(peer: number, gateway: number): number
  betweenGateways(gateway: number, other: number): number
}

export function createWorld(perPlace: number, seed: string): World {
  const prng = createPrng(`${seed}/world`)
  const detours = PLACES.map((_, from) =>
    PLACES.slice(0, from + 1).map(() => 1.4 * Math.exp(0.125 * normal(prng)))
  )
  const peers = PLACES.flatMap((_, place) => Array.from({ length: perPlace }, () => place))
  const gateways = PLACES.flatMap(({ hasGateway }, place) => (hasGateway ? [place] : []))
  const lines = peers.map(() => -4 * Math.log(1 - prng.next()))
  const way = (from: number, to: number) =>
    (detours[Math.max(from, to)]![Math.min(from, to)]! * kilometres(PLACES[from]!, PLACES[to]!)) / 100
  return {
    peers,
    gateways,
    between: (a, b) => way(peers[a]!, peers[b]!) + lines[a]! + lines[b]!,
    toGateway: (peer, gateway) => way(peers[peer]!, gateways[gateway]!) + lines[peer]! + GATEWAY_LINE_MS,
    betweenGateways: (a, b) => (a === b ? 0 : way(gateways[a]!, gateways[b]!) + 2 * GATEWAY_LINE_MS)
  }
}

const GATEWAY_LINE_MS = 0.5
const EARTH_KM = 6_371

function kilometres(from: Place, to: Place): number {
  const [a, b, across] = [from.north, to.north, from.east - to.east].map(
    (degrees) => (degrees * Math.PI) / 180
  )
  const cosine = Math.sin(a!) * Math.sin(b!) + Math.cos(a!) * Math.cos(b!) * Math.cos(across!)
  return EARTH_KM * Math.acos(Math.min(1, cosine))
}

function normal(prng: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - prng.next())) * Math.cos(2 * Math.PI * prng.next())
}
