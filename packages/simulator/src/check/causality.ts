// A context supersedes what it covers. A client that read a version and passed that context with its put must not meet
// the version again beside its own: wherever the put's event is known, what it superseded is gone.
import type { ClientRequest, Dot, Key, VersionVector } from '@halley/model'
import type { TraceEvent } from '../trace.ts'
import { knows, nameOf } from './knowledge.ts'
import { operationsOf, successOf } from './operations.ts'
import type { Checker, Violation } from './violation.ts'

interface Write {
  readonly call: number
  readonly dot: Dot
  readonly context: VersionVector
}

export const causality: Checker = (events, plan) => {
  const passive = new Set(
    plan.clients.keys.filter(({ program }) => program === undefined).map(({ key }) => key)
  )
  const writes = new Map<Key, Write[]>()
  for (const operation of operationsOf(events)) {
    const { request } = operation
    const success = successOf(operation)
    const context = contextOf(request)
    if (success?.op !== 'put' || context === undefined || !passive.has(request.key)) continue
    for (const dot of success.dots)
      writes.set(request.key, [...(writes.get(request.key) ?? []), { call: operation.call, dot, context }])
  }
  const violations = new Map<string, Violation>()
  for (const event of events) {
    if (event.type !== 'stored' || event.record === undefined) continue
    for (const { call, dot, context } of writes.get(event.key) ?? []) {
      if (!knows(event.record.context, dot)) continue
      const again = event.record.siblings.find((sibling) => knows(context, sibling.dot))
      if (again === undefined) continue
      const name = nameOf(event.key, again.dot)
      violations.set(`${call} ${name}`, violation(event, call, name))
    }
  }
  return [...violations.values()]
}

function violation(event: TraceEvent, call: number, name: string): Violation {
  const message = `${event.node} holds ${name} beside the put of call ${call}, whose context had superseded it`
  return { check: 'causality', message, at: event.at }
}

function contextOf(request: ClientRequest): VersionVector | undefined {
  return request.op === 'put' ? request.context : undefined
}
