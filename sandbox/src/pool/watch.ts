// Looks from time to time whether a worker makes progress. Time is counted in looks, not by the clock: a process that was
// suspended, or a caller's thread that was busy, finds much time gone by in which the worker had no chance either.

/** Milliseconds between looks, at most. */
const INTERVAL = 100

export interface Seen {
  /** Differs from the last look's when the worker got on. */
  readonly progress: number
  /** Milliseconds that the job which is running may take; undefined when none is. */
  readonly patience: number | undefined
}

export class Watch {
  readonly #look: () => Seen
  readonly #stuck: () => void
  #timer: NodeJS.Timeout | undefined
  #progress: number | undefined
  #waited = 0

  /** @param stuck is called when there was no progress for as long as the running job may take */
  constructor(look: () => Seen, stuck: () => void) {
    this.#look = look
    this.#stuck = stuck
  }

  /** Something runs, and may take so many milliseconds. The watch goes on until it sees that nothing runs. */
  begin(patience: number): void {
    if (this.#timer === undefined) this.#again(patience)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#progress = undefined
  }

  #again(patience: number): void {
    const interval = Math.min(INTERVAL, patience / 4)
    this.#timer = setTimeout(() => this.#tick(interval), interval).unref()
  }

  #tick(interval: number): void {
    const { progress, patience } = this.#look()
    this.#waited = progress === this.#progress ? this.#waited + interval : 0
    this.#progress = progress
    if (patience === undefined) this.end()
    else if (this.#waited < patience) this.#again(patience)
    else {
      this.end()
      this.#stuck()
    }
  }
}
