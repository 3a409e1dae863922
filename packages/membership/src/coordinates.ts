// A node's own network coordinate, learnt from round trips (Dabek, Cox, Kaashoek and Morris, "Vivaldi", SIGCOMM 2004). Each pair
// of nodes is a spring as long as the round trip between them; each sample moves this node a little along one of them, the
// further, the less sure it is of its own place and the surer the other one is of its (sections 3.3 and 3.5). Heights: section 5.4.
//
// What the paper leaves open, because its nodes are honest and its samples clean:
//
//   - A sample's pull is bounded by what samples usually pull, a median: no single peer can throw the node far, whatever place it
//     claims, and however long it lets its answer wait.
//   - A peer is not believed to be surer of its place than PEER_ERROR.
//   - Nodes that are at the same place part in a drawn direction.
//   - The step is large while the node is unsure, and small when it has found its place (the paper's section 3.4 shows why).
import {
  COORDINATE_DIMENSIONS,
  COORDINATE_MS,
  type Coordinate,
  type Prng,
  toldCoordinate
} from '@halley/model'

/** How far a sample moves a node along its spring, before it is weighted: while it is unsure, and when it is sure. */
const STEP_MOST = 0.5
const STEP_LEAST = 0.25

/** How fast the error follows the samples' errors, before they are weighted (the paper's c_e). */
const ERROR_SHARE = 0.25

/** The smallest error that a peer is believed to have. */
const PEER_ERROR = 0.05

/** A spring pulls at most so many times as hard as springs usually do: as the median of the last ones, so many of them. */
const PULL_MOST = 4
const PULLS = 32

/** Lowest height, in milliseconds: a height of zero could never grow, because it climbs in proportion. */
const HEIGHT_LEAST = 0.1

/** Shortest round trip told apart from none, in milliseconds: half the grain of the clock that the cores are given. */
const SAMPLE_LEAST = 0.5

export class Coordinates {
  readonly #prng: Prng
  readonly #vector: number[] = Array.from({ length: COORDINATE_DIMENSIONS }, () => 0)
  #height = HEIGHT_LEAST
  #error = 1
  #samples = 0
  /** How hard the last samples pulled, in milliseconds. */
  readonly #pulls: number[] = []

  constructor(prng: Prng) {
    this.#prng = prng
  }

  /** The coordinate as it is told to others. */
  get own(): Coordinate {
    return toldCoordinate({ vector: this.#vector, height: this.#height, error: this.#error })
  }

  /** Samples taken so far; before the first one, the coordinate is no more than where all begin. */
  get samples(): number {
    return this.#samples
  }

  /** A round trip to a peer that says it is at `peer`. A round trip that cannot be is passed over. */
  sample(peer: Coordinate, rttMs: number): void {
    if (!(rttMs >= 0 && rttMs <= COORDINATE_MS)) return
    this.#samples++
    const rtt = Math.max(rttMs, SAMPLE_LEAST)
    const away = this.#vector.map((place, at) => place - (peer.vector[at] as number))
    const flat = Math.sqrt(away.reduce((sum, part) => sum + part * part, 0))
    const expected = flat + this.#height + peer.height
    const weight = this.#error / (this.#error + Math.max(peer.error, PEER_ERROR))
    const step = Math.min(Math.max(2 * this.#error, STEP_LEAST), STEP_MOST)
    this.#judge(Math.abs(expected - rtt) / rtt, weight)
    this.#move(away, flat, expected, step * weight * this.#bounded(rtt - expected))
  }

  #judge(error: number, weight: number): void {
    const share = ERROR_SHARE * weight
    this.#error = Math.min(error, 1) * share + this.#error * (1 - share)
  }

  #move(away: readonly number[], flat: number, expected: number, by: number): void {
    if (flat === 0) return this.#part(by)
    for (let at = 0; at < COORDINATE_DIMENSIONS; at++)
      this.#vector[at] = confined((this.#vector[at] as number) + (by * (away[at] as number)) / expected)
    // The unit of a height vector: the heights of both ends add up, as the way up and the way down do.
    const climbed = this.#height + (by * (expected - flat)) / expected
    this.#height = Math.min(Math.max(climbed, HEIGHT_LEAST), COORDINATE_MS)
  }

  /** Away from a peer at the same place. */
  #part(by: number): void {
    const drawn = this.#vector.map(() => this.#prng.next() - 0.5)
    const length = Math.sqrt(drawn.reduce((sum, part) => sum + part * part, 0))
    if (length === 0) return
    for (let at = 0; at < COORDINATE_DIMENSIONS; at++)
      this.#vector[at] = confined((this.#vector[at] as number) + (by * (drawn[at] as number)) / length)
  }

  #bounded(pull: number): number {
    this.#pulls.push(Math.abs(pull))
    if (this.#pulls.length > PULLS) this.#pulls.shift()
    const sorted = [...this.#pulls].sort((a, b) => a - b)
    const most = PULL_MOST * (sorted[(sorted.length - 1) >> 1] as number)
    return Math.min(Math.max(pull, -most), most)
  }
}

function confined(place: number): number {
  return Math.min(Math.max(place, -COORDINATE_MS), COORDINATE_MS)
}
