// The routing tables of all nodes: for each its contacts, in the order of their positions. A table takes whom it meets while the
// contact's bucket has room, and forgets nobody. Which positions make a bucket is what tells the kinds of tables apart.
import { distanceOf, firstFrom, nearestIn, type Positions, type Rank, sharedBits } from './space.ts'

/**
 * The bits that the contacts of a bucket share.
 * - `kademlia`: a bucket for each number of bits shared with the node itself, as in the paper. The nearer the positions, the finer.
 * - a number: a bucket for each prefix of so many bits, wherever the node lies, as in js-libp2p's kad-dht.
 */
export type Buckets = 'kademlia' | number

export class Tables {
  readonly positions: Positions
  readonly k: number
  readonly #buckets: Buckets
  readonly #lists: Int32Array[]
  readonly #sizes: Int32Array

  constructor(positions: Positions, k: number, buckets: Buckets) {
    this.positions = positions
    this.k = k
    this.#buckets = buckets
    this.#lists = Array.from(positions, () => new Int32Array(k))
    this.#sizes = new Int32Array(positions.length)
  }

  size(node: Rank): number {
    return this.#sizes[node] as number
  }

  has(node: Rank, peer: Rank): boolean {
    const [list, size] = [this.#lists[node] as Int32Array, this.size(node)]
    return list[firstFrom(list, size, this.positions, this.positions[peer] as number)] === peer && size > 0
  }

  /** The `count` contacts nearest to a target, nearest first, into `found`. */
  nearest(node: Rank, target: number, count: number, found: Int32Array): number {
    return nearestIn(this.#lists[node] as Int32Array, this.size(node), this.positions, target, count, found)
  }

  meet(node: Rank, peer: Rank): void {
    if (node === peer) return
    const { positions } = this
    let list = this.#lists[node] as Int32Array
    const size = this.size(node)
    const position = positions[peer] as number
    const at = firstFrom(list, size, positions, position)
    if (at < size && list[at] === peer) return
    if (!this.#hasRoom(list, size, node, position)) return
    if (size === list.length) {
      const larger = new Int32Array(2 * size)
      larger.set(list)
      list = larger
      this.#lists[node] = list
    }
    list.copyWithin(at + 1, at, size)
    list[at] = peer
    this.#sizes[node] = size + 1
  }

  // The contacts of a bucket are neighbours in the list: it is full if the k-th after its first still belongs to it.
  #hasRoom(list: Int32Array, size: number, node: Rank, position: number): boolean {
    const own = this.positions[node] as number
    const bits = this.#buckets === 'kademlia' ? Math.min(32, sharedBits(own, position) + 1) : this.#buckets
    const width = 2 ** (32 - bits)
    const start = Math.floor(position / width) * width
    const last = firstFrom(list, size, this.positions, start) + this.k - 1
    return last >= size || (this.positions[list[last] as Rank] as number) >= start + width
  }
}

/** The nearest to a target that were found so far, nearest first, at most so many. */
export class Shortlist {
  readonly ranks: Int32Array
  size = 0
  readonly #distances: Float64Array
  readonly #target: number
  readonly #positions: Positions

  constructor(target: number, count: number, positions: Positions) {
    this.ranks = new Int32Array(count)
    this.#distances = new Float64Array(count)
    this.#target = target
    this.#positions = positions
  }

  distance(node: Rank): number {
    return distanceOf(this.#target, this.#positions[node] as number)
  }

  /** Whether a node that is so far away would be one of them. */
  takes(distance: number): boolean {
    return this.size < this.ranks.length || distance < (this.#distances[this.size - 1] as number)
  }

  add(node: Rank): void {
    const distance = this.distance(node)
    if (!this.takes(distance)) return
    if (this.size < this.ranks.length) this.size++
    let at = this.size - 1
    for (; at > 0 && (this.#distances[at - 1] as number) > distance; at--) {
      this.#distances[at] = this.#distances[at - 1] as number
      this.ranks[at] = this.ranks[at - 1] as Rank
    }
    this.#distances[at] = distance
    this.ranks[at] = node
  }

  list(): Rank[] {
    return [...this.ranks.subarray(0, this.size)]
  }
}
