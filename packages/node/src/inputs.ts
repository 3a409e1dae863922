// Everything that can happen to a node. Time comes with each input, as an argument of `step`.
import type { RingStart } from '@halley/membership'
import type { Caller, ClientRequest, Failure, Key, Message, Millis, NodeId, Wake } from '@halley/model'
import type { Debt, Outcome, Waiting } from '@halley/objects'
import type { BackgroundInput, Copy, Damage, PreferenceList } from '@halley/replication'

export type Input =
  /** A client of this node asks; `id` is the driver's name for it. */
  | {
      readonly type: 'client.request'
      readonly id: number
      readonly request: ClientRequest
      readonly caller: Caller
      /** A get whose caller has a capability: how long its client waits for a later reply. */
      readonly waitMs?: Millis | undefined
    }
  | { readonly type: 'message.received'; readonly from: NodeId; readonly message: Message }
  /** The channel to the peer stands. */
  | { readonly type: 'peer.connected'; readonly peer: NodeId }
  /** The channel broke, or could not be set up: what was sent may not have arrived. */
  | { readonly type: 'peer.lost'; readonly peer: NodeId }
  /** The nodes nearest to the key, nearest first, this one included where it belongs. */
  | { readonly type: 'placement.found'; readonly key: Key; readonly list: PreferenceList }
  /** Nodes joined or left the overlay: remembered lists may be outdated. With `lost`, nobody came. */
  | { readonly type: 'placement.changed'; readonly lost?: boolean }
  /** The neighbourhood, the index, what an operator wants repaired. */
  | BackgroundInput
  | { readonly type: 'storage.loaded'; readonly key: Key; readonly copy: Copy }
  /** With `damage`, what the disk has of the key can never be read again. */
  | {
      readonly type: 'storage.unloaded'
      readonly key: Key
      readonly failure: Failure
      readonly damage?: Damage
    }
  /** Timers that the disk has, the next first: at the start the first ones, and whenever `storage.wakes` asks. `last`: no more. */
  | { readonly type: 'storage.upcoming'; readonly wakes: readonly Wake[]; readonly last: boolean }
  /** The write is durable. */
  | { readonly type: 'storage.written'; readonly id: number }
  /** Nothing of the write is on the disk. */
  | { readonly type: 'storage.unwritten'; readonly id: number; readonly failure: Failure }
  /** A hint that the disk holds from before the start. */
  | { readonly type: 'storage.hinted'; readonly home: NodeId; readonly key: Key }
  /** What objects and owners owed when the node stopped, as far as it was written down. */
  | { readonly type: 'storage.owed'; readonly debts: readonly Debt[] }
  /** With a ring, the first input: what the disk and the operator say. */
  | { readonly type: 'membership.started'; readonly start: RingStart }
  /** The membership that was given last is durable. */
  | { readonly type: 'membership.stored' }
  /** The disk did not take it. */
  | { readonly type: 'membership.unstored' }
  /** An operator's act: this node leaves the ring for good, or removes a member that is gone for good. */
  | { readonly type: 'membership.leave'; readonly id: number; readonly member: NodeId }
  | { readonly type: 'sandbox.finished'; readonly turn: number; readonly outcome: Outcome | Waiting }
  /** The deadline that the node asked for has passed. */
  | { readonly type: 'time.reached' }
