// How much objects may ask of the network: a bucket of operations for each object and one for each owner, which fill evenly. They
// are kept at the node that runs the object, so an object whose coordinator changes begins there with full ones: N nodes, N buckets.
// Nothing is overdrawn, so nothing is owed, and a start fills them.
import { LruMap, type Millis } from '@halley/model'

export interface OperationsOptions {
  /** Operations in the network that the handlers of one object may begin in `operationsMs`, and at once. */
  readonly operations: number
  /** Those that the handlers of all objects of one owner may begin. */
  readonly ownerOperations: number
  /** Milliseconds in which an empty bucket fills. */
  readonly operationsMs: number
}

/** Names whose buckets are remembered; one that is forgotten was not used for longest, and begins with a full one. */
const BUCKETS = 10_000

interface Bucket {
  left: number
  at: Millis
}

export class OperationBudget {
  readonly most: number
  readonly #fillsMs: Millis
  readonly #buckets = new LruMap<string, Bucket>(BUCKETS)

  constructor(most: number, fillsMs: Millis) {
    this.most = most
    this.#fillsMs = fillsMs
  }

  /** What is left of a name's operations. */
  left(name: string, now: Millis): number {
    return this.#filled(name, now).left
  }

  /** Takes so many operations, if they are there. */
  spend(name: string, count: number, now: Millis): boolean {
    const bucket = this.#filled(name, now)
    this.#buckets.set(name, bucket)
    if (bucket.left < count) return false
    bucket.left -= count
    return true
  }

  // A clock that was set back fills nothing, and takes nothing away.
  #filled(name: string, now: Millis): Bucket {
    const bucket = this.#buckets.get(name) ?? { left: this.most, at: now }
    const gained = (Math.max(0, now - bucket.at) * this.most) / this.#fillsMs
    bucket.left = Math.min(this.most, bucket.left + gained)
    bucket.at = now
    return bucket
  }
}
