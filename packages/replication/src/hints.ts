// Hinted handoff (Dynamo, section 4.6): copies kept for homes that were down go home when the home is back. A hint is
// dropped only after the home acknowledged the copy as durable; the copy itself stays, as one more replica.
//
// There is room for so many hints in all, and for so many of one home: one that never comes back shall not use up the room of
// the others. What is refused goes elsewhere: see handoff.ts.
import type { Key, Millis, NodeId } from '@halley/model'

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
  /** Hints kept for one home at the most. */
  readonly hintsOfOneHomeAtMost: number
}

/** What is kept for one home. */
export interface KeptFor {
  readonly home: NodeId
  readonly copies: number
  /** When the oldest of them was kept, as far as this run of the node knows. */
  readonly since: Millis
  /** Copies on their way. */
  readonly sending: number
}

export class Hints {
  readonly #options: HintsOptions
  /** The keys of each home, and when the first copy that it has not got was kept. */
  readonly #waiting = new Map<NodeId, Map<Key, Millis>>()
  #size = 0
  readonly #sending = new Map<NodeId, Map<Key, Sending>>()
  #attempts = 0

  constructor(options: HintsOptions) {
    this.#options = options
  }

  /** A copy is kept for `home`. Returns whether there was none of this key before. */
  add(home: NodeId, key: Key, now: Millis): boolean {
    const keys = this.#waiting.get(home) ?? new Map<Key, Millis>()
    const isNew = !keys.has(key)
    if (isNew) {
      this.#size++
      keys.set(key, now)
      this.#waiting.set(home, keys)
    }
    const sent = this.#sending.get(home)?.get(key)
    if (sent !== undefined) sent.outdated = true
    return isNew
  }

  /** Whether a copy of this key may be kept for `home`: a newer one takes the place of an older one. */
  hasRoom(home: NodeId, key: Key): boolean {
    const keys = this.#waiting.get(home)
    if (keys?.has(key)) return true
    const { hintsAtMost, hintsOfOneHomeAtMost } = this.#options
    return this.#size < hintsAtMost && (keys?.size ?? 0) < hintsOfOneHomeAtMost
  }

  /** Whether something is kept for this home. */
  has(home: NodeId): boolean {
    return this.#waiting.has(home)
  }

  /** Whether a copy of this key is kept for this home. */
  keepsFor(home: NodeId, key: Key): boolean {
    return this.#waiting.get(home)?.has(key) === true
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

  /** What is kept for each home. */
  all(): KeptFor[] {
    return [...this.#waiting].map(([home, keys]) => ({
      home,
      copies: keys.size,
      since: oldest(keys.values()),
      sending: this.#sending.get(home)?.size ?? 0
    }))
  }

  /** The next copies to send to a home that is up. */
  deliver(home: NodeId): Delivery[] {
    const sending = this.#sending.get(home) ?? new Map<Key, Sending>()
    const deliveries: Delivery[] = []
    for (const key of this.#waiting.get(home)?.keys() ?? []) {
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
    const since = keys?.get(key)
    if (since === undefined) return
    keys?.delete(key)
    keys?.set(key, since)
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

function oldest(times: Iterable<Millis>): Millis {
  let first = Number.POSITIVE_INFINITY
  for (const time of times) first = Math.min(first, time)
  return first
}
