// How fast other replicas have answered of late: a read that asks only some of the homes asks those. Without this a replica
// that is far away, or busy, would be in the way of two gets of three.
import { LruMap, type Millis, type NodeId } from '@halley/model'

/** The weight of the latest answer. */
const LATEST = 0.125

/** Differences below this are noise, in milliseconds. */
const ALIKE_MS = 8

/** Other nodes that are remembered. */
const REMEMBERED = 1_024

export class Speeds {
  readonly #smoothed = new LruMap<NodeId, Millis>(REMEMBERED)

  /** It took the node so long to answer, or it was given up after so long. */
  answered(node: NodeId, ms: Millis): void {
    const known = this.#smoothed.get(node)
    this.#smoothed.set(node, known === undefined ? ms : known + LATEST * (ms - known))
  }

  /** The nodes, `self` first, then who is clearly faster before who is slower; else as they were. Who is unknown is worth a try. */
  ordered(nodes: readonly NodeId[], self: NodeId): readonly NodeId[] {
    const rank = (node: NodeId): number => (node === self ? -1 : this.#rank(node))
    return [...nodes].sort((a, b) => rank(a) - rank(b))
  }

  // Powers of two: only who is clearly slower comes later.
  #rank(node: NodeId): number {
    const ms = this.#smoothed.get(node) ?? 0
    return Math.floor(Math.log2(ALIKE_MS + ms))
  }
}
