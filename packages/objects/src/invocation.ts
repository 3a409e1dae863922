// What a handler receives and what it yields, in the encoded form that the cores carry. The sandbox's own contract
// (sandbox/src) has the same meaning with decoded values; the driver's adapter translates.
import type { Caller, EncodedValue, Failure, Key, Millis, NodeId, Tick, Timer, Usage } from '@halley/model'

/** One event for one object. `load` runs no handler: it checks the code and yields the state it begins with. */
export interface Invocation {
  readonly key: Key
  readonly source: string
  /** By which an operator answers for the code, if one does. */
  readonly signature?: string
  /** SHA-256 of the source: what the sandbox knows the code by. */
  readonly hash: string
  readonly event: 'load' | 'put' | 'update' | 'get' | 'delete' | 'merge' | 'timer' | 'select'
  readonly caller: Caller
  /** The argument of a get or a delete. */
  readonly payload?: EncodedValue
  /** The new object's state, for `update`. */
  readonly incoming?: EncodedValue
  /** The concurrent versions, in the order of their dots, for `merge`. */
  readonly siblings?: readonly MergedVersion[]
  /** The nodes to choose from, for `select`: nearest first. */
  readonly neighbors?: readonly NodeId[]
  /** For `timer`. */
  readonly timer?: Tick
  /** The object's state, of a merge the latest version's; absent where it is yet to be created from its code alone. */
  readonly state?: EncodedValue
  readonly local?: EncodedValue
  /** The handler's clock, in milliseconds since the epoch. */
  readonly time: Millis
  /** The seed of its random stream: asked for where the handler runs, which a get that is answered from memory does not. It takes a hash. */
  readonly seed: () => string
}

/** One of the versions that onMerge sees: the same at every replica. */
export interface MergedVersion {
  readonly state: EncodedValue
  /** The version's name, as clients see it. */
  readonly version: string
  /** By the clock of the coordinator that wrote it. */
  readonly writtenAt: Millis
}

/** accept: store what came (create, replace, delete); keep: the object stays, changed or not; refuse: nothing happens. */
/** comet.setTimer, comet.clearTimer. The first tick is at `at`, or `after` so many milliseconds, or one interval. */
export type TimerAction =
  | {
      readonly type: 'set'
      readonly name: string
      readonly after?: Millis
      readonly at?: Millis
      readonly every?: Millis
      readonly on: Timer['on']
    }
  | { readonly type: 'clear'; readonly name: string }

export type Decision = 'accept' | 'keep' | 'refuse'

/** An answer to the client of an earlier event, or of this one. */
export interface LateReply {
  readonly capability: string
  readonly data: EncodedValue
}

export interface Yielded {
  readonly ok: true
  readonly decision: Decision
  readonly state: EncodedValue
  readonly stateChanged: boolean
  readonly local: EncodedValue
  readonly localChanged: boolean
  readonly reply?: EncodedValue
  /** The object asked to be deleted. */
  readonly deleteSelf: boolean
  /** To earlier callers, in order; absent where there are none. */
  readonly replies?: readonly LateReply[]
  /** What the handler asked for, in order; absent where it asked for nothing. */
  readonly timers?: readonly TimerAction[]
  readonly handlers: readonly string[]
  /** The code is signed by an operator whom this node knows. */
  readonly privileged?: true
  /** Nothing was run: the same had come to this before. */
  readonly remembered?: true
  readonly usage: Usage
  /** Microseconds that it took, by the clock of whoever ran it; absent where nobody looked. */
  readonly micros?: number
}

/** The invocation left no trace: no state, no reply, no action. */
export interface Failed {
  readonly ok: false
  readonly failure: Failure
  readonly usage: Usage
  /** Microseconds that it took, by the clock of whoever ran it; absent where nobody looked. */
  readonly micros?: number
}

export type Outcome = Yielded | Failed
