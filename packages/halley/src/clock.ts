// The one clock, and the one timer, of a node.
import type { Millis } from '@halley/model'

/** Wall-clock milliseconds that never run backwards within a process. */
export function now(): Millis {
  return Math.floor(performance.timeOrigin + performance.now())
}

/** Calls once when a moment has come; setting another moment replaces the first. */
export class Alarm {
  readonly #ring: () => void
  #at: Millis | undefined
  #handle: NodeJS.Timeout | undefined

  constructor(ring: () => void) {
    this.#ring = ring
  }

  set(at: Millis | undefined): void {
    if (at === this.#at) return
    clearTimeout(this.#handle)
    this.#at = at
    if (at === undefined) return
    const wait = Math.min(Math.max(0, at - now()), LONGEST_WAIT)
    this.#handle = setTimeout(() => {
      this.#at = undefined
      this.#ring()
    }, wait)
  }
}

/** What setTimeout can wait at the most; ringing early is harmless. */
const LONGEST_WAIT = 2 ** 31 - 1
