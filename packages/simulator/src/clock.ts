// A node's own clock: off by some seconds, and running a little fast or slow; now and then somebody sets it. Nodes see
// nothing else of time.
import type { Millis } from '@halley/model'

export interface ClockOptions {
  /** Milliseconds that the clock is ahead of the world's. */
  readonly offsetMs: number
  /** How much faster than the world it runs: 0.001 gains a millisecond a second. */
  readonly drift: number
}

/** What the world calls zero: some day in 2030, so that timestamps look like timestamps. */
const EPOCH_MS = 1_900_000_000_000

export class Clock {
  #options: ClockOptions

  constructor(options: ClockOptions) {
    this.#options = options
  }

  get options(): ClockOptions {
    return this.#options
  }

  /** Somebody sets it, forwards or backwards. */
  step(byMs: Millis): void {
    this.#options = { ...this.#options, offsetMs: this.#options.offsetMs + byMs }
  }

  /** The clock's reading, in whole milliseconds since the epoch. */
  read(worldMs: Millis): Millis {
    return readingOf(this.#options, worldMs)
  }

  /** World time at which the clock has reached `at`: never too early. */
  worldTimeOf(at: Millis): Millis {
    const { offsetMs, drift } = this.#options
    return (at - EPOCH_MS - offsetMs) / (1 + drift) + 0.01
  }
}

/** What a clock with these options reads. */
export function readingOf({ offsetMs, drift }: ClockOptions, worldMs: Millis): Millis {
  return Math.floor(EPOCH_MS + offsetMs + worldMs * (1 + drift))
}
