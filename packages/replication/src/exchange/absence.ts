// How long has this node been away? It writes down now and then that it is there; after a start, or when its clock has leapt
// (a machine that slept), the last such note tells. Whoever was away for longer than the grace time may hold objects that
// were deleted meanwhile, and whose deletion nobody remembers any more: see quarantine.ts.
import type { Deadline, Millis } from '@halley/model'

/** What a node's disk remembers of its being there. */
export interface Attendance {
  /** Since when there has been this database. */
  readonly since: Millis
  /** When the node was there for the last time. */
  readonly seenAt: Millis
}

export interface RememberEffect {
  readonly type: 'remember'
  readonly attendance: Attendance
}

/** A note this often, or oftener where the grace time is short. */
const NOTE_EVERY_MS = 3_600_000
const NOTES_IN_GRACE = 16

export class Absence {
  readonly #graceMs: Millis
  readonly #emit: (effect: RememberEffect) => void
  /** The node was away for too long, from then on. */
  readonly #returned: (awaySince: Millis) => void
  #since: Millis | undefined
  #seenAt: Millis | undefined
  #noteAt = Number.NEGATIVE_INFINITY
  /** It has a place among others: before that nothing of its being there is worth a note. */
  #among = false

  constructor(
    graceMs: Millis,
    known: Attendance | undefined,
    emit: (effect: RememberEffect) => void,
    returned: (awaySince: Millis) => void
  ) {
    this.#graceMs = graceMs
    this.#since = known?.since
    this.#seenAt = known?.seenAt
    this.#emit = emit
    this.#returned = returned
  }

  /** The node has found its place among others. */
  placed(now: Millis): void {
    this.#among = true
    this.note(now)
  }

  /** The node is there. */
  note(now: Millis): void {
    const seenAt = this.#seenAt ?? now
    this.#since ??= now
    if (now - seenAt > this.#graceMs) this.#returned(seenAt)
    this.#seenAt = Math.max(seenAt, now)
    if (!this.#among || now < this.#noteAt) return
    this.#noteAt = now + Math.min(NOTE_EVERY_MS, Math.ceil(this.#graceMs / NOTES_IN_GRACE))
    this.#emit({ type: 'remember', attendance: { since: this.#since, seenAt: this.#seenAt } })
  }

  /** Since when there has been this database. */
  get since(): Millis {
    return this.#since ?? Number.POSITIVE_INFINITY
  }

  deadline(): Deadline | undefined {
    if (this.#noteAt === Number.NEGATIVE_INFINITY) return undefined
    return { at: this.#noteAt, reason: 'note that this node is there' }
  }
}
