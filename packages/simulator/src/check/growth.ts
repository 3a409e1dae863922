// A disk only learns: what it holds next knows all that it knew before, across crashes too, and what was superseded
// does not come back.
import type { ObjectRecord } from '@halley/model'
import { knowsAll, nameOf, resurrected } from './knowledge.ts'
import type { Checker, Violation } from './violation.ts'

export const growth: Checker = (events) => {
  const disks = new Map<string, ObjectRecord>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type !== 'stored' || event.record === undefined) continue
    const { node, key, record, at } = event
    const before = disks.get(`${node} ${key}`)
    disks.set(`${node} ${key}`, record)
    if (before === undefined) continue
    if (!knowsAll(record.context, before.context))
      violations.push({ check: 'growth', message: `${node} forgot events of ${key}`, at })
    for (const dot of resurrected(before, record))
      violations.push({
        check: 'growth',
        message: `${node}: ${nameOf(key, dot)} came back after it was superseded`,
        at
      })
    const held = new Set(record.siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`))
    const lost = before.siblings.filter(({ dot }) => !held.has(`${dot.actor}:${dot.counter}`))
    // Who drops a version has learnt of the event that superseded it.
    if (lost.length > 0 && knowsAll(before.context, record.context) && record.siblings.length > 0)
      violations.push({ check: 'growth', message: `${node} dropped versions of ${key} for nothing`, at })
  }
  return violations
}
