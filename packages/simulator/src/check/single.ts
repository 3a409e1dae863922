// An object that can make one of its versions does: after the reads at the end, of a cart there is one version. And in
// good weather an object has a single writer, its coordinator, so that a set has one version too; unless somebody put it while
// the members of a ring did not know each other yet.
import type { ObjectRecord } from '@halley/model'
import { isCalm, type KeyPlan, type Plan } from '../plan.ts'
import { COLLECTING } from '../programs.ts'
import { foundation, homesOf } from './homes.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

export const single: Checker = (story, plan) =>
  plan.keys
    .filter((key) => isOne(key, story, plan))
    .flatMap(({ key }) => homesOf(story, plan, key).map((node) => ({ node, key })))
    .flatMap(({ node, key }): Violation[] => {
      const record = story.held.get(key)?.get(node)
      const states = record === undefined ? 0 : statesOf(record)
      if (states <= 1) return []
      const message = `${node} holds ${states} versions of ${key}, which are to be one`
      return [{ check: 'single', message }]
    })

function isOne({ key, program = '' }: KeyPlan, story: Story, plan: Plan): boolean {
  if (program === 'cart') return true
  if (!COLLECTING.has(program) || !isCalm(plan)) return false
  const foundedAt = foundation(story)
  return story.operations.every(({ request, askedAt }) => request.key !== key || askedAt >= foundedAt)
}

/** Versions that say different things: a put that was made twice counts once. */
function statesOf({ siblings }: ObjectRecord): number {
  const values = siblings.filter(({ kind }) => kind === 'value')
  return new Set(values.map(({ state }) => Buffer.from(state).toString('latin1'))).size
}
