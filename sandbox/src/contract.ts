// What callers of the sandbox give and get.
import type { Limits } from './limits.ts'
import type { Decision, EventType, InvocationError, Usage } from './machine/outcome.ts'
import type { PlainObject, Value } from './values/value.ts'

/** A network coordinate: what the round trip between two nodes is expected to be can be told from theirs. */
export type Coordinates = {
  /** Places in milliseconds. */
  readonly vector: readonly number[]
  /** Milliseconds. */
  readonly height: number
  /** By which share of a round trip it is usually wrong. */
  readonly error: number
}

export interface Caller {
  readonly id: string
  readonly address?: string
  readonly coordinates?: Coordinates
  readonly payload?: Value
  /** The key of the object whose handler asks, running at the node with that id. */
  readonly object?: string
  /** By which the caller can be answered later, once: comet.reply(capability, data). */
  readonly capability?: string
}

export interface SandboxEvent {
  readonly type: EventType
  readonly caller?: Caller
  /** Of an update: the value that was put. */
  readonly incoming?: Value
  /** Of a merge: the concurrent versions. */
  readonly siblings?: Value
  /** Of a select event: the nodes to choose from. */
  readonly neighbors?: Value
  /** Of a timer event. */
  readonly timer?: Value
  /** Milliseconds since the epoch: what clocks show to the handler. */
  readonly time: number
  /** Decides what Math.random answers. */
  readonly seed: string
}

export interface Invocation {
  /** An ES module whose default export is the object. */
  readonly code: string
  /** The file name that errors and stacks show for it; default `object.aso.js`. */
  readonly name?: string
  readonly event: SandboxEvent
  /** The object's replicated state; for `load` and `put` it is laid over the code's own data. */
  readonly state?: Value
  /** This replica's own state; default `{}`. */
  readonly local?: Value
  readonly limits?: Partial<Limits>
  /** What comet.getASOKey answers. */
  readonly key?: string
  /** What comet.getNodeID, comet.getNodeIP and comet.coordinates answer. */
  readonly node?: {
    readonly id: string
    readonly address?: string
    readonly coordinates?: Coordinates | undefined
  }
  /** Invocations with the same key wait for each other, others take turns with them; default: the code's hash. */
  readonly fairness?: string
}

export type Action =
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'deleteSelf' }
  | {
      readonly type: 'setTimer'
      readonly name: string
      /** Times are milliseconds or text such as 10m. */
      readonly after?: number | string
      readonly at?: number | string
      readonly every?: number | string
      readonly on?: 'primary' | 'replica'
    }
  | { readonly type: 'clearTimer'; readonly name: string }
  /** Answers a caller of this or an earlier event, by the capability that it came with. */
  | { readonly type: 'reply'; readonly capability: string; readonly data: Value }

/** What a handler asks of its host: comet.get, comet.put, comet.delete and comet.lookup. */
export type Call =
  | {
      readonly id: number
      readonly type: 'get'
      readonly key: string
      readonly nodes?: readonly string[]
      readonly payload?: Value
    }
  | {
      readonly id: number
      readonly type: 'put'
      readonly key: string
      /** Absent: the object itself, put as `this` under its own key. */
      readonly value?: Value
      readonly nodes?: readonly string[]
    }
  | { readonly id: number; readonly type: 'delete'; readonly key: string; readonly payload?: Value }
  | { readonly id: number; readonly type: 'lookup'; readonly key: string }

/** The answer to a call: what its promise is resolved with, or the `code` and `message` of the Error that it is rejected with. */
export type CallResult =
  | { readonly id: number; readonly ok: true; readonly value?: Value }
  | {
      readonly id: number
      readonly ok: false
      readonly error: { readonly code: string; readonly message: string }
    }

/** The handler has come to its end. */
export interface Finished {
  readonly ok: true
  readonly chain?: undefined
  readonly decision: Decision
  readonly state: Value
  readonly stateChanged: boolean
  readonly local: PlainObject
  readonly localChanged: boolean
  readonly reply: Value | undefined
  readonly actions: readonly Action[]
  /**
   * Whether code, limits, and the invocation but for `time` and `seed` decided all of this: with the same of those it would come to the
   * same, to the last count. The handler did not look at its clock, drew no random number and asked nothing of its host.
   */
  readonly repeatable: boolean
  /** Names of the object's handlers. */
  readonly handlers: readonly string[]
  readonly usage: Usage
}

/** The handler waits for its host. Nothing else of it is known yet: what it did so far counts when it has come to its end. */
export interface Waiting {
  readonly ok: true
  /** By which it is resumed or dropped. */
  readonly chain: string
  /** What it asks for that it had not asked for before. */
  readonly actions: readonly Call[]
  /** Of the whole chain so far. */
  readonly usage: Usage
  readonly decision?: undefined
  readonly state?: undefined
  readonly stateChanged?: undefined
  readonly local?: undefined
  readonly localChanged?: undefined
  readonly reply?: undefined
  readonly repeatable?: undefined
  readonly handlers?: undefined
}

export interface Failed {
  readonly ok: false
  readonly error: InvocationError
  readonly usage: Usage
}

export type Outcome = Finished | Waiting | Failed
