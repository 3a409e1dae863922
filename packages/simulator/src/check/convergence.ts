// When everything is healed and every key was read, all homes of a key that are left hold the same record.
import type { Key, NodeId, ObjectRecord } from '@halley/model'
import { nearestToKey } from '../overlay.ts'
import { showRecord } from '../text.ts'
import { versionsOf } from './knowledge.ts'
import { quorumOf } from './operations.ts'
import type { Checker, Violation } from './violation.ts'

const NOTHING: ObjectRecord = { context: {}, siblings: [] }

export const convergence: Checker = (events, plan) => {
  const held = new Map<string, ObjectRecord>()
  const gone = new Set<NodeId>()
  for (const event of events) {
    if (event.type === 'holds') held.set(`${event.node} ${event.key}`, event.record)
    if (event.type === 'gone') gone.add(event.node)
  }
  const live = plan.nodes.filter((node) => !gone.has(node))
  return plan.clients.keys.flatMap(({ key }: { key: Key }): Violation[] => {
    const homes = nearestToKey(key, live, quorumOf(plan, key).n)
    const copies = homes.map((node) => ({ node, record: held.get(`${node} ${key}`) ?? NOTHING }))
    if (new Set(copies.map(({ record }) => versionsOf(record))).size <= 1) return []
    const shown = copies.map(({ node, record }) => `${node} ${showRecord(record)}`).join('; ')
    return [{ check: 'convergence', message: `the homes of ${key} differ: ${shown}` }]
  })
}
