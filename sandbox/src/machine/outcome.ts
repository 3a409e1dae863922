// What an invocation asks for and what comes of it, in the terms of the machine: messages of bytes, not values.
import type { Limits } from '../limits.ts'

export type EventType = 'load' | 'put' | 'update' | 'get' | 'timer' | 'merge' | 'delete' | 'select'

export type ErrorCode =
  | 'INSTRUCTIONS_EXCEEDED'
  | 'STEPS_EXCEEDED'
  | 'MEMORY_EXCEEDED'
  | 'STACK_EXCEEDED'
  | 'STATE_TOO_LARGE'
  | 'HANDLER_THREW'
  | 'CODE_INVALID'
  | 'VALUE_INVALID'
  | 'WALL_CLOCK_EXCEEDED'
  | 'PROMISE_PENDING'
  | 'CHAIN_LOST'
  | 'BUSY'
  | 'CLOSED'
  | 'SANDBOX_FAULT'

/** Why an invocation failed. The record it worked on stays as it was. */
export interface InvocationError {
  readonly code: ErrorCode
  /** Says what happened, with figures, and what to do. */
  readonly message: string
  readonly handler?: string
  /** The `code` of the error that was thrown, if it has one: at most 64 capitals, digits and underscores. */
  readonly thrown?: string
  /** Of the error that was thrown, at most 2,048 characters. */
  readonly stack?: string
  /** Where in the object's source: 1 is the first line and column. */
  readonly line?: number
  readonly column?: number
  /** The limit that was exceeded, by its name in `Limits`, with what was used and allowed of it. */
  readonly limit?: keyof Limits
  readonly used?: number
  readonly allowed?: number
}

export interface Usage {
  /** Bytecode instructions that the handler and everything it awaited executed. */
  readonly instructions: number
  /** Native steps that they took. */
  readonly steps: number
  /** The greatest number of bytes of heap that it held at once beyond the object's code: state, event and all it made. */
  readonly memory: number
  /** Wall-clock time inside the worker. The only figure that is not reproducible. */
  readonly microseconds: number
}

/** What of the usage is reproducible. */
export type Used = Pick<Usage, 'instructions' | 'steps' | 'memory'>

/** `accept`: store the outcome's state. `keep`: the old object stays, in the outcome's state. `refuse`: nothing changes. */
export type Decision = 'accept' | 'keep' | 'refuse'

/** `resume`: goes on with a suspended chain. `drop`: gives one up. */
export type RequestType = EventType | 'resume' | 'drop'

export interface MachineRequest {
  readonly code: string
  /** The code's SHA-256; images are kept by it. */
  readonly hash: string
  readonly type: RequestType
  /** The number under which the handler is suspended when it waits, or of the chain that is to be resumed or dropped. */
  readonly chain: number
  /**
   * The object's message and the event's (frame.ts). Only valid while the machine runs the request: it lies in memory that
   * is used again, so what is kept has to be copied.
   */
  readonly frame: Uint8Array
  /** Milliseconds since the epoch. */
  readonly time: number
  /** 64 bits of seed. */
  readonly seed: bigint
  readonly limits: Limits
}

export type MachineReply =
  | {
      readonly ok: true
      /** `wait`: the handler waits for its host, and the frame is what it asks for. */
      readonly decision: Decision | 'wait'
      /** The state's message, empty when unchanged, and the rest's (frame.ts); undefined when no handler ran and all is as it was. */
      readonly frame: Uint8Array | undefined
      readonly stateChanged: boolean
      readonly localChanged: boolean
      /** Whether it is a function of code, frame and limits alone: nothing looked at the clock, drew a random number, or asked the host. */
      readonly repeatable: boolean
      readonly handlers: readonly string[]
      readonly usage: Usage
    }
  | { readonly ok: false; readonly error: InvocationError; readonly usage: Usage }

/** Ends an invocation from inside the machine. */
export class InvocationFailure extends Error {
  readonly error: InvocationError
  /** Of a load that failed: what it took. */
  readonly used: Used | undefined

  constructor(error: InvocationError, used?: Used) {
    super(error.message)
    this.error = error
    this.used = used
  }
}
