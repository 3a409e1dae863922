// The one clock, and the one timer, of a node.
import type { Millis } from '@halley/model'

/** Wall-clock milliseconds that never run backwards within a process. */
export function now(): Millis {
  return Math.floor(performance.timeOrigin + performance.now())
}

interface Timed {
  /** The next moment; nothing where there is none. */
  deadline(): { readonly at: Millis } | undefined
}

/**
 * Rings when the next moment has come. Which one that is may be another with every message, and asking costs a look at all cores: so it is
 * asked once in a turn of the event loop. Mostly it is a later one: then the timer that runs stays, and goes on for the rest when it is over.
 */
export class Alarm {
  readonly #timed: Timed
  readonly #ring: () => void
  #looking: NodeJS.Immediate | undefined
  #at: Millis | undefined
  #handle: NodeJS.Timeout | undefined
  /** When the timer that runs is over. */
  #over = 0

  constructor(timed: Timed, ring: () => void) {
    this.#timed = timed
    this.#ring = ring
  }

  /** The next moment may be another one now. */
  look(): void {
    this.#looking ??= setImmediate(() => {
      this.#looking = undefined
      this.#set(this.#timed.deadline()?.at)
    })
  }

  stop(): void {
    clearImmediate(this.#looking)
    this.#looking = undefined
    this.#set(undefined)
  }

  #set(at: Millis | undefined): void {
    this.#at = at
    if (at === undefined) return this.#halt()
    if (this.#handle !== undefined && this.#over <= at) return
    this.#halt()
    this.#start(at)
  }

  #start(at: Millis): void {
    const wait = Math.min(Math.max(0, at - now()), LONGEST_WAIT)
    this.#over = now() + wait
    this.#handle = setTimeout(() => this.#elapsed(), wait)
  }

  #elapsed(): void {
    this.#handle = undefined
    if (this.#at === undefined) return
    if (now() < this.#at) return this.#start(this.#at)
    this.#at = undefined
    this.#ring()
  }

  #halt(): void {
    clearTimeout(this.#handle)
    this.#handle = undefined
  }
}

/** What setTimeout can wait at the most. */
const LONGEST_WAIT = 2 ** 31 - 1
