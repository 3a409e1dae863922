// Runs the simulator on a core with one fault planted in it.
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Mutation } from './mutation.ts'
import type { Task, Verdict } from './worker.ts'

/** How often the text to be replaced is in its file: once, or the mutation means nothing any more. */
export function occurrences({ file, find }: Mutation): number {
  const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
  return source.split(find).length - 1
}

/** The first seed of the range that catches the fault. */
export function judge(task: Task): Promise<Verdict> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
  return new Promise((resolve, reject) => {
    worker.once('message', (verdict: Verdict) => {
      resolve(verdict)
      void worker.terminate()
    })
    worker.once('error', reject)
  })
}
