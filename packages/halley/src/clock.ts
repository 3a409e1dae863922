// The one clock, and the one timer, of a node.
import type { Millis } from '@halley/model'

/** Wall-clock milliseconds that never run backwards within a process. */
export function now(): Millis {
  return Math.floor(performance.timeOrigin + performance.now())
}

/**
 * Calls once when a moment has come; setting another moment replaces the first. A node sets another one with nearly every
 * message, mostly a later one: then the timer that runs stays, and goes on for the rest when it is over.
 */
export class Alarm {
  readonly #ring: () => void
  #at: Millis | undefined
  #handle: NodeJS.Timeout | undefined
  /** When the timer that runs is over. */
  #over = 0

  constructor(ring: () => void) {
    this.#ring = ring
  }

  set(at: Millis | undefined): void {
    this.#at = at
    if (at === undefined) return this.#stop()
    if (this.#handle !== undefined && this.#over <= at) return
    this.#stop()
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

  #stop(): void {
    clearTimeout(this.#handle)
    this.#handle = undefined
  }
}

/** What setTimeout can wait at the most. */
const LONGEST_WAIT = 2 ** 31 - 1
