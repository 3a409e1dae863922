// What came together in about the last minute: what came since the minute began, and of the minute before as large a part as
// still lies within sixty seconds, taken as spread evenly.
import type { Millis } from '@halley/model'

export class Tally {
  #minute = Number.NEGATIVE_INFINITY
  #sum = 0
  #before = 0

  add(amount: number, now: Millis): void {
    this.#turn(now)
    this.#sum += amount
  }

  lately(now: Millis): number {
    this.#turn(now)
    return this.#sum + this.#before * (1 - (now % MINUTE_MS) / MINUTE_MS)
  }

  #turn(now: Millis): void {
    const minute = Math.floor(now / MINUTE_MS)
    if (minute === this.#minute) return
    this.#before = minute === this.#minute + 1 ? this.#sum : 0
    this.#sum = 0
    this.#minute = minute
  }
}

const MINUTE_MS = 60_000
