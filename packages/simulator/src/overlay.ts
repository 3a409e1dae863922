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
  failingSince: Millis | undefined
}

export class Overlay {
  readonly #options: OverlayOptions
  readonly #tables = new Map<NodeId, Map<number, Contact[]>>()
  /** Everybody in a table, as long as it does not change. */
  readonly #contacts = new Map<NodeId, readonly NodeId[]>()

  readonly #positionOf: (name: string) => Position

  /** @param place where a node or a key lies, if not at SHA-256 of its name */
  constructor(options: OverlayOptions, place?: (name: string) => Uint8Array) {
    this.#options = options
    this.#positionOf = place === undefined ? positionOf : positionsBy(place)
  }

  /** `node` has heard of `peer`. A bucket that is full keeps who is in it: old contacts are the likeliest to stay. */
  meet(node: NodeId, peer: NodeId): void {
    if (node === peer) return
    const bucket = this.#bucket(node, peer)
    const known = bucket.find(({ id }) => id === peer)
    if (known !== undefined) known.failingSince = undefined
    else if (bucket.length < this.#options.k) {
      bucket.push({ id: peer, failingSince: undefined })
      this.#contacts.delete(node)
    }
  }

  /** `node` failed to reach `peer`. */
  fail(node: NodeId, peer: NodeId, now: Millis): void {
    const bucket = this.#bucket(node, peer)
    const at = bucket.findIndex(({ id }) => id === peer)
    const contact = bucket[at]
    if (contact === undefined) return
    contact.failingSince ??= now
    if (now - contact.failingSince < this.#options.forgetAfterMs) return
    bucket.splice(at, 1)
    this.#contacts.delete(node)
  }

  /** Everybody in the node's table. */
  contacts(node: NodeId): readonly NodeId[] {
    let known = this.#contacts.get(node)
    if (known === undefined) {
      known = [...this.#table(node).values()].flatMap((bucket) => bucket.map(({ id }) => id))
      this.#contacts.set(node, known)
    }
    return known
  }

  /** `node` looks for the k nodes nearest to a key; who is asked learns of `node`. */
  lookup(node: NodeId, key: Key, now: Millis, roundTrip: RoundTrip): Lookup {
    return this.#walk(node, this.#positionOf(key), now, roundTrip)
  }

  /** `node` looks for itself: this is how a newcomer becomes known to its neighbours. */
  join(node: NodeId, now: Millis, roundTrip: RoundTrip): Lookup {
    return this.#walk(node, this.#positionOf(node), now, roundTrip)
  }

  #walk(node: NodeId, target: Position, now: Millis, roundTrip: RoundTrip): Lookup {
    const { alpha, timeoutMs } = this.#options
    const asked = new Set<NodeId>([node])
    const silent = new Set<NodeId>()
    let nearest = this.#nearest(target, [node, ...this.contacts(node)])
    let tookMs = 0
    for (;;) {
      const round = nearest.filter((id) => !asked.has(id)).slice(0, alpha)
      if (round.length === 0) break
      let slowest = 0
      const heard: NodeId[] = []
      for (const peer of round) {
        asked.add(peer)
        const took = roundTrip(node, peer) ?? Number.POSITIVE_INFINITY
        slowest = Math.max(slowest, Math.min(took, timeoutMs))
        if (took > timeoutMs) {
          this.fail(node, peer, now)
          silent.add(peer)
          continue
        }
        this.meet(node, peer)
        this.meet(peer, node)
        heard.push(...this.#nearest(target, this.contacts(peer)))
      }
      tookMs += slowest
      nearest = this.#nearest(target, new Set([...nearest, ...heard]))
    }
    // Others remember a node that is dead: it belongs to the list only if this node has not forgotten it itself.
    const known = new Set(this.contacts(node))
    const list = nearest.filter((id) => id === node || !silent.has(id) || known.has(id))
    return { list, tookMs, hops: asked.size - 1 }
  }

  #nearest(target: Position, nodes: Iterable<NodeId>): NodeId[] {
    return nearestTo(target, nodes, this.#options.k, this.#positionOf)
  }

  #table(node: NodeId): Map<number, Contact[]> {
    const table = this.#tables.get(node) ?? new Map()
    this.#tables.set(node, table)
    return table
  }

  #bucket(node: NodeId, peer: NodeId): Contact[] {
    const table = this.#table(node)
    const shared = sharedBits(this.#positionOf(node), this.#positionOf(peer))
    const bucket = table.get(shared) ?? []
    table.set(shared, bucket)
    return bucket
  }
}

/** The `count` nodes nearest to a key, nearest first: who they would be if everybody knew everybody. */
export function nearestToKey(key: Key, nodes: Iterable<NodeId>, count: number): NodeId[] {
  return nearestTo(positionOf(key), nodes, count, positionOf)
}

function nearestTo(
  target: Position,
  nodes: Iterable<NodeId>,
  count: number,
  place: (name: string) => Position
): NodeId[] {
  const found: { readonly id: NodeId; readonly distance: number }[] = []
  for (const id of nodes) {
    const distance = distanceOf(target, place(id))
    const full = found.length === count
    if (full && distance >= (found[count - 1]?.distance ?? 0)) continue
    if (full) found.pop()
    let at = found.length
    while (at > 0 && (found[at - 1]?.distance ?? 0) > distance) at--
    found.splice(at, 0, { id, distance })
  }
  return found.map(({ id }) => id)
}

/** The first 48 bits of SHA-256 of the name, in two halves: enough to tell a few thousand nodes apart. */
interface Position {
  readonly high: number
  readonly low: number
}

/** XOR, which is exact in a double. */
function distanceOf(a: Position, b: Position): number {
  return (a.high ^ b.high) * 0x1000000 + (a.low ^ b.low)
}

function sharedBits(a: Position, b: Position): number {
  const high = a.high ^ b.high
  return high === 0 ? 24 + Math.clz32(a.low ^ b.low) - 8 : Math.clz32(high) - 8
}

/** Where a node or a key lies unless somebody says otherwise: at SHA-256 of its name. */
const positionOf = positionsBy((name) => createHash('sha256').update(name).digest())

function positionsBy(place: (name: string) => Uint8Array): (name: string) => Position {
  const positions = new Map<string, Position>()
  return (name) => {
    let position = positions.get(name)
    if (position === undefined) {
      const bytes = Buffer.from(place(name))
      position = { high: bytes.readUIntBE(0, 3), low: bytes.readUIntBE(3, 3) }
      positions.set(name, position)
    }
    return position
  }
}
