// What clients did, gathered from the trace: each request with its answers and what became of its node meanwhile.
import type { ClientRequest, ClientResponse, Key, Millis, NodeId } from '@halley/model'
import type { Plan } from '../draw.ts'
import type { Phase, TraceEvent } from '../trace.ts'

export interface Operation {
  readonly call: number
  readonly client: string
  readonly node: NodeId
  readonly request: ClientRequest
  readonly phase: Phase | undefined
  readonly askedAt: Millis
  readonly answers: { readonly at: Millis; readonly response: ClientResponse }[]
  /** When its node crashed with the request open. */
  crashedAt?: Millis
  /** How long its node stood still meanwhile, at the most. */
  stalledMs: Millis
}

/** All requests, in the order in which they were made. */
export function operationsOf(events: readonly TraceEvent[]): Operation[] {
  const operations = new Map<number, Operation>()
  const stalledUntil = new Map<NodeId, Millis>()
  let phase: Phase | undefined
  for (const event of events) {
    if (event.type === 'phase') phase = event.name
    else if (event.type === 'asked') {
      const { call, client, node, request, at } = event
      const stalledMs = Math.max(0, (stalledUntil.get(node) ?? 0) - at)
      operations.set(call, { call, client, node, request, phase, askedAt: at, answers: [], stalledMs })
    } else if (event.type === 'answered') {
      operations.get(event.call)?.answers.push({ at: event.at, response: event.response })
    } else if (event.type === 'crashed' || event.type === 'paused') {
      if (event.type === 'paused') lengthen(stalledUntil, event.node, event.at + event.ms)
      for (const operation of operations.values()) note(operation, event)
    }
  }
  return [...operations.values()]
}

function lengthen(stalledUntil: Map<NodeId, Millis>, node: NodeId, until: Millis): void {
  stalledUntil.set(node, Math.max(stalledUntil.get(node) ?? 0, until))
}

function note(operation: Operation, event: TraceEvent): void {
  if (operation.node !== event.node || operation.answers.length > 0) return
  if (event.type === 'crashed') operation.crashedAt ??= event.at
  if (event.type === 'paused') operation.stalledMs += event.ms
}

/** What the answer was, if it was a good one. */
export function successOf({ answers }: Operation): (ClientResponse & { ok: true }) | undefined {
  const [first] = answers
  return first?.response.ok === true ? first.response : undefined
}

/** Durable copies that a write of the key has to make. */
export function writesNeeded(plan: Plan, key: Key): number {
  return quorumOf(plan, key).w
}

export function quorumOf(plan: Plan, key: Key): { n: number; r: number; w: number } {
  return plan.clients.keys.find((known) => known.key === key)?.quorum ?? plan.world.node.quorum
}
