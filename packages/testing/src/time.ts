// Simulated time, as a test awaits it. It passes only while the test waits for something, an answer or so many milliseconds,
// and stands still while handlers run in the real sandbox: how long that takes on this machine changes nothing.
//
//   everything the test has asked is asked ──► handlers run ──► time passes until an answer, a handler, or the end of a wait
//            ▲                                                                        │
//            └───────────── the test goes on with what it waited for ◄────────────────┘
import type { Handle, Simulation } from '@halley/simulator'

type Parameters = globalThis.Parameters<Handle>

interface Waiting {
  readonly isOver: () => boolean
  /** Simulated milliseconds at which the wait is over in any case. */
  readonly until: number
  readonly resolve: () => void
}

/** Runs an invocation, in as much real time as it takes. */
export type Run = (
  node: Parameters[0],
  invocation: Parameters[1]
) => Promise<globalThis.Parameters<Parameters[2]>[0]>

/** At most so much is simulated at a stretch where nobody waits for a certain moment, in milliseconds. */
const STRETCH_MS = 60_000

export class Time {
  readonly #run: Run
  #simulation: Simulation | undefined
  #waiting: Waiting[] = []
  #invoked: Parameters[] = []
  #passing = false

  constructor(run: Run) {
    this.#run = run
  }

  /** What the simulation is given to run handlers with. */
  readonly handle: Handle = (...invoked) => {
    this.#invoked.push(invoked)
  }

  /** @param simulation whose time it is, made with `handle` */
  begin(simulation: Simulation): void {
    this.#simulation = simulation
  }

  /** Resolves when `isOver` says so, or when it is `until`. */
  wait(isOver: () => boolean, until = Number.POSITIVE_INFINITY): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ isOver, until, resolve })
    if (!this.#passing) void this.#pass(this.#simulation as Simulation)
    return promise
  }

  async #pass(simulation: Simulation): Promise<void> {
    this.#passing = true
    for (;;) {
      await settled()
      if (this.#waiting.length === 0) break
      if (this.#release(simulation.now)) continue
      await this.#runHandlers()
      const until = Math.min(simulation.now + STRETCH_MS, ...this.#waiting.map((waiting) => waiting.until))
      simulation.advance(
        until - simulation.now,
        () => this.#invoked.length > 0 || this.#waiting.some(({ isOver }) => isOver())
      )
    }
    this.#passing = false
  }

  /** Lets those go on whose wait is over. Returns whether there were such. */
  #release(now: number): boolean {
    const [over, others] = [[] as Waiting[], [] as Waiting[]]
    for (const waiting of this.#waiting)
      (waiting.isOver() || now >= waiting.until ? over : others).push(waiting)
    this.#waiting = others
    for (const { resolve } of over) resolve()
    return over.length > 0
  }

  // Side by side, and told in the order in which they were asked for: the same each time.
  async #runHandlers(): Promise<void> {
    const invoked = this.#invoked.splice(0)
    const outcomes = await Promise.all(invoked.map(([node, invocation]) => this.#run(node, invocation)))
    for (const [at, [, , yielded]] of invoked.entries()) yielded(outcomes[at] as (typeof outcomes)[number])
  }
}

/** Resolves when the test has done all that it can do without waiting. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
