// A turn is one event's way through its object, at the coordinator. Its phase tells what it waits for.
import {
  type Caller,
  type ClientResponse,
  distinctSiblings,
  liveSiblings,
  type Millis,
  type NodeId,
  ownQuorum,
  sha256
} from '@halley/model'
import type { Commit, ReadObject } from './effects.ts'
import type { Outcome } from './invocation.ts'
import { type Answer, type Answered, type Scene, type TurnRequest, unpackLocal, usageOf } from './step.ts'

/**
 * reading: for the quorum's answer; waiting: for the turns before it; refreshing: for its own copy, which they changed;
 * deciding: for a handler; permitting: for leave to supersede what the client has not seen; committing: for durability.
 */
export type TurnPhase = 'reading' | 'waiting' | 'refreshing' | 'deciding' | 'permitting' | 'committing'

export interface Turn {
  readonly id: number
  readonly request: TurnRequest
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

/** What the turn meets at its object. */
export function sceneOf(
  { id, request, caller, startedAt, outcomes }: Turn,
  { record, local, quorum }: Pick<ReadObject, 'record' | 'local' | 'quorum'>,
  self: NodeId,
  now: Millis
): Scene {
  const live = distinctSiblings(liveSiblings(record, now))
  return {
    request,
    caller,
    record,
    live,
    made: new Map(),
    local: unpackLocal(
      live.map(({ born }) => born),
      local
    ),
    // The object's own, which the read may not have known of yet when it began.
    quorum: ownQuorum(record) ?? quorum,
    now,
    seed: sha256(`${self}/${id}/${startedAt}/${request.key}`),
    outcomes
  }
}

/** What the one who asked is told; nothing for a merge, of which nobody did. */
export function responseOf(
  { request, outcomes }: Turn,
  { context, replies = [], dots = [] }: Answered,
  coordinator: NodeId
): ClientResponse | undefined {
  const response = { ok: true as const, coordinator, context, usage: usageOf(outcomes) }
  const { op } = request
  if (op === 'merge') return undefined
  if (op === 'get') return { ...response, op, replies }
  if (op === 'inspect') throw new Error('an inspection is answered without a step')
  return { ...response, op, dots }
}
