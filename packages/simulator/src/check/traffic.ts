// No operation takes more messages than its preference list and its time allow, and a network in which nothing is asked
// any more falls silent; nor does it ask for those who are gone for good.
import type { Millis } from '@halley/model'
import { isGossip } from '@halley/node'
import { isCalm, quorumOf } from '../plan.ts'
import type { Checker, Violation } from './violation.ts'

/**
 * Messages per request at the most, on average over a run: hand-overs to a few coordinators, each with a read and a
 * write at up to 20 nodes, repairs and hints, question and answer.
 */
const MESSAGES_PER_REQUEST = 100

/** Messages of the repairs and retries that no request accounts for. */
const MESSAGES_BESIDE = 1_000

/** The end of the quiet phase, in which every hint is home. */
const QUIET_MS = 30_000

/** Messages a second that a node may send when nothing is asked and nothing is owed, besides its exchanges. */
const IDLE_RATE = 1

/** Messages of one exchange that finds nothing, and of what is looked at besides: a question and its answer, five times. */
const MESSAGES_PER_EXCHANGE = 10

/** Probes in the quiet phase for each node that is left and each one that is gone: nobody misses those any more. */
const PROBES_OF_THE_GONE = 0.4

export const traffic: Checker = ({ events, operations, nodes, gone }, plan) => {
  const violations: Violation[] = []
  const report = (message: string): number => violations.push({ check: 'traffic', message })
  const healedUntil = phaseEnd(events)
  let messages = 0
  let idle = 0
  let probes = 0
  for (const event of events) {
    if (event.type !== 'sent' || isGossip(event.message)) continue
    if (event.message.type !== 'ping' && event.message.type !== 'pong') messages++
    if (event.at < healedUntil - QUIET_MS || event.at >= healedUntil) continue
    idle++
    if (event.message.type === 'ping' && gone.has(event.to)) probes++
  }
  const n = Math.max(...plan.keys.map(({ key }) => quorumOf(plan, key).n))
  // A hand-over and leave, 2 + 2; as many nodes again are read where nothing is found, 4N; a write, 2N; repairs, 2N.
  const allowed = isCalm(plan)
    ? 200 + operations.length * (4 + 8 * n)
    : MESSAGES_BESIDE + operations.length * MESSAGES_PER_REQUEST
  if (messages > allowed)
    report(`${messages} messages for ${operations.length} requests; ${allowed} are allowed`)
  const live = nodes.size - gone.size
  if (probes > 1 + PROBES_OF_THE_GONE * live * gone.size)
    report(`${probes} probes of ${gone.size} nodes that are gone, in ${QUIET_MS} ms`)
  const rate = IDLE_RATE / 1_000 + MESSAGES_PER_EXCHANGE / plan.world.node.exchangeEveryMs
  const quiet = live * rate * QUIET_MS
  if (idle > quiet) report(`${idle} messages in ${QUIET_MS} ms in which nothing was asked`)
  return violations
}

/** When the phase ends in which everything is healed and nothing is asked. */
function phaseEnd(events: Parameters<Checker>[0]['events']): Millis {
  return events.find((event) => event.type === 'phase' && event.name === 'reading')?.at ?? 0
}
