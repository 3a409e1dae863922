// A place for one worker thread, and its successors. It keeps what the worker was given until it is answered, watches
// how long one job runs, and replaces a worker that was lost.
import { Worker } from 'node:worker_threads'
import { SANDBOX_LIMITS } from '../limits.ts'
import { failed } from './failed.ts'
import type { Job } from './job.ts'
import { JobPacker } from './job-batch.ts'
import type { FromWorker, ReplyBatch, Start, WorkerData } from './messages.ts'
import { REMEMBERED_HANDLERS, type UnpackedReply, unpackReplies } from './reply-batch.ts'

export interface SlotOwner {
  done: (slot: Slot, replies: Iterable<UnpackedReply>) => void
  lost: (jobs: readonly Job[]) => void
}

interface Given {
  readonly job: Job
  /** By which the worker knows the job's code. */
  readonly codeNumber: number
}

export class Slot {
  readonly ready: Promise<void>
  readonly #module: Promise<WebAssembly.Module>
  readonly #owner: SlotOwner
  #given = new Map<number, Given>()
  #outbox = new JobPacker()
  #handlers = new Map<number, readonly string[]>()
  #running = new Int32Array(new SharedArrayBuffer(4))
  #worker: Worker
  #watch: NodeJS.Timeout | undefined
  #watched = { id: 0, since: 0 }
  #closed = false
  #dead = false
  // Of recent invocations; a moving average. A new worker's first invocations are slow.
  #averageMicroseconds = 100

  constructor(module: Promise<WebAssembly.Module>, owner: SlotOwner) {
    this.#module = module
    this.#owner = owner
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ready = promise
    this.#worker = this.#start(resolve, reject)
  }

  /** No worker runs here, and a new one could not be started. */
  get dead(): boolean {
    return this.#dead
  }

  /** May it be given more? */
  get hasRoom(): boolean {
    const { aheadPerWorker, aheadMicroseconds } = SANDBOX_LIMITS
    return (
      !this.#dead &&
      this.load < Math.min(aheadPerWorker, Math.max(2, aheadMicroseconds / this.#averageMicroseconds))
    )
  }

  /** Jobs that the worker has and has not answered. */
  get load(): number {
    return this.#given.size
  }

  knows(hash: string): boolean {
    return this.#outbox.knows(hash)
  }

  forget(hash: string): void {
    this.#outbox.forget(hash)
  }

  /** Puts a job into the outbox. */
  give(job: Job): void {
    if (this.#given.size === 0) this.#worker.ref()
    const codeNumber = this.#outbox.add(job.id, job.request)
    this.#given.set(job.id, { job, codeNumber })
  }

  /** Sends the outbox. */
  flush(): void {
    if (this.#outbox.empty) return
    this.#worker.postMessage(this.#outbox.take())
    this.#watch ??= setTimeout(() => this.#look(), this.#patience() / 4)
  }

  /** Takes a job that was answered off the list. */
  take(id: number, microseconds: number): Job | undefined {
    this.#averageMicroseconds += (microseconds - this.#averageMicroseconds) / 8
    return this.#remove(id)
  }

  #remove(id: number): Job | undefined {
    const given = this.#given.get(id)
    this.#given.delete(id)
    if (this.#given.size === 0) this.#rest()
    return given?.job
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#rest()
    await this.#worker.terminate()
    this.#owner.lost(this.#takeAll())
  }

  #takeAll(): Job[] {
    const jobs = [...this.#given.values()].map(({ job }) => job)
    this.#given.clear()
    return jobs
  }

  #rest(): void {
    clearTimeout(this.#watch)
    this.#watch = undefined
    this.#watched = { id: 0, since: 0 }
    this.#worker.unref()
  }

  #start(ready: () => void, failedToStart: (error: unknown) => void): Worker {
    const workerData: WorkerData = {
      imageBytes: SANDBOX_LIMITS.imageBytes,
      running: this.#running.buffer as SharedArrayBuffer
    }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      // The process's own options would be taken over, and some (an inline script's) make no sense for a worker.
      execArgv: process.execArgv.filter((option) => option.startsWith('--experimental-strip-types')),
      resourceLimits: { stackSizeMb: SANDBOX_LIMITS.stackMegabytes }
    })
    let started = false
    this.#module.then((module) => worker.postMessage({ module } satisfies Start), failedToStart)
    worker.on('message', (message: FromWorker) => {
      if (worker !== this.#worker) return
      if ('numbers' in message) this.#receive(message)
      else {
        started = true
        if (this.#given.size === 0) worker.unref()
        ready()
      }
    })
    worker.on('error', (error) => {
      if (!started) failedToStart(error)
      this.#lose(worker, started, failed('SANDBOX_FAULT', `the worker failed: ${(error as Error).message}`))
    })
    worker.on('exit', () => {
      if (!started) failedToStart(new Error('the worker ended before it was ready'))
      this.#lose(worker, started, failed('SANDBOX_FAULT', 'the worker ended'))
    })
    return worker
  }

  #receive(batch: ReplyBatch): void {
    for (const [number, names] of batch.handlers) {
      this.#handlers.set(number, names)
      if (this.#handlers.size > REMEMBERED_HANDLERS)
        this.#handlers.delete(this.#handlers.keys().next().value!)
    }
    this.#owner.done(
      this,
      unpackReplies(batch, (id) => this.#handlers.get(this.#given.get(id)?.codeNumber ?? 0) ?? [])
    )
  }

  #patience(): number {
    let least = Number.POSITIVE_INFINITY
    for (const { job } of this.#given.values()) least = Math.min(least, job.request.limits.wallClockMs)
    return least
  }

  // Two looks that find the same job running, further apart than its limit, mean that it does not end.
  #look(): void {
    const id = Atomics.load(this.#running, 0)
    const now = performance.now()
    const job = this.#given.get(id)?.job
    if (id !== this.#watched.id) this.#watched = { id, since: now }
    else if (job !== undefined && now - this.#watched.since >= job.request.limits.wallClockMs) {
      const { wallClockMs } = job.request.limits
      const reply = failed(
        'WALL_CLOCK_EXCEEDED',
        `the worker did not answer within ${wallClockMs} ms and was replaced`
      )
      this.#lose(this.#worker, true, reply)
      return
    }
    this.#watch = setTimeout(() => this.#look(), Math.max(1, this.#patience() / 4))
  }

  // Fails the job that was running, hands the others back, and starts a successor.
  #lose(worker: Worker, started: boolean, reply: ReturnType<typeof failed>): void {
    if (worker !== this.#worker || this.#closed || !started) return
    this.#rest()
    const culprit = this.#remove(Atomics.load(this.#running, 0))
    const others = this.#takeAll()
    this.#outbox = new JobPacker()
    this.#handlers = new Map()
    this.#running = new Int32Array(new SharedArrayBuffer(4))
    this.#worker = this.#start(
      () => undefined,
      () => {
        this.#dead = true
        this.#owner.lost(this.#takeAll())
      }
    )
    void worker.terminate()
    culprit?.answer(reply)
    this.#owner.lost(others)
  }
}
