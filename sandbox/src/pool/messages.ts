// What the caller's thread and a worker say to each other. A message costs more than an invocation, and a structured clone
// of objects costs more than one of bytes. So jobs and replies travel in batches; a batch is one list of numbers and one
// run of bytes, and what repeats (sources, limits, names of handlers, error objects) travels beside them, once.
import type { Limits } from '../limits.ts'
import type { Decision, EventType, InvocationError } from '../machine/outcome.ts'

export interface WorkerData {
  readonly imageBytes: number
  /** One word: the number of the job that is running, 0 when none is. */
  readonly running: SharedArrayBuffer
}

/** The first message to a worker. */
export interface Start {
  readonly module: WebAssembly.Module
}

export interface JobBatch {
  /** JOB_WORDS numbers a job. */
  readonly numbers: Float64Array
  /** The jobs' frames, one after the other. */
  readonly frames: Uint8Array
  /** Codes that the worker has not been sent yet, by number. */
  readonly codes: readonly (readonly [number: number, code: Code])[]
  /** Limits that the worker has not been sent yet, by number. */
  readonly limits: readonly (readonly [number: number, limits: Limits])[]
}

export interface Code {
  readonly hash: string
  readonly source: string
}

export const JOB = {
  id: 0,
  code: 1,
  type: 2,
  limits: 3,
  time: 4,
  seedLow: 5,
  seedHigh: 6,
  frameBytes: 7
} as const
export const JOB_WORDS = 8

export interface ReplyBatch {
  /** REPLY_WORDS numbers a reply. */
  readonly numbers: Float64Array
  readonly frames: Uint8Array
  /** Errors of the replies that failed, in order. */
  readonly errors: readonly InvocationError[]
  /** Names of handlers of codes that succeeded for the first time, by the code's number. */
  readonly handlers: readonly (readonly [number: number, names: readonly string[]])[]
}

export const REPLY = {
  id: 0,
  verdict: 1,
  changes: 2,
  instructions: 3,
  steps: 4,
  memory: 5,
  microseconds: 6,
  frameBytes: 7
} as const
export const REPLY_WORDS = 8

/** A reply's verdict: a decision's place in DECISIONS, or one of these. */
export const FAILED = -1
/** The worker no longer has the code; the job is to be sent again with it. */
export const CODE_MISSING = -2

export const DECISIONS: readonly Decision[] = ['accept', 'keep', 'refuse']
export const EVENT_TYPES: readonly EventType[] = ['load', 'put', 'update', 'get', 'timer', 'merge', 'delete']

/** Bits of a reply's changes. */
export const CHANGED = { state: 1, local: 2 } as const

/** No frame: nothing ran and all is as it was. */
export const NO_FRAME = -1

export type FromWorker = { readonly ready: true } | ReplyBatch
