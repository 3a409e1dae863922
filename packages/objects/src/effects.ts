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

export type ObjectsEffect =
  | { readonly type: 'read'; readonly turn: number; readonly key: Key; readonly everyone: boolean }
  | { readonly type: 'refresh'; readonly turn: number; readonly key: Key }
  | { readonly type: 'invoke'; readonly turn: number; readonly invocation: Invocation }
  | {
      readonly type: 'commit'
      readonly turn: number
      readonly commit: {
        readonly key: Key
        readonly base: ObjectRecord
        readonly edits: readonly Edit[]
        readonly quorum: Quorum
        readonly local?: EncodedValue | null
      }
    }
  | { readonly type: 'respond'; readonly turn: number; readonly response: ClientResponse }
