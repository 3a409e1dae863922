// What was deleted stays deleted. A delete that was acknowledged superseded some versions; in the end no reader is shown
// any of them, unless as many as W of those that held the tombstone are lost. (But not where vectors forget while something
// is still wrong. And where somebody slept for longer than the grace time, it takes two homes that were there all the time to tell,
// and to one of which at least the sleeper did not owe its copy: see replication/src/exchange/quarantine.ts.)
import type { Dot, Key, ObjectRecord } from '@halley/model'
import { quorumOf } from '../plan.ts'
import { Holders } from './holders.ts'
import { homesOf } from './homes.ts'
import { bringsBack, nameOf, supersedes } from './knowledge.ts'
import { successOf } from './operations.ts'
import { absentees, isOwedToAll, WITNESSES } from './sleepers.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

interface Grave {
  readonly call: number
  readonly key: Key
  readonly dot: Dot
  /** As the coordinator stored it first. */
  readonly record: ObjectRecord
}

export const buried: Checker = (story, plan) => {
  const graves = gravesOf(story)
  if (graves.length === 0 || bringsBack(plan)) return []
  const holders = new Holders(story)
  const absent = absentees(plan)
  const isWitnessed = (key: Key): boolean => {
    if (absent.size === 0) return true
    const homes = homesOf(story, plan, key)
    return (
      homes.filter((home) => !absent.has(home)).length >= WITNESSES && !isOwedToAll(story, absent, key, homes)
    )
  }
  const violations: Violation[] = []
  for (const operation of story.operations) {
    const success = successOf(operation)
    if (operation.phase !== 'last look' || success?.op !== 'get') continue
    const { key } = operation.request
    for (const grave of graves) {
      if (grave.key !== key || !isWitnessed(key)) continue
      const risen = success.replies.find(({ dot }) => supersedes(grave.record, dot))
      if (risen === undefined || holders.lost(key, grave.dot).length >= quorumOf(plan, key).w) continue
      const message = `call ${operation.call} is shown ${nameOf(key, risen.dot)}, which call ${grave.call} had deleted`
      violations.push({ check: 'buried', message, at: operation.askedAt })
    }
  }
  return violations
}

function gravesOf({ operations, stores }: Story): Grave[] {
  const first = new Map<string, ObjectRecord>()
  for (const { key, record } of stores)
    for (const { kind, dot } of record.siblings) {
      const name = nameOf(key, dot)
      if (kind === 'tombstone' && !first.has(name)) first.set(name, record)
    }
  return operations.flatMap((operation): Grave[] => {
    const { call, request } = operation
    const success = successOf(operation)
    if (success?.op !== 'delete') return []
    return success.dots.flatMap((dot) => {
      const record = first.get(nameOf(request.key, dot))
      return record === undefined ? [] : [{ call, key: request.key, dot, record }]
    })
  })
}
