// "Written" means durable: at the moment of the answer, at least W disks know each event that the write made.
import type { ClientRequest, Key, NodeId, VersionVector } from '@halley/model'
import { knows, nameOf } from './knowledge.ts'
import { writesNeeded } from './operations.ts'
import type { Checker, Violation } from './violation.ts'

export const durability: Checker = (events, plan) => {
  const requests = new Map<number, ClientRequest>()
  const disks = new Map<Key, Map<NodeId, VersionVector>>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'asked') requests.set(event.call, event.request)
    if (event.type === 'stored' && event.record !== undefined) {
      const known = disks.get(event.key) ?? new Map<NodeId, VersionVector>()
      disks.set(event.key, known.set(event.node, event.record.context))
    }
    if (event.type !== 'answered' || !event.response.ok || !('dots' in event.response)) continue
    const { key, op } = requests.get(event.call) as ClientRequest
    if (op !== event.response.op) continue
    const known = [...(disks.get(key)?.values() ?? [])]
    for (const dot of event.response.dots) {
      const got = known.filter((vector) => knows(vector, dot)).length
      const need = writesNeeded(plan, key)
      if (got >= need) continue
      const message = `call ${event.call} was told that ${nameOf(key, dot)} is written; ${got} of ${need} disks have it`
      violations.push({ check: 'durability', message, at: event.at })
    }
  }
  return violations
}
