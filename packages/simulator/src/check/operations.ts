// What clients did, gathered from the trace: each request with its answers and what became of its node meanwhile.
import type { ClientRequest, ClientResponse, Millis, NodeId } from '@halley/model'
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
  /** How long its node stood still meanwhile, at the most, and how far its clock was set back. */
  stalledMs: Millis
}

/** All requests by their calls, in the order in which they were made. */
export function gather(events: readonly TraceEvent[]): Map<number, Operation> {
  const operations = new Map<number, Operation>()
  const open = new Map<NodeId, Set<Operation>>()
  const stalledUntil = new Map<NodeId, Millis>()
  let phase: Phase | undefined
  for (const event of events) {
    switch (event.type) {
      case 'phase':
        phase = event.name
        break
      case 'asked': {
        const { call, client, node, request, at } = event
        const stalledMs = Math.max(0, (stalledUntil.get(node) ?? 0) - at)
        const operation = { call, client, node, request, phase, askedAt: at, answers: [], stalledMs }
        operations.set(call, operation)
        open.set(node, (open.get(node) ?? new Set()).add(operation))
        break
      }
      case 'answered': {
        const operation = operations.get(event.call)
        if (operation === undefined) break
        operation.answers.push({ at: event.at, response: event.response })
        open.get(event.node)?.delete(operation)
        break
      }
      case 'crashed':
        for (const operation of open.get(event.node) ?? []) operation.crashedAt ??= event.at
        break
      case 'paused': {
        const until = Math.max(stalledUntil.get(event.node) ?? 0, event.at + event.ms)
        stalledUntil.set(event.node, until)
        for (const operation of open.get(event.node) ?? []) operation.stalledMs += event.ms
        break
      }
      case 'clock':
        for (const operation of open.get(event.node) ?? []) operation.stalledMs += Math.max(0, -event.byMs)
    }
  }
  return operations
}

/** What the answer was, if it was a good one. */
export function successOf({ answers }: Operation): (ClientResponse & { ok: true }) | undefined {
  const [first] = answers
  return first?.response.ok === true ? first.response : undefined
}
