// Nothing is left behind: in the end no node has anything under way, and no hint is kept but for nodes that are gone. Only a tick
// for which too few nodes are left is tried for ever, and what objects have no budget for.
import { isScarce, type Plan, quorumOf } from '../plan.ts'
import { liveNodes } from './homes.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

export const residue: Checker = (story, plan) => {
  const { events, gone } = story
  const check = 'residue'
  const tried = isScarce(plan) || triesForEver(story, plan)
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
      if (tried && what !== 'hints') continue
      const allowed = what === 'hints' ? (excused.get(event.node) ?? 0) : 0
      if (count > allowed) violations.push({ check, message: `${event.node} still has ${count} ${what}` })
    }
  }
  return violations
}

function triesForEver(story: Story, plan: Plan): boolean {
  const live = liveNodes(story).length
  return plan.keys.some(({ key, program }) => {
    const { r, w } = quorumOf(plan, key)
    return program === 'clock' && live < Math.max(r, w)
  })
}
