// Where nothing is wrong, nothing fails for the network's sake: not in a world without faults, and not any more once all
// is healed. What objects refuse is their own affair.
import { isCalm, quorumOf } from '../plan.ts'
import { foundation, liveNodes } from './homes.ts'
import type { Checker, Violation } from './violation.ts'

const EXCUSES: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'NO_REPLICA',
  'READ_QUORUM_UNMET',
  'WRITE_QUORUM_UNMET',
  'STORAGE_FAILED',
  'CALLER_UNPROVEN'
])

export const available: Checker = (story, plan) => {
  const calm = isCalm(plan)
  const live = liveNodes(story).length
  const gone = story.nodes.size - live
  const foundedAt = foundation(story)
  return story.operations.flatMap(({ call, node, request, phase, askedAt, answers }): Violation[] => {
    const [first] = answers
    if (first === undefined || first.response.ok) return []
    if (phase !== 'last look' && (!calm || askedAt < foundedAt)) return []
    const { code } = first.response.failure
    if (!EXCUSES.has(code)) return []
    const { r, w } = quorumOf(plan, request.key)
    // With so many gone for good, and those who were to come not there yet, no quorum is left.
    if (live < Math.max(r, w)) return []
    // That there is no object takes the word of as many homes as an object without a quorum of its own has; and in a ring, or
    // before the overlay has forgotten them, those gone for good are homes still.
    const own = plan.world.node.quorum
    if (code === 'READ_QUORUM_UNMET' && Math.min(own.n - gone, live) < own.r) return []
    const message = `call ${call}, a ${request.op} of ${request.key} at ${node}, failed with ${code}, though nothing is wrong`
    return [{ check: 'available', message, at: first.at }]
  })
}
