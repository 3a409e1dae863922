// Gets at a node that is not their object's coordinator, or not alone. One that was asked besides a late coordinator runs no
// handlers. One that answers its own clients directly (replication/src/routing.ts) runs them where it is a home of the object, on what a quorum
// says of it, as long as nothing but the reply comes of them. As soon as they would change anything, answer somebody else or ask other nodes, the
// run is thrown away, and the coordinator runs them anew: only there events of one object come one after the other. So does code in which
// the word `local` is found: what a replica keeps for itself is worth most where all gets pass by, as a limit on their rate.
//
// A put of a plain value is made directly as well, where the node is a home and no code is there to decide about it: any of the N may
// coordinate it (Dynamo, section 4.5), and concurrent puts are told apart by their versions wherever they are made.
import type { NodeId, Sibling } from '@halley/model'
import type { ReadObject } from './effects.ts'
import { DECLINED, runsNothing } from './get.ts'
import type { Outcome } from './invocation.ts'
import { merges } from './merging.ts'
import type { TurnRequest } from './step.ts'

/** Whether the request is left to the object's coordinator. */
export function declines(
  request: TurnRequest,
  { list, quorum: { n, r, w } }: Pick<ReadObject, 'list' | 'quorum'>,
  live: readonly Sibling[],
  self: NodeId
): boolean {
  if (request.op !== 'get' && request.op !== 'put') return false
  const isPlain = request.op === 'get' && runsNothing(live)
  if (request.op === 'get' && request.hedged === true) return !isPlain
  if (request.direct !== true) return false
  // Where quorums do not overlap, only a coordinator sees what it has just written.
  if (r + w <= n) return true
  if (isPlain) return false
  const isHome = list.slice(0, n).includes(self)
  return !isHome || (request.op === 'put' ? live.some(isActive) : merges(live) || live.some(isSticky))
}

/** The outcome, if the handler may have it here. */
export function confined(request: TurnRequest, outcome: Outcome): Outcome {
  if (mayWait(request) || !outcome.ok || !reachesFurther(outcome)) return outcome
  const { usage, micros } = outcome
  return { ok: false, failure: DECLINED.failure, usage, ...(micros === undefined ? {} : { micros }) }
}

/** Whether a handler that waits for others may do so here. */
export function mayWait(request: TurnRequest): boolean {
  return request.op !== 'get' || request.direct !== true
}

function isActive({ code }: Sibling): boolean {
  return code !== undefined
}

function isSticky({ code }: Sibling): boolean {
  return code?.source.includes('local') ?? false
}

function reachesFurther(outcome: Outcome & { ok: true }): boolean {
  const { stateChanged, localChanged, deleteSelf, timers, replies } = outcome
  return stateChanged || localChanged || deleteSelf || timers !== undefined || replies !== undefined
}
