// A model of Kademlia as the nodes use it: each node's own routing table of k-buckets, and iterative lookups that ask
// α nodes at a time, wait at dead ones, and learn from the answers. A lookup is computed at the moment it starts, with
// the time that it takes; the world lets that time pass.
//
// A table forgets a node by the rule of the real network: not when a connection is lost, but once attempts to reach it
// have been failing for `forgetAfterMs`. A home that restarts keeps its place; one that is gone for good loses it.
import { createHash } from 'node:crypto'
import type { Key, Millis, NodeId } from '@halley/model'

export interface OverlayOptions {
  /** Contacts in one bucket, and nodes that a lookup finds. */
  readonly k: number
  /** Nodes that a lookup asks at a time. */
  readonly alpha: number
  /** Milliseconds that a lookup waits at a node that does not answer. */
  readonly timeoutMs: number
  /** Milliseconds of failing attempts after which a node is forgotten. */
  readonly forgetAfterMs: number
}

export const OVERLAY_DEFAULTS: OverlayOptions = { k: 20, alpha: 3, timeoutMs: 500, forgetAfterMs: 30_000 }

/** What a lookup has to know of the world: how long a question and its answer take, if they arrive at all. */
export type RoundTrip = (from: NodeId, to: NodeId) => Millis | undefined

export interface Lookup {
  /** Nearest first, the one who looked included where it belongs. */
  readonly list: readonly NodeId[]
  readonly tookMs: Millis
  /** Questions sent. */
  readonly hops: number
}

interface Contact {
  readonly id: NodeId
  failingSince?: Millis
}

export class Overlay {
  readonly #options: OverlayOptions
  readonly #tables = new Map<NodeId, Map<number, Contact[]>>()

  constructor(options: OverlayOptions) {
    this.#options = options
  }

  /** `node` has heard of `peer`. A bucket that is full keeps who is in it: old contacts are the likeliest to stay. */
  meet(node: NodeId, peer: NodeId): void {
    if (node === peer) return
    const bucket = this.#bucket(node, peer)
    const known = bucket.find(({ id }) => id === peer)
    if (known !== undefined) delete known.failingSince
    else if (bucket.length < this.#options.k) bucket.push({ id: peer })
  }

  /** `node` failed to reach `peer`. */
  fail(node: NodeId, peer: NodeId, now: Millis): void {
    const bucket = this.#bucket(node, peer)
    const at = bucket.findIndex(({ id }) => id === peer)
    const contact = bucket[at]
    if (contact === undefined) return
    contact.failingSince ??= now
    if (now - contact.failingSince >= this.#options.forgetAfterMs) bucket.splice(at, 1)
  }

  /** Everybody in the node's table. */
  contacts(node: NodeId): NodeId[] {
    return [...this.#table(node).values()].flatMap((bucket) => bucket.map(({ id }) => id))
  }

  /** `node` looks for the k nodes nearest to a key; who is asked learns of `node`. */
  lookup(node: NodeId, key: Key, now: Millis, roundTrip: RoundTrip): Lookup {
    return this.#walk(node, positionOf(key), now, roundTrip)
  }

  /** `node` looks for itself: this is how a newcomer becomes known to its neighbours. */
  join(node: NodeId, now: Millis, roundTrip: RoundTrip): Lookup {
    return this.#walk(node, positionOf(node), now, roundTrip)
  }

  #walk(node: NodeId, target: string, now: Millis, roundTrip: RoundTrip): Lookup {
    const { k, alpha, timeoutMs } = this.#options
    const asked = new Set<NodeId>([node])
    const silent = new Set<NodeId>()
    let nearest = nearestTo(target, [node, ...this.contacts(node)], k)
    let tookMs = 0
    for (;;) {
      const round = nearest.filter((id) => !asked.has(id)).slice(0, alpha)
      if (round.length === 0) break
      let slowest = 0
      const heard: NodeId[] = []
      for (const peer of round) {
        asked.add(peer)
        const took = roundTrip(node, peer)
        slowest = Math.max(slowest, took ?? timeoutMs)
        if (took === undefined) {
          this.fail(node, peer, now)
          silent.add(peer)
          continue
        }
        this.meet(node, peer)
        this.meet(peer, node)
        heard.push(...nearestTo(target, this.contacts(peer), k))
      }
      tookMs += slowest
      nearest = nearestTo(target, new Set([...nearest, ...heard]), k)
    }
    // Others remember a node that is dead: it belongs to the list only if this node has not forgotten it itself.
    const known = new Set(this.contacts(node))
    const list = nearest.filter((id) => id === node || !silent.has(id) || known.has(id))
    return { list, tookMs, hops: asked.size - 1 }
  }

  #table(node: NodeId): Map<number, Contact[]> {
    const table = this.#tables.get(node) ?? new Map()
    this.#tables.set(node, table)
    return table
  }

  #bucket(node: NodeId, peer: NodeId): Contact[] {
    const table = this.#table(node)
    const shared = sharedBits(positionOf(node), positionOf(peer))
    const bucket = table.get(shared) ?? []
    table.set(shared, bucket)
    return bucket
  }
}

/** The `count` nodes nearest to a key, nearest first: who they would be if everybody knew everybody. */
export function nearestToKey(key: Key, nodes: Iterable<NodeId>, count: number): NodeId[] {
  return nearestTo(positionOf(key), nodes, count)
}

function nearestTo(target: string, nodes: Iterable<NodeId>, count: number): NodeId[] {
  const found = [...nodes].map((id) => ({ id, distance: distanceOf(target, positionOf(id)) }))
  return found
    .sort((a, b) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : 0))
    .slice(0, count)
    .map(({ id }) => id)
}

/** XOR of the first 48 bits, which is exact in a double: enough to tell a few thousand nodes apart. */
function distanceOf(a: string, b: string): number {
  const high = (Number.parseInt(a.slice(0, 6), 16) ^ Number.parseInt(b.slice(0, 6), 16)) * 0x1000000
  return high + (Number.parseInt(a.slice(6, 12), 16) ^ Number.parseInt(b.slice(6, 12), 16))
}

function sharedBits(a: string, b: string): number {
  const distance = distanceOf(a, b)
  let bits = 48
  for (let rest = distance; rest >= 1; rest /= 2) bits--
  return bits
}

const positions = new Map<string, string>()

/** SHA-256 of the name, in hex: where a node or a key lies. */
function positionOf(name: string): string {
  let position = positions.get(name)
  if (position === undefined) {
    position = createHash('sha256').update(name).digest('hex')
    positions.set(name, position)
  }
  return position
}
