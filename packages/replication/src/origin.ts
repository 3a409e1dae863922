// Whose request a turn serves: this node's own client's, or one that a peer handed over.
import type { MessageId, NodeId } from '@halley/model'

export type Origin = { readonly client: number } | { readonly peer: NodeId; readonly question: MessageId }
