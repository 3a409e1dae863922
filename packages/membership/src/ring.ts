// The ring (Dynamo, sections 4.2, 4.3 and 6.2): the positions of keys fall into Q equal partitions, and each partition has a
// preference list of distinct nodes. The list is a function of who has joined and nothing else: two nodes that know the same
// members have the same ring, and there is no table of tokens to reconcile.
//
//   key ──SHA-256──► position 6a3f… ──first log2(Q) bits──► partition 0x6a3 ──lowest bids (tokens.ts)──► [C, A, F, B, …]
//
// Zones: the list takes the best node of each zone first, then the second best of each, and so on. So the first N homes lie in
// N zones, or in all zones there are, whatever N an object chose.
import { type Key, type NodeId, type Range, type Ranges, REPLICAS, sha256 } from '@halley/model'
import { Tokens } from './tokens.ts'

export interface RingMember {
  readonly id: NodeId
  readonly weight: number
  readonly zone?: string
}

/** How many partitions have a member as their first node, and how many as one of their first N. */
export interface Share {
  first: number
  homes: number
}

interface Bidder {
  readonly id: NodeId
  readonly zone: number
  readonly tokens: Tokens
}

export class Ring implements Ranges {
  readonly #self: NodeId
  /** Q. */
  readonly partitions: number
  readonly complete = true
  readonly #bits: number
  #bidders: readonly Bidder[] = []
  #zones = 0
  /** What the ring is made of, as text. */
  #made = '[]'
  #lists = new Map<number, readonly NodeId[]>()
  #ranges = new Map<number, readonly Range[]>()
  #shares = new Map<number, ReadonlyMap<NodeId, Share>>()

  /** @param partitions Q: a power of two, the same at all nodes */
  constructor(self: NodeId, partitions: number) {
    this.#self = self
    this.partitions = partitions
    this.#bits = Math.log2(partitions)
  }

  /** Makes the ring of these members. Returns whether it is another one than before. */
  make(members: readonly RingMember[]): boolean {
    const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1))
    const made = JSON.stringify(sorted.map(({ id, weight, zone }) => [id, weight, zone ?? null]))
    if (made === this.#made) return false
    this.#made = made
    const zones = [...new Set(sorted.map(({ zone }) => zone))]
    this.#zones = zones.length
    this.#bidders = sorted.map(({ id, weight, zone }) => ({
      id,
      zone: zones.indexOf(zone),
      tokens: new Tokens(id, weight, this.#bits)
    }))
    this.#lists = new Map()
    this.#ranges = new Map()
    this.#shares = new Map()
    return true
  }

  /** The key's preference list: up to REPLICAS distinct nodes, its homes first. Empty where nobody has joined. */
  list(key: Key): readonly NodeId[] {
    const word = Number.parseInt(sha256(key).slice(0, 8), 16)
    return this.listOf(this.#bits === 0 ? 0 : word >>> (32 - this.#bits))
  }

  /** The preference list of a partition, from 0 to Q - 1. */
  listOf(partition: number): readonly NodeId[] {
    let list = this.#lists.get(partition)
    if (list === undefined) {
      list = this.#rank(partition)
      this.#lists.set(partition, list)
    }
    return list
  }

  /** The ranges of which this node is among the first `n`; partitions side by side with the same homes are one range. */
  of(n: number): readonly Range[] {
    let ranges = this.#ranges.get(n)
    if (ranges === undefined) {
      const found: Range[] = []
      const whole = this.#join(0, 0, n, found)
      if (whole !== undefined) this.#note(0, 0, whole, found)
      ranges = found.sort((a, b) => a.prefix * 2 ** (32 - a.bits) - b.prefix * 2 ** (32 - b.bits))
      this.#ranges.set(n, ranges)
    }
    return ranges
  }

  /** What each member has of the ring where objects have `n` copies. */
  shares(n: number): ReadonlyMap<NodeId, Share> {
    let shares = this.#shares.get(n)
    if (shares === undefined) {
      shares = this.#count(n)
      this.#shares.set(n, shares)
    }
    return shares
  }

  #count(n: number): Map<NodeId, Share> {
    const shares = new Map<NodeId, Share>(this.#bidders.map(({ id }) => [id, { first: 0, homes: 0 }]))
    for (let partition = 0; partition < this.partitions; partition++) {
      for (const [at, id] of this.listOf(partition).slice(0, n).entries()) {
        const share = shares.get(id) as Share
        share.homes++
        if (at === 0) share.first++
      }
    }
    return shares
  }

  #rank(partition: number): NodeId[] {
    const best: Bid[][] = Array.from({ length: this.#zones }, () => [])
    for (const { id, zone, tokens } of this.#bidders) insert(best[zone] as Bid[], id, tokens.bid(partition))
    const list: NodeId[] = []
    for (let rank = 0; list.length < REPLICAS; rank++) {
      const round = best.flatMap((bids) => bids[rank] ?? [])
      if (round.length === 0) break
      for (const { id } of round.sort(byBid)) list.push(id)
    }
    return list.slice(0, REPLICAS)
  }

  /** The homes of all of the prefix, if they are the same; otherwise its parts go to `found`. None: not this node's. */
  #join(prefix: number, bits: number, n: number, found: Range[]): readonly NodeId[] | undefined {
    if (bits === this.#bits) {
      const homes = this.listOf(prefix).slice(0, n)
      return homes.includes(this.#self) ? homes.sort() : []
    }
    const [left, right] = [2 * prefix, 2 * prefix + 1]
    const [ofLeft, ofRight] = [this.#join(left, bits + 1, n, found), this.#join(right, bits + 1, n, found)]
    if (ofLeft !== undefined && ofRight !== undefined && sameNodes(ofLeft, ofRight)) return ofLeft
    if (ofLeft !== undefined) this.#note(left, bits + 1, ofLeft, found)
    if (ofRight !== undefined) this.#note(right, bits + 1, ofRight, found)
    return undefined
  }

  #note(prefix: number, bits: number, homes: readonly NodeId[], found: Range[]): void {
    if (homes.length > 0) found.push({ prefix, bits, homes })
  }
}

interface Bid {
  readonly id: NodeId
  readonly bid: number
}

/** Keeps the REPLICAS lowest bids, in order. */
function insert(bids: Bid[], id: NodeId, bid: number): void {
  if (bids.length >= REPLICAS && bid > (bids[REPLICAS - 1] as Bid).bid) return
  const made = { id, bid }
  let place = bids.length
  while (place > 0 && byBid(made, bids[place - 1] as Bid) < 0) place--
  bids.splice(place, 0, made)
  if (bids.length > REPLICAS) bids.pop()
}

function byBid(a: Bid, b: Bid): number {
  return a.bid !== b.bid ? a.bid - b.bid : a.id < b.id ? -1 : 1
}

function sameNodes(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((node, at) => node === b[at])
}
