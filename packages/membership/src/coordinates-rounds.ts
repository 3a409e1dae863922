// The round trips that a node's coordinate is learnt from: every few seconds one connected peer is pinged, and the time to its
// pong, which carries the other's coordinate, is the sample.
//
//   A ── ping 17 ──► B
//   A ◄── pong 17, B's coordinate ── B        A moves; B learns nothing by it: it has rounds of its own
//
// Half of the rounds go to the nearest peers measured so far, the others to any peer: near ones alone would know nothing of the
// world, far ones alone nothing of the neighbourhood (the Vivaldi paper, section 4.2). The rounds follow each other faster while
// the node is new.
//
// A sample is long by whatever delayed it: a busy process at either end, a queue on the way. It is never short. So what counts
// of a peer's last samples is the lowest.
import {
  COORDINATE_MS,
  type Coordinate,
  Counts,
  type Deadline,
  distance,
  type Message,
  type Millis,
  type NodeId,
  type Prng
} from '@halley/model'
import { Coordinates } from './coordinates.ts'
import { COORDINATE_COUNTS } from './counts.ts'

export interface CoordinatesOptions {
  /** Milliseconds from one measured round trip to the next, give or take a quarter; a tenth of it for the first 32. */
  readonly coordinatesEveryMs: number
}

export const COORDINATES_DEFAULTS: CoordinatesOptions = { coordinatesEveryMs: 5_000 }

export interface CoordinatesInit {
  readonly options: CoordinatesOptions
  readonly prng: Prng
  readonly send: (to: NodeId, message: Message) => void
}

/** Peers that are measured; while there are as many, others that connect are not. */
const PEERS = 128

/** Of those, the nearest that half of the rounds go to: a quarter, and no more than these. */
const NEAREST = 16

/** The last samples of a peer, of which the lowest counts. */
const SAMPLES = 4

/** Pings in a row after whose silence a peer is asked no more, until it connects again or asks itself. */
const SILENCES = 3

/** The first rounds, and how many times faster they follow each other. */
const FIRST_ROUNDS = 32
const FIRST_FASTER = 10

interface Peer {
  /** The ping that it has not answered. */
  asked: { readonly id: number; readonly at: Millis } | undefined
  /** Pings in a row that it has not answered. */
  unanswered: number
  readonly samples: number[]
  coordinate: Coordinate | undefined
}

export class CoordinateRounds {
  readonly counts = new Counts(COORDINATE_COUNTS)
  readonly #init: CoordinatesInit
  readonly #coordinates: Coordinates
  readonly #peers = new Map<NodeId, Peer>()
  #dueAt: Millis | undefined
  #rounds = 0

  constructor(init: CoordinatesInit) {
    this.#init = init
    this.#coordinates = new Coordinates(init.prng)
  }

  /** Where this node is; nothing before the first measured round trip. */
  get own(): Coordinate | undefined {
    return this.#coordinates.samples === 0 ? undefined : this.#coordinates.own
  }

  /** The round trip to be expected to a peer, in milliseconds, where both are known. */
  estimate(peer: NodeId): number | undefined {
    const theirs = this.#peers.get(peer)?.coordinate
    return this.own === undefined || theirs === undefined ? undefined : distance(this.own, theirs)
  }

  /** The channel to the peer stands. */
  connected(peer: NodeId, now: Millis): void {
    if (this.#peers.has(peer) || this.#peers.size >= PEERS) return
    this.#peers.set(peer, { asked: undefined, unanswered: 0, samples: [], coordinate: undefined })
    this.#dueAt ??= this.#next(now)
  }

  lost(peer: NodeId): void {
    this.#peers.delete(peer)
    if (this.#peers.size === 0) this.#dueAt = undefined
  }

  /** A peer asks for a pong. Whoever has no place yet tells where all begin: without that, nobody could find one. */
  asked(from: NodeId, id: number): void {
    this.#init.send(from, { type: 'pong', id, coordinates: this.#coordinates.own })
  }

  /** A peer answers. What was not asked for, or too long ago, is no sample. */
  answered(from: NodeId, { id, coordinates }: Message & { type: 'pong' }, now: Millis): void {
    const peer = this.#peers.get(from)
    if (peer?.asked === undefined || peer.asked.id !== id || coordinates === undefined) return
    const took = now - peer.asked.at
    peer.asked = undefined
    peer.unanswered = 0
    // Below zero where somebody has set the clock.
    if (took < 0 || took > COORDINATE_MS) return
    this.counts.add('roundTrips')
    peer.coordinate = coordinates
    peer.samples.push(took)
    if (peer.samples.length > SAMPLES) peer.samples.shift()
    this.#coordinates.sample(coordinates, lowest(peer))
  }

  deadline(): Deadline | undefined {
    return this.#dueAt === undefined ? undefined : { at: this.#dueAt, reason: 'measure a round trip' }
  }

  tick(now: Millis): void {
    if (this.#dueAt === undefined || now < this.#dueAt) return
    const to = this.#whom()
    const peer = this.#peers.get(to) as Peer
    this.#dueAt = this.#next(now)
    if (peer.asked !== undefined && ++peer.unanswered >= SILENCES) return this.lost(to)
    const id = ++this.#rounds
    peer.asked = { id, at: now }
    this.counts.add('roundTripsAsked')
    this.#init.send(to, { type: 'ping', id })
  }

  #next(now: Millis): Millis {
    const { options, prng } = this.#init
    const everyMs = options.coordinatesEveryMs / (this.#rounds < FIRST_ROUNDS ? FIRST_FASTER : 1)
    return now + Math.ceil(everyMs * (0.75 + prng.next() / 2))
  }

  #whom(): NodeId {
    const { prng } = this.#init
    const all = [...this.#peers.keys()]
    if (prng.chance(0.5)) return prng.pick(all)
    const near = all
      .filter((id) => this.#lowest(id) < Number.POSITIVE_INFINITY)
      .sort((a, b) => this.#lowest(a) - this.#lowest(b))
      .slice(0, Math.min(NEAREST, Math.ceil(all.length / 4)))
    return prng.pick(near.length > 0 ? near : all)
  }

  #lowest(id: NodeId): Millis {
    return lowest(this.#peers.get(id) as Peer)
  }
}

/** Infinite where there is no sample. */
function lowest({ samples }: Peer): Millis {
  return Math.min(...samples)
}
