// A turn is one event's way through its object, at the coordinator. Its phase tells what it waits for.
import type { Caller, ClientRequest, Millis } from '@halley/model'
import type { Commit } from './effects.ts'
import type { Outcome } from './invocation.ts'
import type { Answer, Scene } from './step.ts'

/**
 * reading: for the quorum's answer; waiting: for the turns before it; refreshing: for its own copy, which they changed;
 * deciding: for a handler; permitting: for leave to supersede what the client has not seen; committing: for durability.
 */
export type TurnPhase = 'reading' | 'waiting' | 'refreshing' | 'deciding' | 'permitting' | 'committing'

export interface Turn {
  readonly id: number
  readonly request: ClientRequest
  readonly caller: Caller
  readonly startedAt: Millis
  /** Changes that the object had seen when this turn began to read. */
  readonly seenChanges: number
  phase: TurnPhase
  /** Whether every replica was asked, because a quorum knew less than the client. */
  askedEveryone: boolean
  /** Everything the next step depends on, once the turn is alone with the object. */
  scene?: Scene
  outcomes: Outcome[]
  /** What is about to be committed, and what to answer then. */
  commit?: Commit
  answer?: Answer
}
