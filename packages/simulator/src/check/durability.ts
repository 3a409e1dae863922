// "Written" means durable: before the answer, at least W disks have had each event that the write made. What becomes of them
// later, and be it while the last of them is waited for, is another matter. (What had expired longer ago than the grace time when
// it was written, because its client's node slept meanwhile, is nothing already, and nobody keeps it who does not hold the key.)
import type { Key, Millis, NodeId, VersionVector } from '@halley/model'
import { readingOf } from '../clock.ts'
import { type Plan, quorumOf } from '../plan.ts'
import { AHEAD, joined, knows, nameOf } from './knowledge.ts'
import type { Operation } from './operations.ts'
import type { Checker, Violation } from './violation.ts'

export const durability: Checker = ({ events, byCall }, plan) => {
  const disks = new Map<Key, Map<NodeId, VersionVector>>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'stored' && event.record !== undefined) {
      const known = disks.get(event.key) ?? new Map<NodeId, VersionVector>()
      disks.set(event.key, known.set(event.node, joined(known.get(event.node), event.record.context)))
    }
    if (event.type !== 'answered' || !event.response.ok || !('dots' in event.response)) continue
    const request = byCall.get(event.call)?.request
    if (request?.op !== event.response.op || isSpent(request, event.at, plan)) continue
    const known = [...(disks.get(request.key)?.values() ?? [])]
    for (const dot of event.response.dots) {
      const got = known.filter((vector) => knows(vector, dot)).length
      const need = quorumOf(plan, request.key).w
      if (got >= need) continue
      const message = `call ${event.call} was told that ${nameOf(request.key, dot)} is written; ${got} of ${need} disks have had it`
      violations.push({ check: 'durability', message, at: event.at })
    }
  }
  return violations
}

function isSpent(request: Operation['request'], at: Millis, { world }: Plan): boolean {
  const expiresAt = request.op === 'put' ? request.expiresAt : undefined
  return expiresAt !== undefined && expiresAt + world.node.graceMs <= readingOf(AHEAD, at)
}
