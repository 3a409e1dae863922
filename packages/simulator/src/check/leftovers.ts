// A copy that is not needed any more goes only when it is not: each of the key's homes, as far as the node has found out
// who they are, holds all that it knew. (Of what was deleted or has expired long ago nothing need be held.)
import type { Key, NodeId, ObjectRecord } from '@halley/model'
import { quorumOf } from '../plan.ts'
import { knowsAll } from './knowledge.ts'
import { orNothing } from './spent.ts'
import type { Checker, Violation } from './violation.ts'

export const leftovers: Checker = ({ events, damages }, plan) => {
  const disks = new Map<string, ObjectRecord>()
  const lists = new Map<string, readonly NodeId[]>()
  const violations: Violation[] = []
  const holdsAll = (home: NodeId, key: Key, { context }: ObjectRecord): boolean =>
    damages.has(`${home} ${key}`) || knowsAll(disks.get(`${home} ${key}`)?.context ?? {}, context)
  for (const event of events) {
    if (event.type === 'located') lists.set(`${event.node} ${event.key}`, event.list)
    if (event.type !== 'stored') continue
    const { node, key, record, at } = event
    const name = `${node} ${key}`
    const before = orNothing(disks.get(name), plan)
    if (record !== undefined) disks.set(name, record)
    if (event.forgotten !== true) continue
    disks.delete(name)
    const homes = lists.get(name)?.slice(0, quorumOf(plan, key).n) ?? []
    if (homes.includes(node) || damages.has(name)) continue
    const missing = homes.filter((home) => !holdsAll(home, key, before))
    if (missing.length === 0) continue
    const message = `${node} forgets ${key}, which ${missing.join(' ')} at home does not hold as it did`
    violations.push({ check: 'leftovers', message, at })
  }
  return violations
}
