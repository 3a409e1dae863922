// When everything is healed and every key was read, all homes of a key that are left hold the same record.
import { showRecord } from '../text.ts'
import { homesOf } from './homes.ts'
import { versionsOf } from './knowledge.ts'
import { orNothing } from './spent.ts'
import type { Checker, Violation } from './violation.ts'

export const convergence: Checker = (story, plan) => {
  return plan.keys.flatMap(({ key }): Violation[] => {
    const copies = homesOf(story, plan, key).map((node) => ({
      node,
      record: orNothing(story.held.get(key)?.get(node), plan)
    }))
    if (new Set(copies.map(({ record }) => versionsOf(record))).size <= 1) return []
    const shown = copies.map(({ node, record }) => `${node} ${showRecord(record)}`).join('; ')
    return [{ check: 'convergence', message: `the homes of ${key} differ: ${shown}` }]
  })
}
