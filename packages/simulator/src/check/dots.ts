// A dot names one content, for ever: on every disk and on every wire, before and after every crash.
import type { Key, ObjectRecord, Sibling } from '@halley/model'
import type { TraceEvent } from '../trace.ts'
import { nameOf } from './knowledge.ts'
import type { Checker, Violation } from './violation.ts'

export const dots: Checker = (events) => {
  const contents = new Map<string, string>()
  const seen = new WeakSet<Sibling>()
  const violations: Violation[] = []
  for (const { key, record, event } of recordsIn(events)) {
    for (const sibling of record.siblings) {
      if (seen.has(sibling)) continue
      seen.add(sibling)
      const name = nameOf(key, sibling.dot)
      const content = contentOf(sibling)
      const before = contents.get(name) ?? content
      contents.set(name, before)
      if (before === content) continue
      const message = `${event.node}: the event ${name} names two contents`
      violations.push({ check: 'dots', message, at: event.at })
    }
  }
  return violations
}

/** Every record that the trace shows, with its key. */
function* recordsIn(
  events: readonly TraceEvent[]
): Iterable<{ key: Key; record: ObjectRecord; event: TraceEvent }> {
  // A record that answers a question does not say its key; the question did.
  const asked = new Map<string, Key>()
  for (const event of events) {
    if (event.type === 'stored' && event.record !== undefined) {
      yield { key: event.key, record: event.record, event }
    } else if (event.type === 'sent' && event.message.type === 'read') {
      asked.set(`${event.node}>${event.to} ${event.message.id}`, event.message.key)
    } else if (event.type === 'sent' && event.message.type === 'write') {
      yield { key: event.message.key, record: event.message.record, event }
    } else if (event.type === 'sent' && event.message.type === 'record') {
      const key = asked.get(`${event.to}>${event.node} ${event.message.id}`)
      if (key !== undefined) yield { key, record: event.message.record, event }
    }
  }
}

function contentOf({ kind, code, state, writtenAt, expiresAt, quorum }: Sibling): string {
  return [kind, code?.hash, Buffer.from(state).toString('hex'), writtenAt, expiresAt, quorum?.n].join(' ')
}
