// Time is enough: whoever is woken at its deadline names a later one or none.
import type { Checker, Violation } from './violation.ts'

export const progress: Checker = ({ events }) => {
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type !== 'ticked' || event.next === undefined || event.next > event.now) continue
    const message = `${event.node} was woken at ${event.now} and wants to be woken at ${event.next} again`
    violations.push({ check: 'progress', message, at: event.at })
  }
  return violations
}
