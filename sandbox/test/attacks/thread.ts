// A thread of its own for the examiner, with as much native stack as the sandbox gives its workers and some more: how
// deep the interpreter may recurse must be decided by its meters, wherever it runs.
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { SANDBOX_LIMITS } from '../../src/index.ts'
import { readAttacks } from './catalogue.ts'
import { Examiner, type Finding } from './examine.ts'
import { allCalls, readWorld, someCalls, sweep, type World } from './sweep.ts'

type Question =
  | { readonly ask: 'attack'; readonly index: number }
  | { readonly ask: 'world' }
  | { readonly ask: 'sweep'; readonly which: number; readonly all: boolean }

export class ExaminerThread {
  readonly #worker = new Worker(fileURLToPath(import.meta.url), {
    resourceLimits: { stackSizeMb: 1.5 * SANDBOX_LIMITS.stackMegabytes }
  })

  /** Examines an attack, by its place in the catalogue. */
  attack(index: number): Promise<Finding[]> {
    return this.#ask({ ask: 'attack', index }) as Promise<Finding[]>
  }

  world(): Promise<World> {
    return this.#ask({ ask: 'world' }) as Promise<World>
  }

  /** Sweeps a built-in, by its place in the world; tells what is wrong. */
  sweep(which: number, all = false): Promise<string[]> {
    return this.#ask({ ask: 'sweep', which, all }) as Promise<string[]>
  }

  async #ask(question: Question): Promise<unknown> {
    this.#worker.postMessage(question)
    const [answer] = await once(this.#worker, 'message')
    return answer
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

if (!isMainThread) {
  const port = parentPort!
  const attacks = await readAttacks()
  const examiner = await Examiner.open()
  const world = await readWorld(examiner)
  port.on('message', async (question: Question) => port.postMessage(await answer(question)))

  async function answer(question: Question): Promise<unknown> {
    if (question.ask === 'world') return world
    if (question.ask === 'attack') return examiner.examine(attacks[question.index]!.attack)
    const calls = question.all ? allCalls : someCalls
    return sweep(examiner, world, calls(question.which, world.things.length))
  }
}
