// What is left to the owner of an object while its budget is used up: to put and to delete it, one event every few seconds, so that
// whoever wrote an object that overdoes it can always repair or remove it. The object's own handlers still decide.
import { LruMap, type Millis, type NodeId } from '@halley/model'

export interface ReserveOptions {
  /** Milliseconds in which an owner may put or delete one of its objects whose budget, or its own, is used up. */
  readonly reserveEveryMs: number
}

/** Owners of whom it is remembered when they made use of it. */
const OWNERS = 10_000

export class Reserve {
  readonly #everyMs: Millis
  readonly #usedAt = new LruMap<NodeId, Millis>(OWNERS)

  constructor({ reserveEveryMs }: ReserveOptions) {
    this.#everyMs = reserveEveryMs
  }

  /** Milliseconds until the owner may make use of it; 0: now. */
  waitMs(owner: NodeId, now: Millis): Millis {
    const usedAt = this.#usedAt.get(owner)
    // A clock that was set back makes nobody wait for longer.
    return usedAt === undefined || usedAt > now ? 0 : Math.max(0, usedAt + this.#everyMs - now)
  }

  use(owner: NodeId, now: Millis): void {
    this.#usedAt.set(owner, now)
  }
}
