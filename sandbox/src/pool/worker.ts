// A worker thread: a machine, and a loop that runs what arrives and answers in batches.
import { parentPort, workerData } from 'node:worker_threads'
import type { Limits } from '../limits.ts'
import { Machine } from '../machine/machine.ts'
import { selfCheck } from '../machine/self-check.ts'
import { KEPT_LIMITS, type Unpacked, unpackJobs } from './job-batch.ts'
import { LruCache } from './lru.ts'
import type { Code, FromWorker, JobBatch, Start, WorkerData } from './messages.ts'
import { ReplyPacker } from './reply-batch.ts'

/** Milliseconds of work after which replies are sent, so that the caller's thread works while this one does. */
const BATCH_MS = 0.4

/** Characters of source that are kept, so that an evicted image can be made again without asking. */
const SOURCE_CHARACTERS = 16_777_216

const { imageBytes, running } = workerData as WorkerData
const port = parentPort!
const status = new Int32Array(running)
const codes = new LruCache<number, Code>(SOURCE_CHARACTERS, ({ source }) => source.length)
const limits = new Map<number, Limits>()
const replies = new ReplyPacker()
let machine: Machine

// The thread loads its code while the caller's thread still rewrites the interpreter.
port.once('message', ({ module }: Start) => {
  machine = new Machine(module, imageBytes)
  selfCheck(machine)
  port.on('message', work)
  send({ ready: true })
})

function work(batch: JobBatch): void {
  for (const [number, code] of batch.codes) codes.set(number, code)
  for (const [number, set] of batch.limits) {
    limits.set(number, set)
    if (limits.size > KEPT_LIMITS) limits.delete(limits.keys().next().value!)
  }
  let sent = performance.now()
  for (const job of unpackJobs(batch, limits)) {
    run(job)
    if (performance.now() - sent < BATCH_MS) continue
    send(replies.take())
    sent = performance.now()
  }
  if (replies.size > 0) send(replies.take())
}

function run(job: Unpacked): void {
  const code = codes.get(job.codeNumber)
  if (code === undefined) {
    replies.codeMissing(job.id)
    return
  }
  Atomics.store(status, 0, job.id)
  const { hash, source } = code
  const { type, frame, time, seed } = job
  const reply = machine.run({ code: source, hash, type, frame, time, seed, limits: job.limits })
  Atomics.store(status, 0, 0)
  replies.add(job.id, job.codeNumber, reply)
}

function send(message: FromWorker): void {
  port.postMessage(message)
}
