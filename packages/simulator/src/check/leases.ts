// A copy for which a node has granted a lease stays as long as the lease lasts, unless the object is gone, or the node leaves. That it
// goes afterwards, the check "healing" sees to, which asks here until when copies were promised.
import type { Key, Millis, NodeId, ObjectRecord } from '@halley/model'
import type { Plan } from '../plan.ts'
import type { TraceEvent } from '../trace.ts'
import type { Story } from './story.ts'
import type { Checker, Violation } from './violation.ts'

interface Lease {
  /** The node certainly keeps the copy until then. */
  least: Millis
  /** And certainly does not, because of the lease, after that. */
  most: Millis
}

interface Asked {
  readonly key: Key
  readonly leaseMs: Millis
  /** The copy is certainly kept until then, if the node says so at all. */
  least: Millis
}

export const leases: Checker = (story, plan) => {
  const promises = new Promises(plan)
  const violations: Violation[] = []
  for (const event of story.events) {
    if (event.type === 'stored' && event.forgotten === true) {
      const { node, key, at } = event
      const left = (promises.of(node, key)?.least ?? 0) - at
      if (left > 0 && !story.left.has(node) && !story.damages.has(`${node} ${key}`)) {
        const message = `${node} forgets ${key}, for which it has granted a lease of ${Math.ceil(left)} ms more`
        violations.push({ check: 'leases', message, at })
      }
    }
    promises.note(event)
  }
  return violations
}

/** Until when nodes keep copies of keys at the most, as things stood when the time to heal was over. */
export function promisedWhenHealed({ events }: Story, plan: Plan): (node: NodeId, key: Key) => Millis {
  const promises = new Promises(plan)
  for (const event of events) {
    if (event.type === 'phase' && event.name === 'reading') break
    promises.note(event)
  }
  return (node, key) => promises.of(node, key)?.most ?? 0
}

class Promises {
  readonly #leaseMs: Millis
  /** Questions that arrived, by who was asked, and by who asked and the question's id. */
  readonly #asked = new Map<NodeId, Map<string, Asked>>()
  readonly #leases = new Map<NodeId, Map<Key, Lease>>()
  /** Copies of which nothing may be left any day, by node and key: a lease on such a one says nothing. */
  readonly #ending = new Set<string>()

  constructor({ world }: Plan) {
    this.#leaseMs = world.node.leaseMs
  }

  of(node: NodeId, key: Key): Lease | undefined {
    return this.#leases.get(node)?.get(key)
  }

  note(event: TraceEvent): void {
    const { node, at } = event
    if (event.type === 'received' && event.message.type === 'lease')
      this.#ask(node, `${event.from} ${event.message.id}`, event.message, at)
    else if (event.type === 'sent' && event.message.type === 'leased') {
      const asked = this.#asked.get(node)?.get(`${event.to} ${event.message.id}`)
      if (asked !== undefined) this.#grant(node, asked, at)
    } else if (event.type === 'crashed') this.#leases.delete(node)
    else if (event.type === 'clock') {
      const [forwards, back] = [Math.max(0, event.byMs), Math.max(0, -event.byMs)]
      for (const asked of this.#asked.get(node)?.values() ?? []) asked.least -= forwards
      for (const lease of this.#leases.get(node)?.values() ?? []) {
        lease.least -= forwards
        lease.most += back
      }
    } else if (event.type === 'stored' && event.record !== undefined)
      this.#stored(node, event.key, event.record)
  }

  #stored(node: NodeId, key: Key, record: ObjectRecord): void {
    const name = `${node} ${key}`
    if (isLasting(record)) this.#ending.delete(name)
    else this.#ending.add(name)
    const lease = this.of(node, key)
    if (lease !== undefined && !isLasting(record)) lease.least = 0
  }

  // The lease runs from when its question arrives. That it is granted is said later: the copy may have to be read from a disk that is
  // slow or full, and what was promised may be over by then. Of a question that arrives twice the first arrival counts. Clocks drift.
  #ask(node: NodeId, name: string, { key, forMs }: { key: Key; forMs: Millis }, at: Millis): void {
    const of = this.#asked.get(node) ?? new Map<string, Asked>()
    this.#asked.set(node, of)
    const leaseMs = Math.min(forMs, this.#leaseMs)
    if (!of.has(name)) of.set(name, { key, leaseMs, least: at + 0.9 * leaseMs })
  }

  #grant(node: NodeId, { key, leaseMs, least: promised }: Asked, at: Millis): void {
    const of = this.#leases.get(node) ?? new Map<Key, Lease>()
    const least = this.#ending.has(`${node} ${key}`) ? 0 : promised
    this.#leases.set(node, of.set(key, { least, most: at + 1.1 * leaseMs }))
  }
}

function isLasting({ siblings }: ObjectRecord): boolean {
  return siblings.some(({ kind, expiresAt }) => kind === 'value' && expiresAt === undefined)
}
