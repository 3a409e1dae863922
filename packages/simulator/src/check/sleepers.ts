// Who sleeps for longer than the grace time comes back with copies that prove nothing by themselves any more: those of which
// the homes that were there all the time know no version are given up (replication/src/exchange/quarantine.ts).
import type { Key, Millis, NodeId, ObjectRecord } from '@halley/model'
import { readingOf } from '../clock.ts'
import type { Plan } from '../plan.ts'
import { AHEAD } from './knowledge.ts'
import type { Story } from './story.ts'

/** Homes that have to tell a sleeper that nobody knows what it holds. */
export const WITNESSES = 2

/** Where the grace time is short a node notes that it is there so many times in it; the last note tells since when it slept. */
const NOTES_IN_GRACE = 16

/** Until a newcomer has its place, and what clocks differ by. */
const NOTICE_MS = 5_000

/** Whether the node slept, and the copy is from before. */
export function isFromBeforeItsSleep(
  { siblings }: ObjectRecord,
  node: NodeId,
  at: Millis,
  { faults, world }: Plan
): boolean {
  const isSleeper = faults.some((step) => step.do === 'sleep' && step.node === node)
  return (
    isSleeper && siblings.every(({ writtenAt }) => writtenAt + world.node.graceMs <= readingOf(AHEAD, at))
  )
}

/** Where somebody sleeps: who does, and who came later than that, or so shortly before that the sleeper cannot tell. */
export function absentees({ faults, world }: Plan): Set<NodeId> {
  const sleeps = faults.filter((step) => step.do === 'sleep')
  const noticeMs = world.node.graceMs / NOTES_IN_GRACE + NOTICE_MS
  const begin = Math.min(...sleeps.map(({ atMs }) => atMs)) - noticeMs
  const late = faults.flatMap((step) => (step.do === 'join' && step.atMs >= begin ? [step.node] : []))
  return new Set([...sleeps.map(({ node }) => node), ...late])
}

/** Whether a sleeper ever kept copies of the key for all other homes at once: then none was given it, as far as it knows. */
export function isOwedToAll(
  { events }: Story,
  sleepers: ReadonlySet<NodeId>,
  key: Key,
  homes: readonly NodeId[]
): boolean {
  const owed = new Map<NodeId, Set<NodeId>>()
  for (const event of events) {
    if (event.type !== 'stored' || event.key !== key || !sleepers.has(event.node)) continue
    const kept = owed.get(event.node) ?? new Set()
    owed.set(event.node, kept)
    for (const home of event.hints) kept.add(home)
    for (const home of event.unhints) kept.delete(home)
    if (homes.every((home) => home === event.node || kept.has(home))) return true
  }
  return false
}
