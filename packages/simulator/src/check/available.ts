// Where nothing is wrong, nothing fails for the network's sake: not in a world without faults, and not any more once all
// is healed. What objects refuse is their own affair.
import type { Plan } from '../draw.ts'
import { operationsOf } from './operations.ts'
import type { Checker, Violation } from './violation.ts'

const EXCUSES: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'NO_REPLICA',
  'READ_QUORUM_UNMET',
  'WRITE_QUORUM_UNMET',
  'STORAGE_FAILED',
  'CALLER_UNPROVEN'
])

export const available: Checker = (events, plan) =>
  operationsOf(events).flatMap(({ call, node, request, phase, answers }): Violation[] => {
    const [first] = answers
    if (first === undefined || first.response.ok) return []
    if (phase !== 'last look' && !isCalm(plan)) return []
    const { code } = first.response.failure
    if (!EXCUSES.has(code)) return []
    const message = `call ${call}, a ${request.op} of ${request.key} at ${node}, failed with ${code}, though nothing is wrong`
    return [{ check: 'available', message, at: first.at }]
  })

function isCalm({ faults, world: { links, disk } }: Plan): boolean {
  const trouble = links.loss + links.latency.slowChance + disk.storeFails + disk.loadFails
  return faults.everyMs === 0 && trouble === 0
}
