/**
 * Regions: which parts of the key space this node knows completely, so that "who is nearest?" needs no lookup.
 *
 * An iterative lookup for a position returns the k nodes nearest to it. If the farthest of them shares b bits
 * with the position, then every node sharing *more* than b bits has been found: a complete subtree with a
 * prefix of b + 1 bits. For any other key in that subtree, every node inside is nearer than every node outside
 * (inside, the first b + 1 bits of the distance are zero). So if at least `count` known nodes lie inside, the
 * `count` nearest to that key are among them, and the local answer is exact. A lookup that found fewer than k
 * nodes found everybody: prefix of 0 bits, the whole space; that is the small network. It is so only while no
 * more than k nodes are known, because a newcomer presents itself to its k nearest, not to everybody.
 *
 *     lookup at 0110…, the k-th nearest node is 0101…   shared: 2 bits   →  known: 011…
 *
 * Knowledge ages: nodes join. A region older than `refreshMs` still answers and asks for a lookup in the
 * background; one older than ten times that is dropped. Pure: time comes in as an argument.
 */
import { BUCKET_SIZE } from './protocol.ts'

/** Prefixes are keyed by number, which limits them to 32 bits: 4 billion regions are enough. */
const MAX_BITS = 32
/** One entry is two numbers. */
const MAX_REGIONS = 4096
/** In units of the refresh interval. */
const DROP_AFTER = 10

export type Knowledge = 'fresh' | 'stale' | 'none'

export class Regions {
  readonly #refreshMs: number
  /** For each prefix length: prefix → when it was proved, in milliseconds. */
  readonly #provedAt: Map<number, number>[] = []
  #size = 0

  constructor(refreshMs: number) {
    this.#refreshMs = refreshMs
  }

  /** All nodes that share `bits` bits with `position` have been found. */
  proved(position: Uint8Array, bits: number, nowMs: number): void {
    const length = Math.min(bits, MAX_BITS)
    if (this.#size >= MAX_REGIONS) this.clear()
    let known = this.#provedAt[length]
    if (known === undefined) {
      known = new Map()
      this.#provedAt[length] = known
    }
    const prefix = prefixOf(position, length)
    if (!known.has(prefix)) this.#size++
    known.set(prefix, nowMs)
  }

  /**
   * Whether the `count` nearest to `position` can be told from what is known. `countWithin(bits)` says how
   * many known nodes share so many bits with it.
   */
  knows(
    position: Uint8Array,
    count: number,
    countWithin: (bits: number) => number,
    nowMs: number
  ): Knowledge {
    let best: Knowledge = 'none'
    for (const [length, known] of this.#provedAt.entries()) {
      const at = known?.get(prefixOf(position, length))
      if (at === undefined) continue
      if (nowMs - at > this.#refreshMs * DROP_AFTER) {
        known!.delete(prefixOf(position, length))
        this.#size--
        continue
      }
      const inside = countWithin(length)
      if (length > 0 ? inside < count : inside > BUCKET_SIZE) continue
      if (nowMs - at <= this.#refreshMs) return 'fresh'
      best = 'stale'
    }
    return best
  }

  /** Something changed around `position`: the regions it lies in become stale. */
  doubt(position: Uint8Array, nowMs: number): void {
    for (const [length, known] of this.#provedAt.entries()) {
      const prefix = prefixOf(position, length)
      const at = known?.get(prefix)
      if (at !== undefined) known!.set(prefix, Math.min(at, nowMs - this.#refreshMs - 1))
    }
  }

  clear(): void {
    this.#provedAt.length = 0
    this.#size = 0
  }
}

function prefixOf(position: Uint8Array, bits: number): number {
  if (bits === 0) return 0
  const first = ((position[0]! << 24) | (position[1]! << 16) | (position[2]! << 8) | position[3]!) >>> 0
  return first >>> (32 - bits)
}
