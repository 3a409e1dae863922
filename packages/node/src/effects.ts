// Everything a node asks of the world. The order of effects carries no meaning: what must come after a durable write
// is emitted only once `storage.written` has come in.
import type { ClientResponse, Failure, Key, Membership, Message, NodeId, Wake } from '@halley/model'
import type { Debt, Invocation, Resumption } from '@halley/objects'
import type { AllRepair, Attendance, KeyRepair, Listing, Store } from '@halley/replication'

export type Effect =
  /** The answer to `client.request`, exactly one. */
  | { readonly type: 'client.respond'; readonly id: number; readonly response: ClientResponse }
  /** The answer to `operator.repair`: for everything at once, for a key when it was tried. */
  | { readonly type: 'operator.repaired'; readonly id: number; readonly report: KeyRepair | AllRepair }
  /** Best effort: a loss shows as `peer.lost` or as silence. */
  | { readonly type: 'message.send'; readonly to: NodeId; readonly message: Message }
  /** Answered by `placement.found`. */
  | { readonly type: 'placement.find'; readonly key: Key }
  /** Answered by `storage.loaded` or `storage.unloaded`. `fresh`: by what is on the disk, even where that is known. */
  | { readonly type: 'storage.load'; readonly key: Key; readonly fresh?: true }
  /** Answered by `storage.written` or `storage.unwritten`. */
  | { readonly type: 'storage.store'; readonly id: number; readonly store: Store }
  /** Answered by `storage.listed`. */
  | { readonly type: 'storage.list'; readonly id: number; readonly listing: Listing }
  /** The next timers behind `after`, in their order, `most` at the most: answered by `storage.upcoming`. */
  | { readonly type: 'storage.wakes'; readonly after?: Wake; readonly most: number }
  /** Best effort: the node asks for it at its next start. */
  | { readonly type: 'storage.remember'; readonly attendance: Attendance }
  /** What is owed has changed (objects/src/debts.ts). Best effort: the node is told of it at its next start, by `storage.owed`. */
  | { readonly type: 'storage.owe'; readonly debts: readonly Debt[] }
  /** Answered by `sandbox.finished`. */
  | { readonly type: 'sandbox.invoke'; readonly turn: number; readonly invocation: Invocation }
  /** A handler that waits goes on: answered by `sandbox.finished`. */
  | { readonly type: 'sandbox.resume'; readonly turn: number; readonly resumption: Resumption }
  /** A handler that waits is given up. */
  | { readonly type: 'sandbox.drop'; readonly turn: number; readonly key: Key; readonly chain: string }
  /** What a handler yielded is not to be: its failure, for the object's log. */
  | {
      readonly type: 'sandbox.rejected'
      readonly turn: number
      readonly key: Key
      readonly event: Invocation['event']
      readonly failure: Failure
    }
  /** What this node knows of the ring: one at a time, answered by `membership.stored` or `membership.unstored`. */
  | { readonly type: 'membership.store'; readonly membership: Membership }
  /** The answer to `membership.leave`, exactly one: when it is durable, and for this node itself when all is moved. */
  | { readonly type: 'membership.departed'; readonly id: number; readonly failure?: Failure }
  /** This node has left the ring and holds nothing any more: it may stop. */
  | { readonly type: 'membership.gone' }
  /** Where a peer can be reached. */
  | { readonly type: 'peer.addresses'; readonly peer: NodeId; readonly addresses: readonly string[] }
