// How long answers take of late, and when waiting for one longer is worth asking somebody else as well (Dean and Barroso,
// "The Tail at Scale", 2013: a hedged request after the 95th percentile).
//
// Hedging must not feed an overload, where everything is late: so one request in HEDGED_SHARE may be hedged, and a burst of
// HEDGES_AT_MOST at the most.
import type { Millis } from '@halley/model'

/** Answers that are remembered: the latest minute of a node with little to do, the latest moment of a busy one. */
const REMEMBERED = 64

/** Answers after which the percentile is reckoned (anew): of fewer it would say nothing. */
const RECKONED_EVERY = 16

const HEDGED_SHARE = 20
const HEDGES_AT_MOST = 10

export class Pace {
  readonly #leastMs: Millis
  readonly #recent: Millis[] = []
  #answers = 0
  #p95: Millis | undefined
  #allowance = HEDGES_AT_MOST

  /** @param leastMs an answer that takes no longer than this is never late */
  constructor(leastMs: Millis) {
    this.#leastMs = leastMs
  }

  /** An answer came after `ms`. */
  answered(ms: Millis): void {
    this.#recent[this.#answers % REMEMBERED] = ms
    this.#answers++
    if (this.#answers % RECKONED_EVERY !== 0) return
    const sorted = [...this.#recent].sort((a, b) => a - b)
    this.#p95 = sorted[Math.ceil(0.95 * sorted.length) - 1]
  }

  /** A request begins. How long to wait before it may be hedged; undefined while too little is known. */
  begin(): Millis | undefined {
    this.#allowance = Math.min(HEDGES_AT_MOST, this.#allowance + 1 / HEDGED_SHARE)
    return this.#p95 === undefined ? undefined : Math.max(this.#leastMs, this.#p95)
  }

  /** Whether one more request may be hedged now. */
  hedge(): boolean {
    if (this.#allowance < 1) return false
    this.#allowance--
    return true
  }
}
