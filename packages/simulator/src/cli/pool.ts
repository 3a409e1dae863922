// Runs many seeds on several threads. Seeds are independent, so nothing is shared; each thread asks for a few at a time.
import { Worker } from 'node:worker_threads'
import { type Digest, digest } from '../report.ts'
import { runSeed } from '../run.ts'

/** Seeds handed to a thread at a time: enough to make the message cheap, few enough to end together. */
const BATCH = 8

/** Fewer are not worth a thread's start. */
const WORTH_A_THREAD = 2 * BATCH

/**
 * Runs the seeds, and calls `note` with each digest as it comes.
 * @param next the next seed, or nothing when there are no more
 */
export async function runAll(
  next: () => string | undefined,
  { fair, workers, about }: { readonly fair: boolean; readonly workers: number; readonly about: number },
  note: (digest: Digest) => void
): Promise<void> {
  if (workers === 1 || about < WORTH_A_THREAD) {
    for (let seed = next(); seed !== undefined; seed = next()) note(digest(runSeed(seed, { fair })))
    return
  }
  await Promise.all(Array.from({ length: workers }, () => runOnThread(next, fair, note)))
}

async function runOnThread(
  next: () => string | undefined,
  fair: boolean,
  note: (digest: Digest) => void
): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { fair } })
  try {
    for (let seeds = take(next); seeds.length > 0; seeds = take(next)) {
      for (const found of await answerOf(worker, seeds)) note(found)
    }
  } finally {
    await worker.terminate()
  }
}

function take(next: () => string | undefined): string[] {
  const seeds: string[] = []
  while (seeds.length < BATCH) {
    const seed = next()
    if (seed === undefined) break
    seeds.push(seed)
  }
  return seeds
}

function answerOf(worker: Worker, seeds: readonly string[]): Promise<readonly Digest[]> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', answered)
      worker.off('error', failed)
    }
    const answered = (digests: readonly Digest[]): void => {
      settle()
      resolve(digests)
    }
    const failed = (error: unknown): void => {
      settle()
      reject(error as Error)
    }
    worker.once('message', answered)
    worker.once('error', failed)
    worker.postMessage(seeds)
  })
}
