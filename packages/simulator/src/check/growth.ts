// A disk only learns: what it holds next knows all that it knew before, across crashes too, and what was superseded
// does not come back. Only damage makes it forget.
import type { ObjectRecord } from '@halley/model'
import { knowsAll, nameOf, resurrected } from './knowledge.ts'
import type { Stored } from './story.ts'
import type { Checker, Violation } from './violation.ts'

export const growth: Checker = ({ events }) => {
  const disks = new Map<string, ObjectRecord>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'damaged' || (event.type === 'stored' && event.forgotten === true))
      disks.delete(`${event.node} ${event.key}`)
    if (event.type !== 'stored' || event.record === undefined) continue
    const { node, key, record } = event
    const before = disks.get(`${node} ${key}`)
    disks.set(`${node} ${key}`, record)
    if (before !== undefined && before !== record) violations.push(...shrunk(before, event as Stored))
  }
  return violations
}

function shrunk(before: ObjectRecord, { node, key, record, at }: Stored): Violation[] {
  const check = 'growth'
  const violations: Violation[] = []
  if (!knowsAll(record.context, before.context))
    violations.push({ check, message: `${node} forgot events of ${key}`, at })
  for (const dot of resurrected(before, record)) {
    const message = `${node}: ${nameOf(key, dot)} came back after it was superseded`
    violations.push({ check, message, at })
  }
  // Who drops a version has learnt of the event that superseded it.
  if (record.siblings.length === 0 || !knowsAll(before.context, record.context)) return violations
  const held = new Set(record.siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`))
  if (before.siblings.some(({ dot }) => !held.has(`${dot.actor}:${dot.counter}`)))
    violations.push({ check, message: `${node} dropped versions of ${key} for nothing`, at })
  return violations
}
