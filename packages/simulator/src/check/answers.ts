// Each request is answered exactly once, in time, and with what it asked for, unless its node crashed. And what is
// stored was written by somebody.
import { tagOf, tagsIn } from './tags.ts'
import type { Checker, Violation } from './violation.ts'

/** A clock that drifts, and the answer's way through the node. */
const SLACK_MS = 50

export const answers: Checker = ({ events, operations }, plan) => {
  const violations: Violation[] = []
  const report = (message: string, at: number): number => violations.push({ check: 'answers', message, at })
  const end = events.at(-1)?.at ?? 0
  const allowed = plan.world.node.requestTimeoutMs * 1.01 + SLACK_MS
  for (const { call, request, askedAt, answers, crashedAt, stalledMs } of operations) {
    const [first, second] = answers
    if (first?.response.ok === true && first.response.op !== request.op)
      report(`call ${call} is a ${request.op} and was answered with a ${first.response.op}`, first.at)
    if (second !== undefined) report(`call ${call} was answered ${answers.length} times`, second.at)
    const by = askedAt + allowed + stalledMs
    if (first === undefined) {
      if (crashedAt === undefined && by < end) report(`call ${call} was never answered`, askedAt)
    } else if (first.at > by) {
      report(`call ${call} was answered after ${(first.at - askedAt).toFixed(0)} ms`, first.at)
    }
  }
  return violations
}

/** What a node holds was written by somebody, under that key. */
export const genuine: Checker = ({ operations, stores }) => {
  const written = new Set<string>()
  for (const { request } of operations) {
    const tag = tagOf(request)
    if (tag !== undefined) written.add(`${request.key} ${tag}`)
  }
  const seen = new WeakSet()
  const violations: Violation[] = []
  for (const { node, key, record, at } of stores) {
    for (const { state } of record.siblings) {
      if (seen.has(state)) continue
      seen.add(state)
      for (const tag of tagsIn(state)) {
        if (written.has(`${key} ${tag}`)) continue
        const message = `${node} holds ${tag} under ${key}, which nobody wrote there`
        violations.push({ check: 'genuine', message, at })
      }
    }
  }
  return violations
}
