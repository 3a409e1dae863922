// What a handler may ask of the network while it waits: comet.get, comet.put, comet.delete and comet.lookup, and what they are answered.
import type { EncodedValue, Failure, Key, NodeId, Usage } from '@halley/model'
import type { Invocation } from './invocation.ts'

export interface Call {
  /** Names the call within its chain. */
  readonly id: number
  readonly type: 'get' | 'put' | 'delete' | 'lookup'
  readonly key: Key
  /** The nodes to ask, or to give the object to. */
  readonly nodes?: readonly NodeId[]
  /** The argument of a get or a delete. */
  readonly payload?: EncodedValue
  /** What is put; absent: the object itself, as the event leaves it. */
  readonly value?: EncodedValue
}

/** What one node's own copy answered; of a put of the object itself: that it keeps a copy, or why not. */
export type NodeAnswer =
  | { readonly node: NodeId }
  | { readonly node: NodeId; readonly value: EncodedValue }
  | { readonly node: NodeId; readonly failure: Failure }

/** What the promise is resolved with: of a get, put or delete of another object, of a get of nothing, of a lookup, of a get from named nodes. */
export type CallAnswer =
  | { readonly value: EncodedValue }
  | { readonly absent: true }
  | { readonly nodes: readonly NodeId[] }
  | { readonly answers: readonly NodeAnswer[] }

export type CallResult =
  | { readonly id: number; readonly ok: true; readonly answer: CallAnswer }
  /** The promise is rejected, with an Error that has the code. */
  | { readonly id: number; readonly ok: false; readonly failure: Failure }

/** The handler waits: what it did so far counts when it has come to its end. */
export interface Waiting {
  readonly ok: true
  /** By which the sandbox knows the handler that waits. */
  readonly chain: string
  /** What it asks for that it had not asked for before. */
  readonly calls: readonly Call[]
  /** The code is signed by an operator: it may address other keys. */
  readonly privileged: boolean
  /** Of the whole chain so far. */
  readonly usage: Usage
  /** Microseconds that this part took, by the clock of whoever ran it; absent where nobody looked. */
  readonly micros?: number
}

/** A handler is to go on, with the answers to all that it waited for. */
export interface Resumption {
  readonly chain: string
  readonly results: readonly CallResult[]
  /** What began the chain. */
  readonly invocation: Invocation
}
