/**
 * The roster: the Halley nodes this node knows, and the rule by which one is forgotten.
 *
 * A home replica that restarts must not lose its place among the nearest, or its objects would move away and
 * back; a node that is gone for good must not keep it. Hence: a node enters when it was reached and told us
 * that it speaks Halley and where it can be dialled. It stays while it is connected. Losing the connection
 * changes nothing. The first failed dial after that starts a clock; a dial that succeeds stops it; a dial that
 * fails when the clock shows `forgetAfterMs` or more removes the node. A connection that was merely pruned is
 * no evidence, so its node stays until the roster is full and the longest unconnected nodes make room.
 *
 * Pure: time comes in as an argument.
 */
import { kadId, nearestTo, sharedPrefixBits } from './nearest.ts'
import type { NodeId } from './port.ts'

export interface KnownPeer {
  readonly id: NodeId
  /** SHA-256 of its multihash. */
  readonly position: Uint8Array
  addresses: readonly string[]
  connected: boolean
  /** When the connection was lost or the node last heard of, in milliseconds. */
  lastSeenMs: number
  /** The first of the failed dials since, in milliseconds. */
  failingSinceMs: number | undefined
}

/** 4,096 nodes at some 1 KB each; a scan for the nearest stays below 100 µs. */
const MAX_KNOWN_PEERS = 4096

export class Roster {
  readonly self: NodeId
  readonly #selfPosition: Uint8Array
  readonly #forgetAfterMs: number
  readonly #capacity: number
  readonly #peers = new Map<NodeId, KnownPeer>()

  constructor(self: NodeId, forgetAfterMs: number, capacity: number = MAX_KNOWN_PEERS) {
    this.self = self
    this.#selfPosition = kadId(self)
    this.#forgetAfterMs = forgetAfterMs
    this.#capacity = capacity
  }

  get size(): number {
    return this.#peers.size
  }

  has(id: NodeId): boolean {
    return this.#peers.has(id)
  }

  get(id: NodeId): KnownPeer | undefined {
    return this.#peers.get(id)
  }

  all(): IterableIterator<KnownPeer> {
    return this.#peers.values()
  }

  /** The node is connected, speaks Halley and can be dialled at `addresses`. True when it is new. */
  reached(id: NodeId, addresses: readonly string[], nowMs: number): boolean {
    const known = this.#peers.get(id)
    if (known !== undefined) {
      known.addresses = addresses
      known.connected = true
      known.lastSeenMs = nowMs
      known.failingSinceMs = undefined
      return false
    }
    if (this.#peers.size >= this.#capacity && !this.#makeRoom()) return false
    const peer = {
      id,
      position: kadId(id),
      addresses,
      connected: true,
      lastSeenMs: nowMs,
      failingSinceMs: undefined
    }
    this.#peers.set(id, peer)
    return true
  }

  /** Its last connection is gone. */
  lost(id: NodeId, nowMs: number): void {
    const known = this.#peers.get(id)
    if (known === undefined) return
    known.connected = false
    known.lastSeenMs = nowMs
  }

  /** A dial failed. True when that was the last straw and the node is forgotten. */
  dialFailed(id: NodeId, nowMs: number): boolean {
    const known = this.#peers.get(id)
    if (known === undefined || known.connected) return false
    known.failingSinceMs ??= nowMs
    if (nowMs - known.failingSinceMs < this.#forgetAfterMs) return false
    return this.#peers.delete(id)
  }

  /** The `count` nodes nearest to a position, this node among them. */
  nearest(position: Uint8Array, count: number): NodeId[] {
    const self = { id: this.self, position: this.#selfPosition }
    const everyone = function* (peers: Iterable<{ id: NodeId; position: Uint8Array }>) {
      yield self
      yield* peers
    }
    return nearestTo(position, everyone(this.#peers.values()), (peer) => peer.position, count).map(
      (peer) => peer.id
    )
  }

  /** How many nodes, this one included, share at least `bits` leading bits with a position. */
  countWithin(position: Uint8Array, bits: number): number {
    let count = sharedPrefixBits(position, this.#selfPosition) >= bits ? 1 : 0
    for (const peer of this.#peers.values()) if (sharedPrefixBits(position, peer.position) >= bits) count++
    return count
  }

  #makeRoom(): boolean {
    let oldest: KnownPeer | undefined
    for (const peer of this.#peers.values()) {
      if (!peer.connected && (oldest === undefined || peer.lastSeenMs < oldest.lastSeenMs)) oldest = peer
    }
    return oldest !== undefined && this.#peers.delete(oldest.id)
  }
}
