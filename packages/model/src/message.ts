// What nodes say to each other. A message that asks carries an id, which its answer repeats.
import type { Failure } from './failure.ts'
import type { Key } from './key.ts'
import type { ObjectRecord } from './record.ts'
import type { Caller, ClientRequest, ClientResponse, NodeId } from './request.ts'

/** Names one question of one node; chosen by the asker. */
export type MessageId = number

export type Message =
  /** A client's request, handed to its coordinator. The caller is the sender: the channel proves it. */
  | {
      readonly type: 'request'
      readonly id: MessageId
      readonly request: ClientRequest
      readonly caller: Caller
    }
  | { readonly type: 'response'; readonly id: MessageId; readonly response: ClientResponse }
  /**
   * A coordinator is about to supersede versions that the client has not seen, for the question `request`: does who asked
   * it still wait? One who has turned to another coordinator does not, and answers `failed`.
   */
  | { readonly type: 'confirm'; readonly id: MessageId; readonly request: MessageId }
  | { readonly type: 'confirmed'; readonly id: MessageId }
  /** A coordinator reads a replica. */
  | { readonly type: 'read'; readonly id: MessageId; readonly key: Key }
  | { readonly type: 'record'; readonly id: MessageId; readonly record: ObjectRecord }
  /** A coordinator writes, repairs, or hands a hinted copy home. `hint` names the home that this copy is kept for. */
  | {
      readonly type: 'write'
      readonly id: MessageId
      readonly key: Key
      readonly record: ObjectRecord
      readonly hint?: NodeId
    }
  /** The copy is durable. */
  | { readonly type: 'stored'; readonly id: MessageId }
  /** The replica could not read or store. */
  | { readonly type: 'failed'; readonly id: MessageId; readonly failure: Failure }
  /** Are you there? */
  | { readonly type: 'ping'; readonly id: MessageId }
  | { readonly type: 'pong'; readonly id: MessageId }
