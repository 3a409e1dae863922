// What has expired is not shown: no get answers a value whose time had passed by its coordinator's clock before the get
// was asked for.
import type { Key, Millis, NodeId } from '@halley/model'
import { type ClockOptions, readingOf } from '../clock.ts'
import { tagOf, tagsIn } from './tags.ts'
import type { Checker, Violation } from './violation.ts'

interface Setting {
  readonly at: Millis
  readonly clock: ClockOptions
}

export const expiry: Checker = ({ events, operations, byCall }, plan) => {
  const passive = new Set(plan.keys.filter(({ program }) => program === undefined).map(({ key }) => key))
  const expires = new Map<string, Millis>()
  for (const { request } of operations) {
    const tag = tagOf(request)
    if (tag === undefined || request.op !== 'put' || request.expiresAt === undefined) continue
    if (passive.has(request.key)) expires.set(nameOf(request.key, tag), request.expiresAt)
  }
  if (expires.size === 0) return []
  const settings = new Map<NodeId, Setting[]>()
  const violations: Violation[] = []
  for (const event of events) {
    const { at, node } = event
    if (event.type === 'started' || event.type === 'clock')
      settings.set(node, [...(settings.get(node) ?? []), { at, clock: event.clock }])
    if (event.type !== 'answered' || !event.response.ok || event.response.op !== 'get') continue
    const operation = byCall.get(event.call)
    if (operation === undefined) continue
    const { coordinator, replies } = event.response
    const { key } = operation.request
    const least = earliestReading(settings.get(coordinator) ?? [], operation.askedAt, at)
    for (const tag of replies.flatMap(({ value }) => tagsIn(value))) {
      const expiresAt = expires.get(nameOf(key, tag))
      if (expiresAt === undefined || least < expiresAt) continue
      const message = `call ${event.call} is shown ${tag}, which had expired ${least - expiresAt} ms before`
      violations.push({ check: 'expiry', message, at })
    }
  }
  return violations
}

function nameOf(key: Key, tag: string): string {
  return `${key} ${tag}`
}

/** The least that the clock showed between the two moments. */
function earliestReading(settings: readonly Setting[], from: Millis, to: Millis): Millis {
  let least = Number.POSITIVE_INFINITY
  settings.forEach(({ at, clock }, index) => {
    const until = settings[index + 1]?.at ?? Number.POSITIVE_INFINITY
    if (at <= to && until >= from) least = Math.min(least, readingOf(clock, Math.max(at, from)))
  })
  return least
}
