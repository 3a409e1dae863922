// How strongly a node bids for a partition: weighted rendezvous hashing (Thaler and Ravishankar 1998; the weights after
// Schindelhauer and Schomaker 2005). Each node bids -ln(u) / weight for each partition, u drawn from the two names alone; the
// lowest bids are the partition's homes. So a node wins in proportion to its weight, a newcomer takes over exactly the
// partitions where it bids lower, and a leaver's partitions go to the next lowest bidders: nothing else moves.
//
// With u drawn independently, luck spreads the shares. Here each node's draws are spread evenly: over all Q partitions, u falls
// once into each of the Q intervals of width 1/Q, in an order that is the node's own (a permutation of the partitions), with
// a drawn remainder within the interval. That halves the spread of the shares (see docs/ring.md for the figures).
import { type NodeId, sha256 } from '@halley/model'

/** A node's bids for all partitions. */
export class Tokens {
  readonly #bits: number
  readonly #weight: number
  readonly #constants: Int32Array

  /** @param bits log2 of the number of partitions, from 0 to 16 */
  constructor(id: NodeId, weight: number, bits: number) {
    this.#bits = bits
    this.#weight = weight
    this.#constants = constantsOf(id)
  }

  /** The bid for a partition: the lowest wins. The same on every machine that computes logarithms alike. */
  bid(partition: number): number {
    const u = (this.#shuffled(partition) + this.#remainder(partition)) / 2 ** this.#bits
    return -Math.log(u) / this.#weight
  }

  // Multiplying by an odd number and folding the upper half onto the lower are each invertible within the bits: so all is.
  #shuffled(partition: number): number {
    const constants = this.#constants
    const mask = 2 ** this.#bits - 1
    const fold = Math.max(1, this.#bits >> 1)
    let place = partition
    for (let round = 0; round < ROUNDS; round++) {
      const [factor, summand] = [constants[2 * round] as number, constants[2 * round + 1] as number]
      place = (Math.imul(place, factor | 1) + summand) & mask
      place ^= place >>> fold
    }
    return place
  }

  /** In (0, 1): 32 bits of a hash of the two (the finalizer of MurmurHash3, twice). */
  #remainder(partition: number): number {
    const inner = finalized(partition ^ (this.#constants[2 * ROUNDS] as number))
    const outer = finalized(inner ^ (this.#constants[2 * ROUNDS + 1] as number))
    return ((outer >>> 0) + 0.5) / 2 ** 32
  }
}

const ROUNDS = 3

/** Eight numbers of 32 bits: SHA-256 of the id. */
function constantsOf(id: NodeId): Int32Array {
  const digest = sha256(id)
  return Int32Array.from({ length: 8 }, (_, at) => Number.parseInt(digest.slice(8 * at, 8 * at + 8), 16) | 0)
}

function finalized(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
