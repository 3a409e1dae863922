// Concurrent versions of an object that merges itself become one without being asked: when everything has been well for a
// while, and before any key is read again, no home holds two that say different things.

import { isScarce } from '../plan.ts'
import { MERGING } from '../programs.ts'
import { disksWhenHealed } from './healing.ts'
import { homesOf, liveNodes } from './homes.ts'
import type { Checker, Violation } from './violation.ts'

export const merged: Checker = (story, plan) => {
  if (isScarce(plan)) return []
  const disks = disksWhenHealed(story)
  const live = liveNodes(story)
  return plan.keys.flatMap(({ key, program }): Violation[] => {
    if (program === undefined || !MERGING.has(program)) return []
    // What was damaged is mended by whoever reads or writes it.
    if (live.some((node) => story.damages.has(`${node} ${key}`))) return []
    return homesOf(story, plan, key).flatMap((node) => {
      const siblings = disks.get(key)?.get(node)?.siblings ?? []
      const states = siblings
        .filter(({ kind, code }) => kind === 'value' && code !== undefined)
        .map(({ state }) => Buffer.from(state).toString('latin1'))
      if (new Set(states).size < 2) return []
      const message = `${node} still holds ${new Set(states).size} versions of ${key}, which merges itself`
      return [{ check: 'merged', message }]
    })
  })
}
