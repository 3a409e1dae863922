// A dot names one content, for ever: on every disk and on every wire, before and after every crash.
import type { Key, ObjectRecord, Sibling } from '@halley/model'
import type { TraceEvent } from '../trace.ts'
import { nameOf } from './knowledge.ts'
import type { Checker, Violation } from './violation.ts'

export const dots: Checker = ({ events }) => {
  const contents = new Contents()
  // A record that answers a question does not say its key; the question did.
  const asked = new Map<string, Key>()
  for (const event of events) {
    if (event.type === 'stored') {
      if (event.record !== undefined) contents.look(event.key, event.record, event)
    } else if (event.type === 'sent') {
      const { message, node, to } = event
      if (message.type === 'read') asked.set(`${node}>${to} ${message.id}`, message.key)
      else if (message.type === 'write') contents.look(message.key, message.record, event)
      else if (message.type === 'record') {
        const key = asked.get(`${to}>${node} ${message.id}`)
        if (key !== undefined) contents.look(key, message.record, event)
      }
    }
  }
  return contents.violations
}

/** What each dot named when it was first seen. */
class Contents {
  readonly violations: Violation[] = []
  readonly #contents = new Map<string, string>()
  readonly #seen = new WeakSet<Sibling | ObjectRecord>()

  look(key: Key, record: ObjectRecord, event: TraceEvent): void {
    if (this.#seen.has(record)) return
    this.#seen.add(record)
    for (const sibling of record.siblings) {
      if (this.#seen.has(sibling)) continue
      this.#seen.add(sibling)
      const name = nameOf(key, sibling.dot)
      const content = contentOf(sibling)
      const before = this.#contents.get(name)
      if (before === undefined) this.#contents.set(name, content)
      else if (before !== content) {
        const message = `${event.node}: the event ${name} names two contents`
        this.violations.push({ check: 'dots', message, at: event.at })
      }
    }
  }
}

function contentOf({ kind, code, state, writtenAt, expiresAt, quorum }: Sibling): string {
  const bytes = Buffer.from(state.buffer, state.byteOffset, state.byteLength).toString('latin1')
  return [kind, code?.hash, bytes, writtenAt, expiresAt, quorum?.n].join(' ')
}
