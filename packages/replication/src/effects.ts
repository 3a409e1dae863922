// What the replication core asks for, and what it answers.
import type {
  Caller,
  ClientRequest,
  ClientResponse,
  Dot,
  Failure,
  Key,
  Message,
  NodeId,
  ObjectRecord
} from '@halley/model'
import type { MissedEffect } from './absentees.ts'
import type { RepairedEffect } from './anti-entropy.ts'
import type { Copy, Store } from './copy.ts'
import type { RememberEffect } from './exchange/absence.ts'
import type { ListEffect } from './exchange/listings.ts'
import type { MergeEffect } from './exchange/meetings.ts'
import type { Reconciled } from './reads.ts'
import type { LoadEffect } from './replica.ts'
import type { TimetableEffect } from './timetable.ts'

export type ReplicationEffect =
  // for the world
  | { readonly type: 'send'; readonly to: NodeId; readonly message: Message }
  | { readonly type: 'locate'; readonly key: Key }
  | LoadEffect
  | { readonly type: 'store'; readonly id: number; readonly store: Store }
  | ListEffect
  | RememberEffect
  | RepairedEffect
  | TimetableEffect
  | { readonly type: 'answer'; readonly id: number; readonly response: ClientResponse }
  // for membership
  | { readonly type: 'silent'; readonly peer: NodeId }
  | MissedEffect
  // for what compares replicas in the background
  | { readonly type: 'met'; readonly key: Key }
  // for the objects
  | MergeEffect
  | {
      readonly type: 'coordinate'
      readonly id: number
      readonly request: ClientRequest
      readonly caller: Caller
    }
  | { readonly type: 'reconciled'; readonly turn: number; readonly reconciled: Reconciled }
  | { readonly type: 'refreshed'; readonly turn: number; readonly copy: Copy }
  | { readonly type: 'permitted'; readonly turn: number; readonly granted: boolean }
  | { readonly type: 'unread'; readonly turn: number; readonly failure: Failure }
  | {
      readonly type: 'committed'
      readonly turn: number
      readonly record: ObjectRecord
      readonly dots: readonly Dot[]
    }
  | { readonly type: 'uncommitted'; readonly turn: number; readonly failure: Failure }
