// One swarm as a gateway knows it, of one family of addresses: the objects that share it, what they said last, and what was announced
// here since. From that the gateway answers without asking anybody.
//
// A swarm begins as one object. One that is full names how many others share the peers that come from then on; a peer's own is drawn
// from its address, anew on each level:
//
//   bittorrent/4/<info-hash>  ─►  …/0 … …/15  ─►  …/7/0 … …/7/15
import type { Family } from '../addresses.ts'
import type { PeerAddress, SwarmCounts, SwarmPeer, Wanted } from '../swarms.ts'
import { GATHER_MS, LEVELS_MOST, OFFERED_PEERS } from './limits.ts'
import { type KnownPeer, NOTHING, type View } from './record.ts'
import { Outbox } from './writes.ts'

/** One of the objects that keep a swarm. */
export class Share {
  readonly key: string
  readonly swarm: Swarm
  readonly level: number
  readonly outbox: Outbox
  view: View = NOTHING
  /** When it answered last, and was asked last. */
  lookedAt = Number.NEGATIVE_INFINITY
  askedAt = Number.NEGATIVE_INFINITY
  failed: { readonly at: number; readonly error: unknown } | undefined
  looking: Promise<void> | undefined
  branches: Share[] = []

  constructor(key: string, swarm: Swarm, level: number) {
    this.key = key
    this.swarm = swarm
    this.level = level
    this.outbox = new Outbox(GATHER_MS[level] as number)
  }
}

export class Swarm {
  /** Family and info-hash. */
  readonly name: string
  readonly infoHash: Uint8Array
  readonly family: Family
  readonly root: Share
  usedAt = 0
  /** What of `cached` is reckoned with. */
  counted = 0
  refreshing: Promise<void> | undefined
  /** Of all its objects, as each was last seen. */
  counts: SwarmCounts = NOTHING.counts
  #seeds: readonly KnownPeer[] = []
  #leechers: readonly KnownPeer[] = []
  /** Announced here, or gone, after the objects were looked at, and when. */
  readonly #here = new Map<
    string,
    { readonly peer: KnownPeer; readonly gone: boolean; readonly at: number }
  >()

  constructor(name: string, infoHash: Uint8Array, family: Family) {
    this.name = name
    this.infoHash = Uint8Array.from(infoHash)
    this.family = family
    this.root = new Share(`bittorrent/${family}/${Buffer.from(infoHash).toString('hex')}`, this, 0)
  }

  /** Peers that are kept in memory for it. */
  get cached(): number {
    return this.#seeds.length + this.#leechers.length + this.#here.size
  }

  /** How often it was shared, as far as is known here. */
  get levels(): number {
    let levels = 0
    for (const { level, branches } of this.shares())
      if (branches.length > 0 && level >= levels) levels = level + 1
    return levels
  }

  /** The objects that a peer may be in, the one that takes it now last. */
  sharesOf({ name }: Pick<KnownPeer, 'name'>): Share[] {
    const path = [this.root]
    for (let share = this.root; share.branches.length > 0; ) {
      share = share.branches[drawn(name, share.level) % share.branches.length] as Share
      path.push(share)
    }
    return path
  }

  /** All its objects. */
  *shares(share = this.root): Generator<Share> {
    yield share
    for (const branch of share.branches) yield* this.shares(branch)
  }

  /** Takes in what an object said. @param askedAt when it was asked */
  saw(share: Share, view: View, askedAt: number): void {
    share.view = view
    const count = share.level < LEVELS_MOST ? view.branches : 0
    if (share.branches.length !== count)
      share.branches = Array.from(
        { length: count },
        (_, at) => new Share(`${share.key}/${at}`, this, share.level + 1)
      )
    for (const [name, { at }] of this.#here) if (at < askedAt) this.#here.delete(name)
    const views = [...this.shares()].map((each) => each.view)
    this.#seeds = inTurn(views.map(({ seeds }) => seeds))
    this.#leechers = inTurn(views.map(({ leechers }) => leechers))
    this.counts = summed(views.map(({ counts }) => counts))
  }

  /** A peer came or went, and that is durable. */
  heard(peer: KnownPeer, gone: boolean, at: number): void {
    if (this.#here.size < OFFERED_PEERS || this.#here.has(peer.name))
      this.#here.set(peer.name, { peer, gone, at })
  }

  /** Three quarters are the nearest; the others were announced here just now, or are drawn. */
  pick(asker: PeerAddress, { most, seedsFirst }: Wanted): SwarmPeer[] {
    const picked: SwarmPeer[] = []
    const take = (peer: KnownPeer, upTo: number) => {
      if (picked.length >= upTo || (peer.port === asker.port && peer.ip === asker.ip)) return
      if (!this.#here.has(peer.name)) picked.push(peer)
    }
    const [first, second] =
      seedsFirst === false ? [this.#leechers, this.#seeds] : [this.#seeds, this.#leechers]
    const near = Math.ceil(most * NEAR_SHARE)
    // Who does not say what it needs is given of both.
    const isMixed = seedsFirst === undefined
    let at = 0
    for (; at < first.length && picked.length < near; at++) {
      take(first[at] as KnownPeer, near)
      if (isMixed && at < second.length) take(second[at] as KnownPeer, near)
    }
    let then = isMixed ? Math.min(at, second.length) : 0
    for (; then < second.length && picked.length < near; then++) take(second[then] as KnownPeer, near)
    for (const { peer, gone } of this.#here.values()) {
      if (picked.length >= most) break
      if (!gone && !(peer.port === asker.port && peer.ip === asker.ip)) picked.push(peer)
    }
    draw(first, at, take, most, () => picked.length)
    draw(second, then, take, most, () => picked.length)
    return picked
  }
}

const NEAR_SHARE = 0.75

export function summed(all: readonly SwarmCounts[]): SwarmCounts {
  const sum = { seeds: 0, leechers: 0, completed: 0 }
  for (const { seeds, leechers, completed } of all) {
    sum.seeds += seeds
    sum.leechers += leechers
    sum.completed += completed
  }
  return sum
}

/** Of those that are left; first from the last quarter, which the object has drawn from all. */
function draw(
  peers: readonly KnownPeer[],
  from: number,
  take: (peer: KnownPeer, upTo: number) => void,
  most: number,
  count: () => number
): void {
  const left = peers.length - from
  const drawn = Math.min(left, Math.ceil(peers.length / 4))
  const skip = left - drawn + Math.floor(Math.random() * drawn)
  for (let at = 0; at < left && count() < most; at++)
    take(peers[from + ((skip + at) % left)] as KnownPeer, most)
}

/** The first of each, the second of each, and so on: what the nearest of each object are is about the nearest of all. */
function inTurn(lists: readonly (readonly KnownPeer[])[]): readonly KnownPeer[] {
  if (lists.length === 1) return lists[0] as readonly KnownPeer[]
  const all = new Map<string, KnownPeer>()
  const longest = Math.max(...lists.map(({ length }) => length))
  for (let at = 0; at < longest; at++)
    for (const list of lists) {
      const peer = list[at]
      if (peer !== undefined) all.set(peer.name, peer)
      if (all.size >= OFFERED_PEERS) return [...all.values()]
    }
  return [...all.values()]
}

/** A number that depends on each byte of the name (FNV-1a, 32 bits), another one for each level. */
function drawn(name: string, level: number): number {
  let hash = 0x811c9dc5 ^ level
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
