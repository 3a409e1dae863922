// What a client asks of the network, and what it is answered. The same forms travel inside messages between nodes.
import type { Coordinate } from './coordinate.ts'
import type { Failure } from './failure.ts'
import type { Key } from './key.ts'
import type { Quorum } from './quorum.ts'
import type { Millis } from './time.ts'
import type { Timer } from './timer.ts'
import type { EncodedValue } from './value.ts'
import type { Dot, VersionVector } from './version.ts'

/** A node of the network: its libp2p peer id, base58. */
export type NodeId = string

/** Who asks. The id is proven: by the channel it came over, or by a signature. */
export interface Caller {
  readonly id: NodeId
  /** IP address from which the caller spoke to the network, where one is known. */
  readonly address?: string
  /** The network coordinate of the node with that id, by its own word. */
  readonly coordinates?: Coordinate
  /** The key of the object whose handler asks, by the word of the node with that id, which runs it. */
  readonly object?: Key
  /** How many handlers wait for this event, one for the other. Absent: none, a client asks. */
  readonly depth?: number
  /** By which the client can be answered later, once (see capability.ts). */
  readonly capability?: string
}

export interface PutRequest {
  readonly op: 'put'
  readonly key: Key
  /** Source of an ES module: the object is active. */
  readonly code?: string
  /** Of the code: an operator answers for it. */
  readonly signature?: string
  readonly value?: EncodedValue
  /** Versions that this put supersedes; without it, it supersedes nothing it has not seen. */
  readonly context?: VersionVector
  readonly quorum?: Quorum
  readonly expiresAt?: Millis
  /** The hash of the code that the object is expected to have: over other code the put is not made. */
  readonly pin?: string
  /** It changes an object that is there, and makes none. */
  readonly update?: true
  /** The node that was asked is to make it, as in a get: only where it is a home, and no code is there to decide. */
  readonly direct?: true
}

export interface GetRequest {
  readonly op: 'get'
  readonly key: Key
  readonly payload?: EncodedValue
  /** The node that is asked answers for its own copy, without a quorum: its onGet may change `local`, never the object. */
  readonly alone?: true
  /** The hash of the code that the object is expected to have: other code is not run. */
  readonly pin?: string
  /** The sources of the code are asked for, not the object's answer. */
  readonly source?: true
  /** Another coordinator was asked before, and is late: this one is to answer only if no handler has to run (see HEDGE_DECLINED). */
  readonly hedged?: true
  /**
   * The node that was asked answers, though another one is the coordinator: handlers run only where it is a home of the object, and
   * nothing but the reply may come of them (see HEDGE_DECLINED). A node says this to itself, never on the wire.
   */
  readonly direct?: true
}

export interface DeleteRequest {
  readonly op: 'delete'
  readonly key: Key
  /** What the handlers are told: their `caller.payload`. */
  readonly payload?: EncodedValue
  /** Versions to delete; without it, all that the coordinator sees. */
  readonly context?: VersionVector
}

export interface InspectRequest {
  readonly op: 'inspect'
  readonly key: Key
}

export type ClientRequest = PutRequest | GetRequest | DeleteRequest | InspectRequest

/** What handlers spent. `memory` in bytes, at the peak. All zero where no handler ran. */
export interface Usage {
  readonly instructions: number
  readonly steps: number
  readonly memory: number
}

export const NO_USAGE: Usage = Object.freeze({ instructions: 0, steps: 0, memory: 0 })

/** One version as a client sees it. */
export interface Reply {
  readonly value: EncodedValue
  readonly dot: Dot
  /** Its handler returned nothing, and can reply later: the request had a capability. */
  readonly silent?: true
}

/** One version as an operator sees it: never its state or its code. */
export interface VersionSummary {
  readonly dot: Dot
  readonly kind: 'value' | 'tombstone'
  readonly codeHash?: string
  /** The node whose client put it. */
  readonly owner?: string
  readonly handlers: readonly string[]
  readonly stateBytes: number
  readonly timers?: readonly Timer[]
  readonly writtenAt: Millis
  readonly expiresAt?: Millis
}

/** What one replica holds. `versions` is absent where it did not answer. */
export interface ReplicaSummary {
  readonly node: NodeId
  /** home: among the N; fallback: stands in for one; leased: keeps a copy because the object chose it, as the coordinator knows. */
  readonly role: 'home' | 'fallback' | 'leased'
  readonly versions?: readonly Dot[]
}

interface Answered {
  readonly ok: true
  readonly coordinator: NodeId
  readonly context: VersionVector
  readonly usage: Usage
}

/** `replies` has one entry, or several where concurrent versions exist; none: the key has no object. */
export interface GotResponse extends Answered {
  readonly op: 'get'
  readonly replies: readonly Reply[]
}

/** `dots` are the versions that this write made: none where the object kept itself as it was. */
export interface WrittenResponse extends Answered {
  readonly op: 'put' | 'delete'
  readonly dots: readonly Dot[]
  /** Of a put with a signature: whether the coordinator takes it for an operator's. */
  readonly signed?: boolean
}

/** One budget of an object, as the node saw it that answers: in microseconds, or in bytes. */
interface BudgetSummary {
  /** In the last minute, about. */
  readonly spent: number
  /** In a minute at present: the penalty is taken into account. */
  readonly allowed: number
  /** By how much what is allowed is divided because the budget ran dry again and again: 1 to 16. */
  readonly penalty: number
  /** Milliseconds until handlers may run again; 0: now. */
  readonly waitMs: Millis
}

/** Operations in the network that handlers may begin, as the node saw it that answers. */
interface OperationsSummary {
  readonly left: number
  /** That a full bucket holds. */
  readonly allowed: number
}

/** Bytes that are taken up at the node that answers. */
interface StorageSummary {
  /** By the object, as a quorum knows it, with the local state of that node. */
  readonly objectBytes: number
  /** By all objects of its owner. */
  readonly ownerBytes: number
  /** What these may take up. */
  readonly allowed: number
}

/** What the handlers of an object cost at the node that answers, and those of all objects of its owner. */
export interface Spent {
  readonly cpuMicros: BudgetSummary
  readonly bytes: BudgetSummary
  readonly ownerCpuMicros: BudgetSummary
  readonly ownerBytes: BudgetSummary
  readonly operations: OperationsSummary
  readonly ownerOperations: OperationsSummary
  readonly storage: StorageSummary
}

export interface InspectedResponse extends Answered {
  readonly op: 'inspect'
  readonly versions: readonly VersionSummary[]
  readonly replicas: readonly ReplicaSummary[]
  readonly quorum: Quorum
  readonly spent: Spent
}

export interface FailedResponse {
  readonly ok: false
  readonly failure: Failure
}

export type ClientResponse = GotResponse | WrittenResponse | InspectedResponse | FailedResponse
