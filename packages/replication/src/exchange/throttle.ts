// Background work gives way to requests. It is counted in pieces: one question to another node, or one copy on its way.
//
//   nothing else to do     `transfersAtOnce` pieces at a time
//   requests under way     one piece at a time, and a pause of PACE_MS after each has begun
//
// "Requests under way" means more than FEW operations now, or one begun within the last QUIET_MS: a node that answers a
// request every now and then is idle for this purpose, one that is asked all the time never is. One piece in PACE_MS costs a
// busy node some hundredths of its time, and still moves forty copies a second.
import type { Deadline, Millis } from '@halley/model'

export interface ThrottleOptions {
  /** Pieces of background work at a time, while no requests are under way. */
  readonly transfersAtOnce: number
}

const FEW = 4
const QUIET_MS = 100
const PACE_MS = 25

export class Throttle {
  readonly #options: ThrottleOptions
  readonly #underWay: () => number
  #askedAt = Number.NEGATIVE_INFINITY
  #resumeAt = Number.NEGATIVE_INFINITY
  #running = 0
  /** Somebody was told to wait until `resumeAt`. */
  #waiting = false
  /** Somebody was refused since the last `free`. */
  #refused = false
  readonly #free: () => void

  /**
   * @param underWay operations of requests under way
   * @param free called when a piece has ended and somebody who was refused may try again
   */
  constructor(options: ThrottleOptions, underWay: () => number, free: () => void) {
    this.#options = options
    this.#underWay = underWay
    this.#free = free
  }

  /** A request has begun. */
  asked(now: Millis): void {
    this.#askedAt = now
  }

  /** Whether another piece of work may begin now; if so it has, and `ended` is to follow. */
  begin(now: Millis): boolean {
    const isBusy = this.#isBusy(now)
    const most = isBusy ? 1 : this.#options.transfersAtOnce
    if (isBusy && this.#running === 0 && now < this.#resumeAt) this.#waiting = true
    else if (this.#running < most) {
      if (isBusy) this.#resumeAt = now + PACE_MS
      this.#running++
      return true
    }
    this.#refused = true
    return false
  }

  ended(): void {
    this.#running--
    if (!this.#refused) return
    this.#refused = false
    this.#free()
  }

  /** When it is worth asking again, if the end of another piece does not say so. */
  deadline(): Deadline | undefined {
    return this.#waiting ? { at: this.#resumeAt, reason: 'background work goes on' } : undefined
  }

  /** Whether somebody who waited may try again. */
  tick(now: Millis): boolean {
    if (!this.#waiting || now < this.#resumeAt) return false
    this.#waiting = false
    return true
  }

  get running(): number {
    return this.#running
  }

  #isBusy(now: Millis): boolean {
    return this.#underWay() > FEW || now - this.#askedAt < QUIET_MS
  }
}
