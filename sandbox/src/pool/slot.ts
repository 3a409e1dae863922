// A place for one worker thread, and its successors. It keeps what the worker was given until it is answered, and replaces
// a worker that was lost.
import { MessageChannel, Worker } from 'node:worker_threads'
import { SANDBOX_LIMITS } from '../limits.ts'
import type { MachineReply } from '../machine/outcome.ts'
import { failed } from './failed.ts'
import { Fifo } from './fifo.ts'
import type { Job, Place } from './job.ts'
import { JobSender, type SentCode } from './jobs.ts'
import type { FromWorker, Start, WorkerData } from './messages.ts'
import { ReplyReceiver } from './replies.ts'
import { ringMemory } from './ring.ts'
import { Watch } from './watch.ts'

export interface SlotOwner {
  /** There may be room for more jobs, and these have to run again, in order. */
  readonly again: (jobs: readonly Job[]) => void
}

interface Given {
  readonly job: Job
  readonly code: SentCode
  /** What it was expected to take when it was given. */
  readonly microseconds: number
}

/** `starting`: the worker cannot take jobs yet. `dead`: no worker runs here, and none could be started. */
type State = 'starting' | 'running' | 'dead' | 'closed'

export class Slot {
  readonly ready: Promise<void>
  readonly #module: Promise<WebAssembly.Module>
  readonly #owner: SlotOwner
  readonly #watch = new Watch(
    () => {
      this.#receive()
      return { progress: this.#read, patience: this.#given.first?.job.request.limits.wallClockMs }
    },
    () => this.#stuck()
  )
  // In the order in which the worker runs them: the first is the one that is running.
  readonly #given = new Fifo<Given>()
  #ahead = 0
  /** Replies that were read. */
  #read = 0
  /** How often the worker has handed back what waited, and how many of those replies are still to come. */
  #round = 0
  #withdrawn = 0
  #state: State = 'starting'
  #place: Place = Symbol()
  #worker!: Worker
  #jobs!: JobSender
  #replies!: ReplyReceiver

  constructor(module: Promise<WebAssembly.Module>, owner: SlotOwner) {
    this.#module = module
    this.#owner = owner
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ready = promise
    this.#start(resolve, reject)
  }

  /** The worker that runs here now. */
  get place(): Place {
    return this.#place
  }

  get dead(): boolean {
    return this.#state === 'dead'
  }

  /** May it be given another job? */
  get hasRoom(): boolean {
    const { aheadPerWorker, aheadMicroseconds } = SANDBOX_LIMITS
    return (
      this.#state === 'running' &&
      this.#ahead < aheadMicroseconds &&
      this.#given.length + this.#withdrawn < aheadPerWorker
    )
  }

  /** Microseconds of work that the worker has, as far as recent invocations of its codes tell. */
  get ahead(): number {
    return this.#ahead
  }

  knows(hash: string): boolean {
    return this.#jobs.knows(hash)
  }

  give(job: Job): void {
    const code = this.#jobs.send(job.request, this.#round)
    const { microseconds } = code
    if (this.#given.length === 0) this.#worker.ref()
    this.#given.push({ job, code, microseconds })
    this.#ahead += microseconds
    this.#watch.begin(job.request.limits.wallClockMs)
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    this.#watch.end()
    await this.#worker.terminate()
    this.#owner.again(this.#takeAll())
  }

  #start(ready: () => void, failedToStart: (error: unknown) => void): void {
    const memory = { jobs: ringMemory(), replies: ringMemory() }
    const { port1: jobPort, port2: jobPortThere } = new MessageChannel()
    const { port1: replyPort, port2: replyPortThere } = new MessageChannel()
    const workerData: WorkerData = {
      imageBytes: SANDBOX_LIMITS.imageBytes,
      jobs: { memory: memory.jobs, port: jobPortThere },
      replies: { memory: memory.replies, port: replyPortThere }
    }
    this.#state = 'starting'
    this.#place = Symbol()
    this.#round = 0
    this.#withdrawn = 0
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      transferList: [jobPortThere, replyPortThere],
      // The process's own options would be taken over, and some (an inline script's) make no sense for a worker.
      execArgv: process.execArgv.filter((option) => option.startsWith('--experimental-strip-types')),
      resourceLimits: { stackSizeMb: SANDBOX_LIMITS.stackMegabytes }
    })
    this.#worker = worker
    this.#jobs = new JobSender({ memory: memory.jobs, port: jobPort })
    this.#replies = new ReplyReceiver({ memory: memory.replies, port: replyPort })
    this.#module.then((module) => worker.postMessage({ module } satisfies Start), failedToStart)
    worker.on('message', (message: FromWorker) => {
      if (worker !== this.#worker || this.#state === 'closed') return
      if (message === 'replies') this.#receive()
      else {
        this.#state = 'running'
        ready()
        this.#owner.again([])
        if (this.#given.length === 0) worker.unref()
      }
    })
    const lost = (why: string, error: unknown) => {
      if (worker !== this.#worker || this.#state === 'closed' || this.#state === 'dead') return
      if (this.#state === 'running') this.#replace(failed('SANDBOX_FAULT', why))
      else {
        this.#state = 'dead'
        failedToStart(error)
      }
    }
    worker.on('error', (error) => lost(`the worker failed: ${(error as Error).message}`, error))
    worker.on('exit', () => lost('the worker ended', new Error('the worker ended before it was ready')))
  }

  // Reads the replies that are there.
  #receive(): void {
    const replies = this.#replies
    replies.heard()
    let again: Job[] = []
    for (; replies.ready; replies.done()) {
      this.#read++
      if (this.#withdrawn > 0) {
        this.#withdrawn--
        continue
      }
      const { job, code } = this.#given.first!
      const reply = replies.read(code)
      if (reply === undefined) {
        // The worker hands back whatever else it was given, too: nothing that came later may run before.
        this.#round++
        again = this.#takeAll()
        this.#withdrawn = again.length - 1
        continue
      }
      code.microseconds += (reply.usage.microseconds - code.microseconds) / 2
      job.answer(reply, this.#place)
      this.#take()
    }
    this.#owner.again(again)
    if (this.#given.length === 0) this.#worker.unref()
  }

  #take(): Given | undefined {
    const given = this.#given.shift()
    this.#ahead = this.#given.length === 0 ? 0 : this.#ahead - (given?.microseconds ?? 0)
    return given
  }

  #takeAll(): Job[] {
    this.#ahead = 0
    return this.#given.drain().map(({ job }) => job)
  }

  #stuck(): void {
    const patience = this.#given.first?.job.request.limits.wallClockMs
    this.#replace(
      failed('WALL_CLOCK_EXCEEDED', `the worker did not answer within ${patience} ms and was replaced`)
    )
  }

  // Fails the job that was running, hands the others back, and starts a successor.
  #replace(reply: MachineReply): void {
    this.#state = 'starting'
    this.#receive()
    this.#watch.end()
    void this.#worker.terminate()
    this.#start(
      () => undefined,
      () => this.#owner.again([])
    )
    this.#take()?.job.answer(reply)
    this.#owner.again(this.#takeAll())
  }
}
