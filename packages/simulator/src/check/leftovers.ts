// A copy that is not needed any more goes only when it is not: each of the key's homes, as far as the node has found out
// who they are, holds all that it knew. (Of what was deleted or has expired long ago nothing need be held; nor of what is
// older than the grace time and of which no home knows any version, where each of them was superseded once; nor of
// what was never anywhere else before its keeper slept past the grace time, where two homes were awake.)
import type { Dot, Key, NodeId, ObjectRecord } from '@halley/model'
import { readingOf } from '../clock.ts'
import { quorumOf } from '../plan.ts'
import { knows, knowsAll, remembered, supersedes } from './knowledge.ts'
import { absentees, isFromBeforeItsSleep, WITNESSES } from './sleepers.ts'
import { orNothing } from './spent.ts'
import type { Checker, Violation } from './violation.ts'

export const leftovers: Checker = ({ events, damages }, plan) => {
  const disks = new Map<string, ObjectRecord>()
  const lists = new Map<string, readonly NodeId[]>()
  const violations: Violation[] = []
  const stored = new Map<Key, ObjectRecord[]>()
  const { graceMs } = plan.world.node
  const absent = absentees(plan)
  const isKnown = (homes: readonly NodeId[], key: Key, { siblings }: ObjectRecord): boolean =>
    homes.some((home) => siblings.some(({ dot }) => knows(disks.get(`${home} ${key}`)?.context ?? {}, dot)))
  const wasSuperseded = (key: Key, dot: Dot): boolean =>
    (stored.get(key) ?? []).some((record) => supersedes(record, dot))
  const isForgotten = (key: Key, { siblings }: ObjectRecord, at: number): boolean =>
    siblings.every(({ writtenAt }) => writtenAt + graceMs <= readingOf(TRUE_CLOCK, at) + CLOCKS_APART_MS) &&
    siblings.every(({ dot }) => wasSuperseded(key, dot))
  const isGivenUp = (node: NodeId, homes: readonly NodeId[], before: ObjectRecord, at: number): boolean =>
    isFromBeforeItsSleep(before, node, at, plan) &&
    homes.filter((home) => !absent.has(home)).length >= WITNESSES
  const holdsAll = (home: NodeId, key: Key, { context }: ObjectRecord): boolean => {
    const known = disks.get(`${home} ${key}`)?.context ?? {}
    return damages.has(`${home} ${key}`) || knowsAll(known, remembered(context, known, plan))
  }
  for (const event of events) {
    if (event.type === 'located') lists.set(`${event.node} ${event.key}`, event.list)
    if (event.type !== 'stored') continue
    const { node, key, record, at } = event
    const name = `${node} ${key}`
    const before = orNothing(disks.get(name), plan)
    if (record !== undefined) {
      disks.set(name, record)
      const records = stored.get(key)
      if (records === undefined) stored.set(key, [record])
      else records.push(record)
    }
    if (event.forgotten !== true) continue
    disks.delete(name)
    const homes = lists.get(name)?.slice(0, quorumOf(plan, key).n) ?? []
    if (homes.includes(node) || damages.has(name)) continue
    const missing = homes.filter((home) => !holdsAll(home, key, before))
    if (missing.length === 0) continue
    const mayGo = isForgotten(key, before, at) || isGivenUp(node, homes, before, at)
    if (mayGo && !isKnown(homes, key, before)) continue
    const message = `${node} forgets ${key}, which ${missing.join(' ')} at home does not hold as it did`
    violations.push({ check: 'leftovers', message, at })
  }
  return violations
}

const TRUE_CLOCK = { offsetMs: 0, drift: 0 }

/** No two clocks of a plan are further apart. */
const CLOCKS_APART_MS = 10_000
