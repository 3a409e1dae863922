// The pool: worker threads, a fair queue in front of them, and the backstop that replaces a worker which does not answer.
//
// A job goes to the worker that already has its code's image, unless that one is much busier than another. An invocation
// is a pure function of its request, so whatever a lost worker had not answered, except the job that lost it, simply runs
// again elsewhere.
import { SANDBOX_LIMITS } from '../limits.ts'
import type { MachineRequest } from '../machine/outcome.ts'
import { failed } from './failed.ts'
import { FairQueue } from './fair-queue.ts'
import type { Job, Place, Workplace } from './job.ts'
import { Slot } from './slot.ts'

/** A worker that has this much more to do than another, in microseconds, loses its claim on its own code. */
const AFFINITY = 500

export class Pool implements Workplace {
  readonly #queue = new FairQueue<Job>(SANDBOX_LIMITS.queued, SANDBOX_LIMITS.queuedPerKey)
  readonly #slots: readonly Slot[]
  #closed = false

  private constructor(module: Promise<WebAssembly.Module>, workers: number) {
    const owner = { again: (jobs: readonly Job[]) => this.#again(jobs) }
    this.#slots = Array.from({ length: workers }, () => new Slot(module, owner))
  }

  /** @throws what a worker fails with when it starts */
  static async start(module: Promise<WebAssembly.Module>, workers: number): Promise<Pool> {
    const pool = new Pool(module, workers)
    try {
      await Promise.all(pool.#slots.map((slot) => slot.ready))
      return pool
    } catch (error) {
      await pool.close()
      throw error
    }
  }

  /** @param place there are never so many jobs that have one that the queue's bounds need hold for them */
  run(request: MachineRequest, fairness: string, answer: Job['answer'], place?: Place): void {
    const job = { request, fairness, answer, place }
    const idlest = this.#queue.size === 0 && place === undefined ? this.#idlest() : undefined
    if (this.#closed) answer(failed('CLOSED', 'the sandbox is closed'))
    else if (idlest !== undefined) this.#slotFor(job, idlest).give(job)
    else if (this.#queue.push(fairness, job, place !== undefined)) this.#dispatch()
    else answer(failed('BUSY', `${this.#queue.size} invocations are waiting already; try again later`))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#queue.drain())
      job.answer(failed('CLOSED', 'the sandbox was closed before the invocation ran'))
    await Promise.all(this.#slots.map((slot) => slot.close()))
  }

  #again(jobs: readonly Job[]): void {
    for (const job of jobs.toReversed()) {
      if (this.#closed) job.answer(failed('CLOSED', 'the sandbox was closed before the invocation ended'))
      else this.#queue.unshift(job.fairness, job)
    }
    this.#dispatch()
  }

  #dispatch(): void {
    while (this.#queue.size > 0) {
      const idlest = this.#idlest()
      if (idlest === undefined) break
      const job = this.#queue.shift()!
      if (job.place === undefined) this.#slotFor(job, idlest).give(job)
      else if (!this.#giveTo(job.place, job)) break
    }
    if (this.#queue.size > 0 && this.#slots.every((slot) => slot.dead))
      for (const job of this.#queue.drain())
        job.answer(failed('SANDBOX_FAULT', 'no worker could be started again'))
  }

  // Gives a job to the worker that alone can run it. While that one has no room, all wait: it never takes long.
  #giveTo(place: Place, job: Job): boolean {
    const slot = this.#slots.find((candidate) => candidate.place === place)
    if (slot === undefined || slot.dead)
      job.answer(failed('CHAIN_LOST', 'the worker that held the chain was lost'))
    else if (slot.hasRoom) slot.give(job)
    else {
      this.#queue.unshift(job.fairness, job)
      return false
    }
    return true
  }

  // Of the slots with room, the one that has the least to do.
  #idlest(): Slot | undefined {
    let idlest: Slot | undefined
    for (const slot of this.#slots)
      if (slot.hasRoom && (idlest === undefined || slot.ahead < idlest.ahead)) idlest = slot
    return idlest
  }

  #slotFor(job: Job, idlest: Slot): Slot {
    if (idlest.knows(job.request.hash)) return idlest
    const home = this.#slots.find((slot) => slot.hasRoom && slot.knows(job.request.hash))
    return home !== undefined && home.ahead <= idlest.ahead + AFFINITY ? home : idlest
  }
}
