// Nothing is left behind: in the end no node has anything under way, and no hint is kept but for nodes that are gone.
import type { Checker, Violation } from './violation.ts'

export const residue: Checker = (events) => {
  const violations: Violation[] = []
  const gone = new Set(events.flatMap((event) => (event.type === 'gone' ? [event.node] : [])))
  const excused = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'keeps') {
      if (gone.has(event.home)) {
        excused.set(event.node, (excused.get(event.node) ?? 0) + event.keys.length)
        continue
      }
      const message = `${event.node} still keeps ${event.keys.join(' ')} for ${event.home}, which is back`
      violations.push({ check: 'residue', message })
    }
    if (event.type !== 'load') continue
    for (const [what, count] of Object.entries(event.load)) {
      const allowed = what === 'hints' ? (excused.get(event.node) ?? 0) : 0
      // A probe of a node that is gone asks nothing of replication, so its questions are none.
      if (count > allowed)
        violations.push({ check: 'residue', message: `${event.node} still has ${count} ${what}` })
    }
  }
  return violations
}
