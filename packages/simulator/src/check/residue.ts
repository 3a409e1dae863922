// Nothing is left behind: in the end no node has anything under way, and no hint is kept but for nodes that are gone.
import type { Checker, Violation } from './violation.ts'

export const residue: Checker = ({ events, gone }) => {
  const check = 'residue'
  const violations: Violation[] = []
  const excused = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'keeps') {
      const { node, home, keys } = event
      if (gone.has(home)) excused.set(node, (excused.get(node) ?? 0) + keys.length)
      else {
        const message = `${node} still keeps ${keys.join(' ')} for ${home}, which is back`
        violations.push({ check, message })
      }
    }
    if (event.type !== 'load') continue
    for (const [what, count] of Object.entries(event.load)) {
      const allowed = what === 'hints' ? (excused.get(event.node) ?? 0) : 0
      if (count > allowed) violations.push({ check, message: `${event.node} still has ${count} ${what}` })
    }
  }
  return violations
}
