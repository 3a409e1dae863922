// A thread in which one source file reads differently. It runs seeds until one of them fails.
import { registerHooks } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { Mutation } from './mutation.ts'

/** What a thread is told. */
export interface Task {
  readonly mutation: Mutation
  readonly from: number
  readonly to: number
}

/** What it answers: the first seed that failed, if any, and how. */
export interface Verdict {
  readonly seed?: number
  readonly check?: string
  readonly message?: string
}

const { mutation, from, to } = workerData as Task
const { file, find, replace } = mutation

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/packages/${file}`)) return loaded
    const source = String(loaded.source)
    return { ...loaded, source: source.replace(find, () => replace) }
  }
})

const { runSeed } = await import('../../src/run.ts')

parentPort?.postMessage(firstFailure())

function firstFailure(): Verdict {
  for (let seed = from; seed <= to; seed++) {
    const [violation] = runSeed(String(seed)).violations
    if (violation !== undefined) return { seed, check: violation.check, message: violation.message }
  }
  return {}
}
