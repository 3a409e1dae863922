// A thread that runs seeds: a list of them comes in, a digest of each goes out.
import { parentPort, workerData } from 'node:worker_threads'
import { digest } from '../report.ts'
import { runSeed } from '../run.ts'

const { fair } = workerData as { readonly fair: boolean }

parentPort?.on('message', (seeds: readonly string[]) => {
  parentPort?.postMessage(seeds.map((seed) => digest(runSeed(seed, { fair }))))
})
