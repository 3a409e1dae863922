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

interface Table {
  /** By how many bits their members share with the node. */
  readonly buckets: Map<number, Contact[]>
  /** The members of all buckets. */
  readonly members: Map<NodeId, Contact>
  /** Their ids, bucket by bucket, as long as nobody comes or goes. */
  listed: readonly NodeId[] | undefined
}

export class Overlay {
  readonly #options: OverlayOptions
  readonly #tables = new Map<NodeId, Table>()
  readonly #positionOf: (name: string) => Position

  /** @param place where a node or a key lies, if not at SHA-256 of its name */
  constructor(options: OverlayOptions, place?: (name: string) => Uint8Array) {
    this.#options = options
    this.#positionOf = place === undefined ? positionOf : positionsBy(place)
  }

  /** `node` has heard of `peer`. A bucket that is full keeps who is in it: old contacts are the likeliest to stay. */
  meet(node: NodeId, peer: NodeId): void {
    if (node === peer) return
    const table = this.#table(node)
    const known = table.members.get(peer)
    if (known !== undefined) {
      known.failingSince = undefined
      return
    }
    const bucket = this.#bucket(table, node, peer)
    if (bucket.length >= this.#options.k) return
    const contact = { id: peer, failingSince: undefined }
    bucket.push(contact)
    table.members.set(peer, contact)
    table.listed = undefined
  }

  /** `node` failed to reach `peer`. */
  fail(node: NodeId, peer: NodeId, now: Millis): void {
    const table = this.#table(node)
    const bucket = this.#bucket(table, node, peer)
    const contact = table.members.get(peer)
    if (contact === undefined) return
    contact.failingSince ??= now
    if (now - contact.failingSince < this.#options.forgetAfterMs) return
    bucket.splice(bucket.indexOf(contact), 1)
    table.members.delete(peer)
    table.listed = undefined
  }

  /** Everybody in the node's table: the same list as long as nobody comes or goes. */
  contacts(node: NodeId): readonly NodeId[] {
    const table = this.#table(node)
    table.listed ??= [...table.buckets.values()].flatMap((bucket) => bucket.map(({ id }) => id))
    return table.listed
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
    const seen = new Set([node, ...this.contacts(node)])
    let nearest = this.#nearest(target, seen)
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
        for (const id of this.#told(target, peer)) {
          if (seen.has(id)) continue
          seen.add(id)
          heard.push(id)
        }
      }
      tookMs += slowest
      if (heard.length > 0) nearest = this.#nearest(target, [...nearest, ...heard])
    }
    // Others remember a node that is dead: it belongs to the list only if this node has not forgotten it itself.
    const { members } = this.#table(node)
    const list = nearest.filter((id) => !silent.has(id) || members.has(id))
    return { list, tookMs, hops: asked.size - 1 }
  }

  // Who a peer answers with: the k nearest that it knows.
  #told(target: Position, peer: NodeId): readonly NodeId[] {
    const contacts = this.contacts(peer)
    return contacts.length <= this.#options.k ? contacts : this.#nearest(target, contacts)
  }

  #nearest(target: Position, nodes: Iterable<NodeId>): NodeId[] {
    return nearestTo(target, nodes, this.#options.k, this.#positionOf)
  }

  #table(node: NodeId): Table {
    let table = this.#tables.get(node)
    if (table === undefined) {
      table = { buckets: new Map(), members: new Map(), listed: undefined }
      this.#tables.set(node, table)
    }
    return table
  }

  #bucket({ buckets }: Table, node: NodeId, peer: NodeId): Contact[] {
    const shared = sharedBits(this.#positionOf(node), this.#positionOf(peer))
    const bucket = buckets.get(shared) ?? []
    buckets.set(shared, bucket)
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
