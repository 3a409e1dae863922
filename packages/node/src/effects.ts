// Everything a node asks of the world. The order of effects carries no meaning: what must come after a durable write
// is emitted only once `storage.written` has come in.
import type { ClientResponse, Key, Message, NodeId } from '@halley/model'
import type { Invocation } from '@halley/objects'
import type { Store } from '@halley/replication'

export type Effect =
  /** The answer to `client.request`, exactly one. */
  | { readonly type: 'client.respond'; readonly id: number; readonly response: ClientResponse }
  /** Best effort: a loss shows as `peer.lost` or as silence. */
  | { readonly type: 'message.send'; readonly to: NodeId; readonly message: Message }
  /** Answered by `placement.found`. */
  | { readonly type: 'placement.find'; readonly key: Key }
  /** Answered by `storage.loaded` or `storage.unloaded`. */
  | { readonly type: 'storage.load'; readonly key: Key }
  /** Answered by `storage.written` or `storage.unwritten`. */
  | { readonly type: 'storage.store'; readonly id: number; readonly store: Store }
  /** Answered by `sandbox.finished`. */
  | { readonly type: 'sandbox.invoke'; readonly turn: number; readonly invocation: Invocation }
