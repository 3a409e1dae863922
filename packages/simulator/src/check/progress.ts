// Time is enough: whoever is woken at its deadline names a later one or none, and no operation takes more messages than
// its preference list and its time allow.
import type { Checker, Violation } from './violation.ts'

/**
 * Messages per request at the most, on average over a run: hand-overs to a few coordinators, each with a read and a write at up to
 * 20 nodes, repairs and hints, question and answer.
 */
const MESSAGES_PER_REQUEST = 100

export const progress: Checker = (events) => {
  const violations: Violation[] = []
  let requests = 0
  let messages = 0
  for (const event of events) {
    if (event.type === 'asked') requests++
    if (event.type === 'sent' && event.message.type !== 'ping' && event.message.type !== 'pong') messages++
    if (event.type !== 'ticked' || event.next === undefined) continue
    if (event.next > event.now) continue
    const message = `${event.node} was woken at ${event.now} and wants to be woken at ${event.next} again`
    violations.push({ check: 'progress', message, at: event.at })
  }
  if (messages > 1_000 + requests * MESSAGES_PER_REQUEST)
    violations.push({ check: 'progress', message: `${messages} messages for ${requests} requests` })
  return violations
}
