// One budget: a bucket that fills evenly and may be emptied at once, and a penalty for whoever empties it again and again.
//
//   full ──spend──► … ──spend──► dry (what was left is overdrawn by the last one) ──fills──► something is left again
//                                 └── dry again within EASE_MS: it fills half as fast, down to a 16th; one step a minute at the most
//                                      └── EASE_MS without running dry: twice as fast again, and so on
//
// What an event costs is known when it is over, so the last one may overdraw the bucket: it is paid for before the next one. In any
// time t no more is spent than `most` + `perMs` · t and that last one.
import type { Millis } from '@halley/model'

export interface Terms {
  /** What a full bucket holds. */
  readonly most: number
  /** What it gains in a millisecond, without a penalty. */
  readonly perMs: number
}

/** A bucket and its penalty, as they can be written down. Times are milliseconds since the epoch; 0: never. */
export interface BudgetState {
  readonly left: number
  readonly at: Millis
  readonly penalty: number
  readonly easeAt: Millis
  readonly steppedAt: Millis
}

/** Time without running dry after which a penalty is halved. */
export const EASE_MS = 600_000

/** What a bucket gains is divided by so much at the most. */
export const HIGHEST_PENALTY = 16

/** Shortest time between two steps of the penalty: a bucket that is asked all the time runs dry with each drop. */
const STEP_MS = 60_000

export class Budget {
  readonly #terms: Terms
  readonly #isForgiving: boolean
  #left: number
  #at: Millis
  #penalty = 1
  /** When the penalty is halved, and until when running dry is doing it again. */
  #easeAt: Millis = Number.NEGATIVE_INFINITY
  #steppedAt: Millis = Number.NEGATIVE_INFINITY

  /** @param forgives it knows no penalty */
  constructor(terms: Terms, now: Millis, forgives?: 'forgiving') {
    this.#terms = terms
    this.#isForgiving = forgives !== undefined
    this.#left = terms.most
    this.#at = now
  }

  /** As it was written down, under the terms of today. */
  static from(terms: Terms, { left, at, penalty, easeAt, steppedAt }: BudgetState): Budget {
    const budget = new Budget(terms, at)
    budget.#left = Math.min(terms.most, left)
    budget.#penalty = Math.min(HIGHEST_PENALTY, Math.max(1, penalty))
    budget.#easeAt = easeAt
    budget.#steppedAt = steppedAt
    return budget
  }

  get state(): BudgetState {
    return {
      left: this.#left,
      at: this.#at,
      penalty: this.#penalty,
      easeAt: Math.max(0, this.#easeAt),
      steppedAt: Math.max(0, this.#steppedAt)
    }
  }

  /** Takes so much, whether it is there or not. True: the bucket ran dry by it. */
  spend(amount: number, now: Millis): boolean {
    this.#fill(now)
    const before = this.#left
    this.#left -= amount
    const isDry = before > 0 && this.#left <= 0
    if (isDry && !this.#isForgiving) this.#ranDry(now)
    return isDry
  }

  /** Milliseconds until more than `reserved` is left; 0: there is. */
  waitMs(now: Millis, reserved = 0): Millis {
    this.#fill(now)
    return this.#left > reserved ? 0 : Math.floor((reserved - this.#left) / this.#gain) + 1
  }

  /** Which part of the bucket is gone: more than all of it where it is overdrawn. */
  used(now: Millis): number {
    this.#fill(now)
    return 1 - this.#left / this.#terms.most
  }

  /** By how much what the bucket gains is divided: 1, 2, 4, 8 or 16. */
  penalty(now: Millis): number {
    this.#fill(now)
    return this.#penalty
  }

  /** Whether forgetting this budget would make somebody a present. */
  isOwing(now: Millis): boolean {
    this.#fill(now)
    return this.#left <= 0 || this.#penalty > 1
  }

  get #gain(): number {
    return this.#terms.perMs / this.#penalty
  }

  #ranDry(now: Millis): void {
    const isAgain = now < this.#easeAt
    this.#easeAt = now + EASE_MS
    if (isAgain && now - this.#steppedAt < STEP_MS) return
    this.#steppedAt = now
    if (isAgain) this.#penalty = Math.min(HIGHEST_PENALTY, 2 * this.#penalty)
  }

  // A clock that was set back fills nothing, takes nothing away, and does not make a penalty last.
  #fill(now: Millis): void {
    const back = Math.max(0, this.#at - now)
    this.#easeAt -= back
    this.#steppedAt -= back
    let from = Math.min(this.#at, now)
    this.#at = now
    if (back > 0) return
    while (this.#penalty > 1 && this.#easeAt <= now) {
      const until = Math.max(from, this.#easeAt)
      this.#gainFor(until - from)
      from = until
      this.#penalty /= 2
      if (this.#penalty > 1) this.#easeAt += EASE_MS
    }
    this.#gainFor(now - from)
  }

  #gainFor(ms: Millis): void {
    this.#left = Math.min(this.#terms.most, this.#left + ms * this.#gain)
  }
}
