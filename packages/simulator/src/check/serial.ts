// One event at a time goes through an object at its coordinator: while a handler of it runs for one turn, none runs for
// another; nor while it waits for what it asked of the network.
import { WAITS } from '../handlers.ts'
import type { Checker, Violation } from './violation.ts'

export const serial: Checker = ({ events }) => {
  /** By node and key: the turn whose handler runs. */
  const running = new Map<string, number>()
  const violations: Violation[] = []
  for (const event of events) {
    if (event.type === 'invoked' && event.outcome === WAITS) continue
    if (event.type === 'invoked' || event.type === 'given up') running.delete(`${event.node} ${event.key}`)
    else if (event.type === 'crashed') {
      for (const name of running.keys()) if (name.startsWith(`${event.node} `)) running.delete(name)
    } else if (event.type === 'invoking') {
      const name = `${event.node} ${event.key}`
      const other = running.get(name)
      running.set(name, event.turn)
      if (other === undefined) continue
      const message = `${event.node} runs ${event.event} on ${event.key} for turn ${event.turn}, while a handler runs for turn ${other}`
      violations.push({ check: 'serial', message, at: event.at })
    }
  }
  return violations
}
