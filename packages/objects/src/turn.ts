// A turn is one event's way through its object, at the coordinator. Its phase tells what it waits for.
import {
  type Caller,
  type ClientResponse,
  distinctSiblings,
  dotsOfEquals,
  liveSiblings,
  type Millis,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  type Sibling,
  sameDot,
  sha256,
  uniteTimers,
  unpackLocal,
  unpackTicks
} from '@halley/model'
import type { Commit, ReadObject, ReadScope } from './effects.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { bringsCode } from './price.ts'
import type { ReplicationBounds } from './replication-bounds.ts'
import type { Spender } from './spending.ts'
import { type Answer, type Answered, type Scene, type Step, type TurnRequest, toldUsage } from './step.ts'
import type { TimersOptions } from './timers.ts'

/**
 * reading: for the quorum's answer; waiting: for the turns before it; refreshing: for its own copy, which they changed;
 * deciding: for a handler; calling: for what its handler asked of the network; permitting: for leave to supersede what the client has not seen; committing: for durability.
 */
export type TurnPhase =
  | 'reading'
  | 'waiting'
  | 'refreshing'
  | 'deciding'
  | 'calling'
  | 'permitting'
  | 'committing'

export interface Turn {
  readonly id: number
  readonly request: TurnRequest
  readonly caller: Caller
  readonly startedAt: Millis
  readonly options: TimersOptions & ReplicationBounds
  /** Changes that the object had seen when this turn began to read. */
  readonly seenChanges: number
  phase: TurnPhase
  /** Whether every replica was asked, because a quorum knew less than the client. */
  askedEveryone: boolean
  /** Everything the next step depends on, once the turn is alone with the object. */
  scene?: Scene
  readonly outcomes: Outcome[]
  /** Microseconds that the parts of the invocation took which have ended. */
  measured: number
  /** What the handler runs for, once one does. */
  invocation?: Invocation
  /** Whether it has leave of the one who asked, who asks nobody else from then on. */
  permitted?: boolean
  /** Nodes that its handlers gave copies of the object to: they are sent what the event leaves. */
  copies?: readonly NodeId[]
  /** What becomes of copies besides the homes when it is over. */
  afterwards?: Pick<Step & { do: 'commit' }, 'selects' | 'chosen'>
  /** What is about to be committed, and what to answer then. */
  commit?: Commit
  answer?: Answer
  seed?: string
}

/** What the turn meets at its object. */
export function sceneOf(
  turn: Turn,
  { record, local, quorum }: Pick<ReadObject, 'record' | 'local' | 'quorum'>,
  secret: string,
  now: Millis
): Scene {
  const { request, caller, options, outcomes } = turn
  const there = liveSiblings(record, now)
  const live = distinctSiblings(there).map((sibling) => withTimersOfEquals(sibling, there))
  const lives = live.map(({ born }) => born)
  return {
    request,
    caller,
    record,
    live,
    made: new Map(),
    local: unpackLocal(lives, local),
    ticks: unpackTicks(lives, local),
    setting: { key: request.key, now, options },
    bounds: options,
    // The object's own, which the read may not have known of yet when it began.
    quorum: ownQuorum(record) ?? quorum,
    now,
    seed: () => seedOf(turn, secret),
    outcomes
  }
}

function seedOf(turn: Turn, secret: string): string {
  const { id, startedAt, request } = turn
  turn.seed ??= sha256(`${secret}/${id}/${startedAt}/${request.key}`)
  return turn.seed
}

// Versions that say the same may differ in their timers, which each coordinator sets by its own clock.
function withTimersOfEquals(sibling: Sibling, there: readonly Sibling[]): Sibling {
  if (there.length < 2) return sibling
  const dots = dotsOfEquals(there, sibling)
  if (dots.length < 2) return sibling
  const timers = uniteTimers(there.filter(({ dot }) => dots.some((equal) => sameDot(equal, dot))))
  return timers.length === 0 ? sibling : { ...sibling, timers }
}

/** Who pays for a handler: the object, and who put its code; of several versions, the latest one's. */
export function spenderOf(scene: Scene, invocation: Invocation): Spender {
  const { live, caller, request } = scene
  return ownedBy({ siblings: bringsCode(invocation) ? [] : live }, { caller, request })
}

/** The object of a request, and who put the code of its latest version; where it has none, who asks. */
export function ownedBy(
  { siblings }: Pick<ObjectRecord, 'siblings'>,
  { caller, request }: Pick<Turn, 'caller' | 'request'>
): Spender {
  const latest = siblings.at(-1)
  return { key: request.key, owner: (latest?.code === undefined ? undefined : latest.owner) ?? caller.id }
}

/** Whether an owner puts or deletes an object of its own: by itself, not by another object. */
export function mends({ live, caller, request }: Scene): boolean {
  if ((request.op !== 'put' && request.op !== 'delete') || caller.object !== undefined) return false
  return live.length > 0 && live.at(-1)?.owner === caller.id
}

/** What the one who asked is told; nothing for a merge and a tick, of which nobody did. */
export function responseOf(
  { request, outcomes }: Turn,
  { context, replies = [], dots = [], signed }: Answered,
  coordinator: NodeId
): ClientResponse | undefined {
  const response = { ok: true as const, coordinator, context, usage: toldUsage(outcomes) }
  const { op } = request
  if (op === 'merge' || op === 'tick' || op === 'select') return undefined
  if (op === 'get') return { ...response, op, replies }
  if (op === 'inspect') throw new Error('an inspection is answered without a step')
  return { ...response, op, dots, ...(signed === undefined ? {} : { signed }) }
}

/** Whether nobody waits for an answer. */
export function isUnasked({ op }: TurnRequest): boolean {
  return op === 'merge' || op === 'tick' || op === 'select'
}

/** Whether this replica is to answer for its own copy. */
export function isAlone(request: TurnRequest): boolean {
  if (request.op === 'tick') return request.on === 'replica'
  return request.op === 'select' || (request.op === 'get' && request.alone === true)
}

/** Of an object that does not choose its own; one replica that answers for itself asks nobody. */
export const ALONE = { n: 1, r: 1, w: 1 }

/** How widely the object is to be read for the request. */
export function scopeOf(request: TurnRequest, everyone: boolean): ReadScope {
  const maybeNew = request.op === 'put' && request.update !== true
  const scope = { everyone, maybeNew, narrow: request.op === 'get' }
  return request.op === 'put' && request.quorum !== undefined ? { ...scope, quorum: request.quorum } : scope
}
