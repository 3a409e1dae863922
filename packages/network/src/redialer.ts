/**
 * The redialler: goes back to those who should be there. Bootstrap addresses for ever; lost peers until they
 * have been gone for `abandonAfterMs`, which is longer than their place among the nearest lasts, so that two
 * halves of a network that were parted for an hour find each other again even without a bootstrap node.
 *
 * The pause after each failure doubles from `redialFirstMs` to `redialMaxMs`, give or take a quarter, so that
 * a node that restarts is not dialled by everybody in the same instant. One timer serves all targets and sleeps
 * until the next is due; nothing runs while everybody is connected.
 */

export interface RedialTiming {
  readonly redialFirstMs: number
  readonly redialMaxMs: number
  readonly abandonAfterMs: number
}

interface Target {
  readonly permanent: boolean
  readonly sinceMs: number
  dueMs: number
  pauseMs: number
  dialling: boolean
}

/** Lost peers pursued at a time; with all of them dead and pauses of 10 s that is 25 dials a second. */
const MAX_TARGETS = 256

export class Redialer {
  readonly #timing: RedialTiming
  readonly #dial: (target: string) => Promise<void>
  readonly #targets = new Map<string, Target>()
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  /** `dial` resolves when the target is connected and rejects when it is not; it reports its failures itself. */
  constructor(timing: RedialTiming, dial: (target: string) => Promise<void>) {
    this.#timing = timing
    this.#dial = dial
  }

  /** Dials a target after `delayMs`, and again until it answers. Permanent ones are never abandoned. */
  pursue(target: string, permanent: boolean, delayMs: number): void {
    if (this.#stopped || this.#targets.has(target)) return
    if (!permanent && this.#targets.size >= MAX_TARGETS) return
    const now = Date.now()
    const pauseMs = this.#timing.redialFirstMs
    this.#targets.set(target, { permanent, sinceMs: now, dueMs: now + delayMs, pauseMs, dialling: false })
    this.#schedule()
  }

  /** The target is connected, however that came about. */
  found(target: string): void {
    this.#targets.delete(target)
  }

  stop(): void {
    this.#stopped = true
    this.#targets.clear()
    clearTimeout(this.#timer)
  }

  async #attempt(name: string, target: Target): Promise<void> {
    target.dialling = true
    try {
      await this.#dial(name)
      if (this.#targets.get(name) === target) this.#targets.delete(name)
    } catch {
      // `dial` has reported it; here it only means: later.
      const now = Date.now()
      target.dialling = false
      target.dueMs = now + target.pauseMs * (0.75 + Math.random() / 2)
      target.pauseMs = Math.min(target.pauseMs * 2, this.#timing.redialMaxMs)
      if (!target.permanent && now - target.sinceMs >= this.#timing.abandonAfterMs) this.#targets.delete(name)
      this.#schedule()
    }
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    let dueMs = Number.POSITIVE_INFINITY
    for (const target of this.#targets.values()) if (!target.dialling) dueMs = Math.min(dueMs, target.dueMs)
    if (dueMs === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#run(), Math.max(0, dueMs - Date.now()))
    this.#timer.unref()
  }

  #run(): void {
    const now = Date.now()
    for (const [name, target] of this.#targets) {
      if (!target.dialling && target.dueMs <= now) void this.#attempt(name, target)
    }
    this.#schedule()
  }
}
