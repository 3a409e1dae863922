// Short invocations in the caller's own thread. Handing one to a worker and taking its answer back costs several times what a
// short handler takes, and both threads have to be woken for it.
//
// Nobody knows beforehand whether an invocation is short. So it is attempted, within limits that bound how long the thread is
// held (ATTEMPT, in limits.ts), and if it does not come to its end, nothing of it remains and a worker runs it from the start: no
// handler has done anything before its outcome is released.
//
//   attempt ──► reply
//      └──────► took too much, or waits for its host ──► undefined: a worker runs it. Its code rests: 1 s, 2 s, … 64 s
//
// What attempts take beyond a few steps is taken from a bucket that fills with 5 % of the thread's time. While that is empty nothing
// is attempted, however many codes there are that cost more than they seem to.
import { setImmediate } from 'node:timers/promises'
import { ATTEMPT } from '../limits.ts'
import type { Running } from '../machine/chains.ts'
import { Machine } from '../machine/machine.ts'
import type { MachineReply } from '../machine/outcome.ts'
import { selfCheck } from '../machine/self-check.ts'
import { LruCache } from './lru.ts'

interface Rest {
  readonly ms: number
  readonly until: number
}

export class Attempts {
  readonly #machine: Machine
  readonly #now: () => number
  readonly #resting = new LruCache<string, Rest>(ATTEMPT.resting, () => 1)
  #stepsLeft = MOST_STEPS
  #filledAt: number

  private constructor(machine: Machine, now: () => number) {
    this.#machine = machine
    this.#now = now
    this.#filledAt = now()
  }

  /**
   * @param now milliseconds from any moment on
   * @throws what the machine fails with when it checks itself
   */
  static async start(
    module: Promise<WebAssembly.Module>,
    now: () => number = () => performance.now()
  ): Promise<Attempts> {
    const machine = new Machine(await module, ATTEMPT.imageBytes, ATTEMPT.imageBytes)
    // The thread has other things to do.
    await setImmediate()
    selfCheck(machine)
    return new Attempts(machine, now)
  }

  /** Whether an invocation of this code may be attempted now. */
  takes(hash: string, source: string): boolean {
    if (source.length > ATTEMPT.limits.sourceBytes) return false
    const now = this.#now()
    this.#stepsLeft = Math.min(
      MOST_STEPS,
      this.#stepsLeft + ATTEMPT.stepsPerMs * Math.max(0, now - this.#filledAt)
    )
    this.#filledAt = now
    return this.#stepsLeft > 0 && now >= (this.#resting.get(hash)?.until ?? 0)
  }

  /** Of an invocation whose code may be attempted: its reply, if it was short. A frame in it is only valid until the next one. */
  run(request: Running['request']): MachineReply | undefined {
    if (request.frame.length > ATTEMPT.frameBytes) return undefined
    const { reply, steps } = this.#machine.attempt(request)
    this.#stepsLeft -= Math.max(0, steps - ATTEMPT.freeSteps)
    if (reply === undefined) this.#rest(request.hash)
    return reply
  }

  #rest(hash: string): void {
    const now = this.#now()
    const before = this.#resting.get(hash)
    const isAgain = before !== undefined && now < before.until + before.ms
    const ms = isAgain ? Math.min(2 * before.ms, ATTEMPT.mostRestMs) : ATTEMPT.restMs
    this.#resting.set(hash, { ms, until: now + ms })
  }
}

/** What the bucket holds: a second's worth. */
const MOST_STEPS = 1_000 * ATTEMPT.stepsPerMs
