// The pool: worker threads, a fair queue in front of them, and the backstop that replaces a worker which does not answer.
//
// A job goes to the worker that already has its code's image, unless that one is much busier than another. An invocation
// is a pure function of its request, so whatever a lost worker had not answered, except the job that lost it, simply runs
// again elsewhere.
import { SANDBOX_LIMITS } from '../limits.ts'
import type { MachineReply, MachineRequest } from '../machine/outcome.ts'
import { failed } from './failed.ts'
import { FairQueue } from './fair-queue.ts'
import type { Job } from './job.ts'
import type { UnpackedReply } from './reply-batch.ts'
import { Slot } from './slot.ts'

/** A worker that is busier by this many jobs than another loses its claim on its own code. */
const AFFINITY = 8

export class Pool {
  readonly #queue = new FairQueue<Job>(SANDBOX_LIMITS.queued, SANDBOX_LIMITS.queuedPerKey)
  readonly #slots: Slot[]
  #next = 1
  #closed = false
  #dispatching = false

  private constructor(slots: Slot[]) {
    this.#slots = slots
  }

  /** @throws what a worker fails with when it starts */
  static async start(module: Promise<WebAssembly.Module>, workers: number): Promise<Pool> {
    let pool: Pool | undefined
    const owner = {
      done: (slot: Slot, done: Iterable<UnpackedReply>) => pool?.finish(slot, done),
      lost: (jobs: readonly Job[]) => pool?.again(jobs)
    }
    const slots = Array.from({ length: workers }, () => new Slot(module, owner))
    try {
      await Promise.all(slots.map((slot) => slot.ready))
    } catch (error) {
      await Promise.all(slots.map((slot) => slot.close()))
      throw error
    }
    pool = new Pool(slots)
    return pool
  }

  run(request: MachineRequest, fairness: string): Promise<MachineReply> {
    if (this.#closed) return Promise.resolve(failed('CLOSED', 'the sandbox is closed'))
    return new Promise((answer) => {
      const job = { id: this.#number(), request, fairness, answer }
      if (!this.#queue.push(fairness, job)) {
        answer(failed('BUSY', `${this.#queue.size} invocations are waiting already; try again later`))
        return
      }
      this.#dispatchSoon()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#queue.drain())
      job.answer(failed('CLOSED', 'the sandbox was closed before the invocation ran'))
    await Promise.all(this.#slots.map((slot) => slot.close()))
  }

  /** A worker answered. */
  finish(slot: Slot, done: Iterable<UnpackedReply>): void {
    for (const { id, reply } of done) {
      const job = slot.take(id, reply?.usage.microseconds ?? 0)
      if (job === undefined) continue
      if (reply !== undefined) job.answer(reply)
      else {
        slot.forget(job.request.hash)
        this.#queue.unshift(job.fairness, job)
      }
    }
    this.#dispatch()
  }

  /** A worker was lost with these jobs undone. */
  again(jobs: readonly Job[]): void {
    for (const job of [...jobs].reverse()) {
      if (this.#closed) job.answer(failed('CLOSED', 'the sandbox was closed before the invocation ended'))
      else this.#queue.unshift(job.fairness, job)
    }
    this.#dispatchSoon()
  }

  #number(): number {
    this.#next = (this.#next % 0x7fffffff) + 1
    return this.#next
  }

  // Callers that ask in the same turn of the event loop share a message.
  #dispatchSoon(): void {
    if (this.#dispatching) return
    this.#dispatching = true
    queueMicrotask(() => {
      this.#dispatching = false
      this.#dispatch()
    })
  }

  #dispatch(): void {
    if (this.#slots.every((slot) => slot.dead)) {
      for (const job of this.#queue.drain())
        job.answer(failed('SANDBOX_FAULT', 'no worker could be started again'))
    }
    while (this.#queue.size > 0) {
      const idlest = this.#idlest()
      if (!idlest.hasRoom) break
      const job = this.#queue.shift()!
      this.#slotFor(job, idlest).give(job)
    }
    for (const slot of this.#slots) slot.flush()
  }

  #idlest(): Slot {
    const alive = this.#slots.filter((slot) => !slot.dead)
    return alive.reduce((best, slot) => (slot.load < best.load ? slot : best))
  }

  #slotFor(job: Job, idlest: Slot): Slot {
    const home = this.#slots.find((slot) => slot.knows(job.request.hash))
    return home?.hasRoom && home.load <= idlest.load + AFFINITY ? home : idlest
  }
}
