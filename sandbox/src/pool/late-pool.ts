// A pool that is started when its first job comes: a process whose handlers are all short has no worker threads.
import type { MachineRequest } from '../machine/outcome.ts'
import { failed } from './failed.ts'
import type { Job, Place, Workplace } from './job.ts'
import { Pool } from './pool.ts'

export class LatePool implements Workplace {
  readonly #module: Promise<WebAssembly.Module>
  readonly #workers: number
  #starting: Promise<void> | undefined
  #pool: Pool | undefined
  #failure: string | undefined
  #closed = false

  constructor(module: Promise<WebAssembly.Module>, workers: number) {
    this.#module = module
    this.#workers = workers
  }

  run(request: MachineRequest, fairness: string, answer: Job['answer'], place?: Place): void {
    if (this.#closed) answer(failed('CLOSED', 'the sandbox is closed'))
    else if (this.#pool !== undefined) this.#pool.run(request, fairness, answer, place)
    else if (this.#failure !== undefined) answer(failed('SANDBOX_FAULT', this.#failure))
    else {
      this.#starting ??= this.#start()
      void this.#starting.then(() => this.run(request, fairness, answer, place))
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#starting
    await this.#pool?.close()
  }

  async #start(): Promise<void> {
    try {
      this.#pool = await Pool.start(this.#module, this.#workers)
    } catch (error) {
      this.#failure = `no worker could be started: ${(error as Error).message}`
    }
  }
}
