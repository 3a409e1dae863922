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
  /** Questions that arrived, by who was asked, who asked and the question's id. */
  readonly #asked = new Map<string, { readonly key: Key; readonly forMs: Millis }>()
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
      this.#asked.set(`${node} ${event.from} ${event.message.id}`, event.message)
    else if (event.type === 'sent' && event.message.type === 'leased') {
      const asked = this.#asked.get(`${node} ${event.to} ${event.message.id}`)
      if (asked !== undefined) this.#grant(node, asked.key, at, Math.min(asked.forMs, this.#leaseMs))
    } else if (event.type === 'crashed') this.#leases.delete(node)
    else if (event.type === 'clock') {
      for (const lease of this.#leases.get(node)?.values() ?? []) {
        lease.least -= Math.max(0, event.byMs)
        lease.most += Math.max(0, -event.byMs)
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

  // It was granted when it was asked for, or later; clocks drift a little.
  #grant(node: NodeId, key: Key, at: Millis, forMs: Millis): void {
    const of = this.#leases.get(node) ?? new Map<Key, Lease>()
    const least = this.#ending.has(`${node} ${key}`) ? 0 : at + 0.9 * forMs - SLACK_MS
    this.#leases.set(node, of.set(key, { least, most: at + 1.1 * forMs + SLACK_MS }))
  }
}

/** Between the grant and its answer the copy may have to be read from a slow disk. */
const SLACK_MS = 2_000

function isLasting({ siblings }: ObjectRecord): boolean {
  return siblings.some(({ kind, expiresAt }) => kind === 'value' && expiresAt === undefined)
}
