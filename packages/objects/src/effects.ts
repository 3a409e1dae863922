// What the objects core asks for, and what it answers.
import type {
  ClientResponse,
  Edit,
  EncodedValue,
  Failure,
  Key,
  NodeId,
  ObjectRecord,
  Quorum
} from '@halley/model'
import type { Call, Resumption } from './call.ts'
import type { Invocation, LateReply } from './invocation.ts'

/** An object as a quorum knows it, with this replica's own state and who answered. */
export interface ReadObject {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
  readonly quorum: Quorum
  /** Nodes responsible, nearest first. */
  readonly list: readonly NodeId[]
  /** Nodes that keep copies besides, as far as is known here. */
  readonly leased?: readonly NodeId[]
  readonly answers: ReadonlyMap<NodeId, ObjectRecord | undefined>
}

/** How widely to read. */
export interface ReadScope {
  /** Wait for everybody who is asked, not just for R. */
  readonly everyone: boolean
  /** That nothing is there may be taken from nodes that are no homes: a put makes the object then, whatever others have. */
  readonly maybeNew: boolean
  /** R of the homes will do, as long as they agree. */
  readonly narrow: boolean
  /** What the request says the object's replication shall be; the object's own, once it is known, goes before it. */
  readonly quorum?: Quorum
}

/** What a turn wants made durable. */
export interface Commit {
  readonly key: Key
  /** The record that the edits were decided on. */
  readonly base: ObjectRecord
  readonly edits: readonly Edit[]
  readonly quorum: Quorum
  /** Homes that the object had before, where it has fewer now. */
  readonly formerN?: number
  /** The replica's own state; null: forget it. */
  readonly local?: EncodedValue | null
}

/** An operation in the network that the handler of an object asks for: answered by `called`. */
export interface CallEffect {
  readonly type: 'call'
  readonly turn: number
  /** Of the object whose handler calls. */
  readonly key: Key
  /** How many handlers wait for what is asked. */
  readonly depth: number
  readonly call: Call
}

export type ObjectsEffect =
  | { readonly type: 'read'; readonly turn: number; readonly key: Key; readonly scope: ReadScope }
  | { readonly type: 'refresh'; readonly turn: number; readonly key: Key }
  | { readonly type: 'invoke'; readonly turn: number; readonly invocation: Invocation }
  /** Answered by `finished`, like `invoke`. */
  | { readonly type: 'resume'; readonly turn: number; readonly resumption: Resumption }
  /** The handler is not gone on with. */
  | { readonly type: 'drop'; readonly turn: number; readonly key: Key; readonly chain: string }
  /** What a handler yielded is not to be: its failure, for the object's log. */
  | {
      readonly type: 'rejected'
      readonly turn: number
      readonly key: Key
      readonly event: Invocation['event']
      readonly failure: Failure
    }
  | CallEffect
  /** What the event replies to earlier callers, by their capabilities. Its write is durable. */
  | {
      readonly type: 'reply'
      readonly turn: number
      readonly key: Key
      readonly replies: readonly LateReply[]
    }
  /** The object is to choose who holds copies: an event of its own, where this node is the first that is up. */
  | { readonly type: 'select'; readonly turn: number; readonly key: Key }
  /** It has chosen these nodes: they are asked for leases, and sent what they lack. */
  | {
      readonly type: 'place'
      readonly turn: number
      readonly key: Key
      readonly nodes: readonly NodeId[]
    }
  /** The event is over, and durable: these nodes, which took leases, are sent what it left. */
  | {
      readonly type: 'spread'
      readonly turn: number
      readonly key: Key
      readonly nodes: readonly NodeId[]
    }
  | { readonly type: 'commit'; readonly turn: number; readonly commit: Commit }
  /** Does the one who asked still wait? Answered by `permitted`. */
  | { readonly type: 'permit'; readonly turn: number }
  /** The turn of a merge or a tick is over; done: whatever came of it, the object was read and, where need be, written. */
  | { readonly type: 'ended'; readonly turn: number; readonly done: boolean }
  | { readonly type: 'respond'; readonly turn: number; readonly response: ClientResponse }
