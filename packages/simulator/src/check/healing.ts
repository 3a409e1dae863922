// Replicas follow their keys without being asked: when everything has been well for a while, and before any key is read
// again, all homes of a key hold the same record, and nobody else holds any of it,
// but for the time of a lease.
import type { Key, NodeId, ObjectRecord } from '@halley/model'
import { showRecord } from '../text.ts'
import { homesOf, liveNodes } from './homes.ts'
import { versionsOf } from './knowledge.ts'
import { promisedWhenHealed } from './leases.ts'
import { orNothing } from './spent.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

export const healing: Checker = (story, plan) => {
  const { damages } = story
  const disks = disksWhenHealed(story)
  const live = liveNodes(story)
  const promised = promisedWhenHealed(story, plan)
  const healedAt = story.events.find((event) => event.type === 'phase' && event.name === 'reading')?.at ?? 0
  // A lease that has just ended leaves a leftover, which the second look after that takes at the latest.
  const sweptMs = 3 * plan.world.node.sweepEveryMs + SWEEP_MS
  return plan.keys.flatMap(({ key }): Violation[] => {
    // What was damaged is mended by whoever reads or writes it.
    if (live.some((node) => damages.has(`${node} ${key}`))) return []
    const copies = disks.get(key) ?? new Map<NodeId, ObjectRecord>()
    const homes = homesOf(story, plan, key)
    const held = homes.map((node) => ({ node, record: orNothing(copies.get(node), plan) }))
    const check = 'healing'
    const shown = held.map(({ node, record }) => `${node} ${showRecord(record)}`).join('; ')
    if (new Set(held.map(({ record }) => versionsOf(record))).size > 1)
      return [{ check, message: `the homes of ${key} differ though all is well: ${shown}` }]
    const holds = (node: NodeId): boolean => orNothing(copies.get(node), plan).siblings.length > 0
    const isLeased = (node: NodeId): boolean => promised(node, key) + sweptMs > healedAt
    const left = live.filter((node) => !homes.includes(node) && holds(node) && !isLeased(node))
    if (left.length === 0) return []
    return [{ check, message: `${left.join(' ')} still hold ${key}, which is at home at ${homes.join(' ')}` }]
  })
}

/** What a look at a leftover takes, where others come first. */
const SWEEP_MS = 10_000

/** What each disk held, by key and node, when the time to heal was over. */
export function disksWhenHealed({ events }: Story): Map<Key, Map<NodeId, ObjectRecord>> {
  const disks = new Map<Key, Map<NodeId, ObjectRecord>>()
  for (const event of events) {
    if (event.type === 'phase' && event.name === 'reading') break
    if (event.type !== 'stored') continue
    const copies = disks.get(event.key) ?? new Map<NodeId, ObjectRecord>()
    disks.set(event.key, copies)
    if (event.forgotten === true) copies.delete(event.node)
    else if (event.record !== undefined) copies.set(event.node, event.record)
  }
  return disks
}
