// What the objects core asks for, and what it answers.
import type { ClientResponse, Edit, EncodedValue, Key, NodeId, ObjectRecord, Quorum } from '@halley/model'
import type { Invocation } from './invocation.ts'

/** An object as a quorum knows it, with this replica's own state and who answered. */
export interface ReadObject {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
  readonly quorum: Quorum
  /** Nodes responsible, nearest first. */
  readonly list: readonly NodeId[]
  readonly answers: ReadonlyMap<NodeId, ObjectRecord | undefined>
}

/** How widely to read. */
export interface ReadScope {
  /** Wait for everybody who is asked, not just for R. */
  readonly everyone: boolean
  /** That nothing is there may be taken from nodes that are no homes: a put makes the object then, whatever others have. */
  readonly maybeNew: boolean
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
  /** The replica's own state; null: forget it. */
  readonly local?: EncodedValue | null
}

export type ObjectsEffect =
  | { readonly type: 'read'; readonly turn: number; readonly key: Key; readonly scope: ReadScope }
  | { readonly type: 'refresh'; readonly turn: number; readonly key: Key }
  | { readonly type: 'invoke'; readonly turn: number; readonly invocation: Invocation }
  | { readonly type: 'commit'; readonly turn: number; readonly commit: Commit }
  /** Does the one who asked still wait? Answered by `permitted`. */
  | { readonly type: 'permit'; readonly turn: number }
  /** The turn of a merge is over; done: whatever came of it, the object was read and, where need be, written. */
  | { readonly type: 'merged'; readonly turn: number; readonly done: boolean }
  | { readonly type: 'respond'; readonly turn: number; readonly response: ClientResponse }
