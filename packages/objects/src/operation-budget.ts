// How much an object may ask of the network: a bucket of operations for each object, which fills evenly. It is kept at the
// node that runs the object, so an object whose coordinator changes begins there with a full one: N nodes, N buckets.
import { type Key, LruMap, type Millis } from '@halley/model'

export interface OperationsOptions {
  /** Operations in the network that the handlers of one object may begin in `operationsMs`, and at once. */
  readonly operations: number
  /** Milliseconds in which an empty bucket fills. */
  readonly operationsMs: number
}

/** Objects whose buckets are remembered; one that is forgotten was not used for longest, and begins with a full one. */
const BUCKETS = 10_000

interface Bucket {
  left: number
  at: Millis
}

export class OperationBudget {
  readonly #options: OperationsOptions
  readonly #buckets = new LruMap<Key, Bucket>(BUCKETS)

  constructor(options: OperationsOptions) {
    this.#options = options
  }

  /** Takes so many operations, if they are there. */
  spend(key: Key, count: number, now: Millis): boolean {
    const bucket = this.#buckets.get(key) ?? { left: this.#options.operations, at: now }
    this.#fill(bucket, now)
    this.#buckets.set(key, bucket)
    if (bucket.left < count) return false
    bucket.left -= count
    return true
  }

  // A clock that was set back fills nothing, and takes nothing away.
  #fill(bucket: Bucket, now: Millis): void {
    const { operations, operationsMs } = this.#options
    const gained = (Math.max(0, now - bucket.at) * operations) / operationsMs
    bucket.left = Math.min(operations, bucket.left + gained)
    bucket.at = now
  }
}
