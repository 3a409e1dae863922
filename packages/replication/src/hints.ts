// Hinted handoff (Dynamo, section 4.6): copies kept for homes that were down go home when the home is back. A hint is
// dropped only after the home acknowledged the copy as durable; the copy itself stays, as one more replica.
import type { Key, NodeId } from '@halley/model'

/** A copy due to be sent home. */
export interface Delivery {
  readonly home: NodeId
  readonly key: Key
  /** Which attempt it is: what a late answer to an earlier one says does not count. */
  readonly attempt: number
}

export interface HintsOptions {
  /** Hinted copies on their way to one home at a time: handoff must not drown the requests of a node just back. */
  readonly handoffsAtOnce: number
  /** Milliseconds after which a copy that did not arrive is sent again to a home that is up. */
  readonly handoffRetryMs: number
  /** Hints kept at the most, for all homes together; beyond it, hinted copies are refused. */
  readonly hintsAtMost: number
}

export class Hints {
  readonly #options: HintsOptions
  readonly #waiting = new Map<NodeId, Set<Key>>()
  #size = 0
  readonly #sending = new Map<NodeId, Map<Key, Sending>>()
  #attempts = 0

  constructor(options: HintsOptions) {
    this.#options = options
  }

  /** A copy is kept for `home`. */
  add(home: NodeId, key: Key): void {
    const keys = this.#waiting.get(home) ?? new Set()
    if (!keys.has(key)) this.#size++
    this.#waiting.set(home, keys.add(key))
    const sending = this.#sending.get(home)
    const sent = sending?.get(key)
    if (sent !== undefined) sent.outdated = true
  }

  /** Whether something is kept for this home. */
  has(home: NodeId): boolean {
    return this.#waiting.has(home)
  }

  /** Whether a copy of this key is kept for anybody. */
  keeps(key: Key): boolean {
    for (const keys of this.#waiting.values()) if (keys.has(key)) return true
    return false
  }

  /** Hints kept in all. */
  get size(): number {
    return this.#size
  }

  /** The next copies to send to a home that is up. */
  deliver(home: NodeId): Delivery[] {
    const sending = this.#sending.get(home) ?? new Map<Key, Sending>()
    const deliveries: Delivery[] = []
    for (const key of this.#waiting.get(home) ?? []) {
      if (sending.size >= this.#options.handoffsAtOnce) break
      if (sending.has(key)) continue
      const attempt = ++this.#attempts
      sending.set(key, { attempt, outdated: false })
      deliveries.push({ home, key, attempt })
    }
    if (sending.size > 0) this.#sending.set(home, sending)
    return deliveries
  }

  /** The home has the copy, durably. Returns whether the hint is spent: false where a newer copy must follow. */
  delivered({ home, key, attempt }: Delivery): boolean {
    const sent = this.#stop(home, key, attempt)
    if (sent === undefined || sent.outdated) return false
    const keys = this.#waiting.get(home)
    if (keys?.delete(key)) this.#size--
    if (keys?.size === 0) this.#waiting.delete(home)
    return true
  }

  /** The copy did not arrive; the hint stays for the next time, when the others have had their turn. */
  failed({ home, key, attempt }: Delivery): void {
    if (this.#stop(home, key, attempt) === undefined) return
    const keys = this.#waiting.get(home)
    if (keys?.delete(key)) keys.add(key)
  }

  #stop(home: NodeId, key: Key, attempt: number): Sending | undefined {
    const sending = this.#sending.get(home)
    const sent = sending?.get(key)
    if (sent?.attempt !== attempt) return undefined
    sending?.delete(key)
    if (sending?.size === 0) this.#sending.delete(home)
    return sent
  }
}

/** A copy on its way; outdated once a newer one was kept for the same home meanwhile, which has to follow. */
interface Sending {
  readonly attempt: number
  outdated: boolean
}
