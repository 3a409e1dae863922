// A disk only learns: what it holds next knows all that it knew before, across crashes too, and what was superseded
// does not come back. Only damage makes it forget, and age: entries of a vector that are neither among the latest ones nor young
// enough may go, unless a version of their actor is there. And who slept past the grace time gives up a copy of which the homes know
// no version: what they have instead may go into the same store.
import type { ObjectRecord, VersionVector } from '@halley/model'
import type { Plan } from '../plan.ts'
import { bringsBack, EVER_MS, forgetsWithin, knows, knowsAll, nameOf, resurrected } from './knowledge.ts'
import { isFromBeforeItsSleep } from './sleepers.ts'
import type { Stored } from './story.ts'
import type { Checker, Violation } from './violation.ts'

export const growth: Checker = ({ events }, plan) => {
  const disks = new Map<string, ObjectRecord>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'damaged' || (event.type === 'stored' && event.forgotten === true))
      disks.delete(`${event.node} ${event.key}`)
    if (event.type !== 'stored' || event.record === undefined) continue
    const { node, key, record } = event
    const before = disks.get(`${node} ${key}`)
    disks.set(`${node} ${key}`, record)
    if (before === undefined || before === record || isGivenUp(before, event as Stored, plan)) continue
    violations.push(...shrunk(before, event as Stored, plan))
  }
  return violations
}

function shrunk(before: ObjectRecord, { node, key, record, at }: Stored, plan: Plan): Violation[] {
  const check = 'growth'
  const violations: Violation[] = []
  if (!knowsAll(record.context, withoutOld(before, record, plan)))
    violations.push({ check, message: `${node} forgot events of ${key}`, at })
  // Two changes may go into one store: of the first, that it is forgotten, and of the second, that it comes back.
  for (const dot of bringsBack(plan) ? [] : resurrected(before, record)) {
    const message = `${node}: ${nameOf(key, dot)} came back after it was superseded`
    violations.push({ check, message, at })
  }
  // Who drops a version has learnt of the event that superseded it; or that one is forgotten already.
  if (record.siblings.length === 0 || forgetsWithin(EVER_MS, plan)) return violations
  if (!knowsAll(before.context, record.context)) return violations
  const held = new Set(record.siblings.map(({ dot }) => `${dot.actor}:${dot.counter}`))
  if (before.siblings.some(({ dot }) => !held.has(`${dot.actor}:${dot.counter}`)))
    violations.push({ check, message: `${node} dropped versions of ${key} for nothing`, at })
  return violations
}

/** Whether the sleeper begins the copy anew: nothing of it has found its way to the others. */
function isGivenUp(before: ObjectRecord, { node, record, at }: Stored, plan: Plan): boolean {
  const isKnown = before.siblings.some(({ dot }) => knows(record.context, dot))
  return !isKnown && isFromBeforeItsSleep(before, node, at, plan)
}

/**
 * What of `before` the next record may not have forgotten. Two changes may go into one store: with the first an entry goes,
 * and with the second it comes back as it was once, where that is possible.
 */
function withoutOld(before: ObjectRecord, after: ObjectRecord, plan: Plan): VersionVector {
  const { vectorKeep, vectorGraceMs } = plan.world.node
  const latest = Math.max(0, ...Object.values(after.times ?? {}))
  const mayForget = Object.keys(after.context).length >= vectorKeep
  const mayGo = (actor: string): boolean => {
    const isThere = after.siblings.some(({ dot }) => dot.actor === actor)
    const isOld = (before.times?.[actor] ?? 0) < latest - vectorGraceMs / 1_000
    const isGone = !isThere && after.context[actor] === undefined
    return mayForget && isOld && (isGone || bringsBack(plan))
  }
  return Object.fromEntries(Object.entries(before.context).filter(([actor]) => !mayGo(actor)))
}
