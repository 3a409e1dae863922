// Virtual time: what is to happen, in order. Nothing in a simulation waits; the clock jumps from one moment to the next.
import { type Cancel, Deadlines, type Millis } from '@halley/model'

export type Action = () => void

export class Agenda {
  readonly #deadlines = new Deadlines<Action>()
  #now: Millis = 0

  /** Virtual milliseconds since the world began. */
  get now(): Millis {
    return this.#now
  }

  /** Does `action` in `ms` milliseconds; what is due at the same moment happens in the order in which it was asked for. */
  after(ms: Millis, action: Action): Cancel {
    return this.#deadlines.set(this.#now + Math.max(0, ms), '', action)
  }

  /** Lets time pass up to `until`, or until `stop` says so. */
  run(until: Millis, stop: () => boolean = NEVER): void {
    while (!stop()) {
      const next = this.#deadlines.next()
      if (next === undefined || next.at > until) {
        this.#now = Math.max(this.#now, until)
        return
      }
      this.#now = next.at
      for (const action of this.#deadlines.due(next.at)) action()
    }
  }
}

const NEVER = (): boolean => false
