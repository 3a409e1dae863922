// Background work gives way to requests. It is counted in pieces: one question to another node, one copy on its way, one
// answer to another node's background work.
//
//   nothing else to do     `transfersAtOnce` pieces at a time
//   requests under way     one piece at a time, and after each a pause of REST times what it took: LEAST_MS to MOST_MS in all
//
// "Requests under way" means more than FEW operations now, or one begun within the last QUIET_MS, here or at another node that
// reads or writes a copy here: a node that answers a request every now and then is idle for this purpose, one that is asked
// all the time never is. What a piece takes grows with what else there is to do, so its share shrinks just when that matters:
// to ten pieces a second at the least, and two hundred at the most.
import type { Deadline, Millis } from '@halley/model'

export interface ThrottleOptions {
  /** Pieces of background work at a time, while no requests are under way. */
  readonly transfersAtOnce: number
}

export interface ThrottleInit {
  readonly options: ThrottleOptions
  /** Operations of requests under way. */
  readonly underWay: () => number
  readonly now: () => Millis
  /** Called when a piece has ended and somebody who was refused may try again. */
  readonly free: () => void
}

const FEW = 4
const QUIET_MS = 100
const REST = 3
const LEAST_MS = 5
const MOST_MS = 100

export class Throttle {
  readonly #init: ThrottleInit
  #askedAt = Number.NEGATIVE_INFINITY
  #begunAt: Millis = 0
  #resumeAt = Number.NEGATIVE_INFINITY
  #running = 0
  /** Somebody was told to wait until `resumeAt`. */
  #waiting = false
  /** Somebody was refused since the last `free`. */
  #refused = false

  constructor(init: ThrottleInit) {
    this.#init = init
  }

  /** A request has begun, or another node's has come here. */
  asked(): void {
    this.#askedAt = this.#init.now()
  }

  /** Whether another piece of work may begin now; if so it has, and `ended` is to follow. */
  begin(): boolean {
    const now = this.#init.now()
    const isBusy = this.#isBusy(now)
    if (isBusy && this.#running === 0 && now < this.#resumeAt) this.#waiting = true
    else if (this.#running < (isBusy ? 1 : this.#init.options.transfersAtOnce)) {
      this.#begunAt = now
      this.#running++
      return true
    }
    this.#refused = true
    return false
  }

  ended(): void {
    this.#running--
    const took = this.#init.now() - this.#begunAt
    this.#resumeAt = this.#begunAt + Math.min(MOST_MS, Math.max(LEAST_MS, (1 + REST) * took))
    if (!this.#refused) return
    this.#refused = false
    this.#init.free()
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
    return this.#init.underWay() > FEW || now - this.#askedAt < QUIET_MS
  }
}
