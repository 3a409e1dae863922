/**
 * The port: all that the rest of Halley sees of a network.
 *
 * Two twins implement it, libp2p (`libp2p/network.ts`) and memory (`memory.ts`); `test/conformance.ts` holds
 * both against the same sentences. The port is deliberately poor: frames of bytes between node ids, who is
 * nearest to a key, who is there. Requests, deadlines and retries belong to the cores above.
 *
 *     const network = await createLibp2pNetwork({ privateKey, listen: ['/ip4/0.0.0.0/tcp/0'], events })
 *     const [nearest] = await network.closest('greeting', 3)
 *     network.send(nearest, frame)          // returns at once; the answer arrives in events.onFrame
 */
import type { NetworkError } from './errors.ts'

/** A libp2p peer id in base58btc (`12D3Koo…`). The memory twin takes any string. */
export type NodeId = string

export interface Network {
  readonly self: NodeId

  /** Multiaddrs under which others can dial this node, each ending in `/p2p/<self>`. */
  addresses(): string[]

  /**
   * Queues one frame and returns at once; never throws. The network keeps the array until it is written, so
   * the caller must not change it. Frames to one peer arrive in the order sent, or not at all: a gap is
   * possible when a connection breaks, a reordering or duplicate is not. What is known not to have left is
   * reported by `onUndeliverable`; a frame that was on the wire when the connection broke is reported by
   * nobody, which is why requests carry deadlines. A frame to `self` comes back through `onFrame`.
   */
  send(to: NodeId, frame: Uint8Array): void

  /**
   * The `count` nodes nearest to SHA-256(key) by XOR, nearest first, this node included if it belongs. Never
   * rejects: in doubt it answers from what is known locally. Costs microseconds when the neighbourhood of the
   * key is known, one iterative lookup (bounded by `lookupTimeoutMs`) when it is not.
   */
  closest(key: string, count: number): Promise<NodeId[]>

  /** Somebody says that a peer can be dialled at these multiaddrs: tried when there is something to send to it. */
  learn(peer: NodeId, addresses: readonly string[]): void

  /** The Halley nodes known here, this node excepted. */
  peers(): PeerView[]

  /** The nodes that `closest` answers with, this one among them, and where they lie: 32 bytes, not to be changed. */
  neighbours(): { readonly id: NodeId; readonly position: Uint8Array }[]

  /**
   * Closes everything. Frames sent before are given a moment to leave; no callback comes from the call on.
   * Idempotent.
   */
  stop(): Promise<void>
}

export interface PeerView {
  readonly id: NodeId
  readonly addresses: string[]
  readonly connected: boolean
  /** Round trip of the last heartbeat, in milliseconds, where one was measured. */
  readonly rttMs?: number
}

/** What the network tells its owner. Callbacks must not throw: a throw is the owner's bug and surfaces as such. */
export interface NetworkEvents {
  /**
   * One frame arrived, in the order sent. It is a view on a receive buffer of up to 64 KB that nobody else
   * writes to: keeping it is safe, keeping many tiny ones for long pins their buffers, so copy those.
   */
  onFrame(from: NodeId, frame: Uint8Array): void
  /** A connection to a peer that speaks Halley is up. Once until the matching `onDisconnected`. */
  onConnected(peer: NodeId): void
  /** The last connection to the peer is gone. */
  onDisconnected(peer: NodeId): void
  /** So many frames to this peer were given up. `reason` is the last of their reasons. */
  onUndeliverable(peer: NodeId, frames: number, reason: NetworkError): void
  /** A peer broke the protocol; its stream was closed. */
  onFault?(fault: NetworkError): void
}
