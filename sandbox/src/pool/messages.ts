// The few messages between the caller's thread and a worker; jobs and replies travel in rings.
import type { RingEnds } from './ring.ts'

export interface WorkerData {
  readonly imageBytes: number
  readonly jobs: RingEnds
  readonly replies: RingEnds
}

/** The first message to a worker. */
export interface Start {
  readonly module: WebAssembly.Module
}

/** `ready`: it checked itself and waits for jobs. `replies`: there are some in the ring. */
export type FromWorker = 'ready' | 'replies'
