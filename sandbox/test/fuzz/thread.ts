// A thread of its own for the fuzzer, with the native stack that the interpreter's deepest recursion needs. It runs laps
// as it is asked to, and answers with what it found.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { SANDBOX_LIMITS } from '../../src/index.ts'
import { type Failure, Fuzzer, type Progress } from './fuzz.ts'

export interface Lap {
  readonly failures: readonly Failure[]
  readonly progress: Progress
}

export class FuzzerThread {
  readonly #worker = new Worker(fileURLToPath(import.meta.url), {
    resourceLimits: { stackSizeMb: 1.5 * SANDBOX_LIMITS.stackMegabytes }
  })

  async lap(seed: number): Promise<Lap> {
    this.#worker.postMessage(seed)
    const [lap] = await once(this.#worker, 'message')
    return lap as Lap
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

if (!isMainThread) {
  const port = parentPort!
  const fuzzer = await Fuzzer.open()
  port.on('message', async (seed: number) => {
    const failures = await fuzzer.lap(seed)
    port.postMessage({ failures, progress: fuzzer.progress } satisfies Lap)
  })
}
