// A worker thread: a machine, and a loop that runs the jobs in the ring one after the other. Between jobs the thread sleeps
// outside of the event loop, to which it never returns.
import { parentPort, workerData } from 'node:worker_threads'
import { SANDBOX_LIMITS } from '../limits.ts'
import { Machine } from '../machine/machine.ts'
import { selfCheck } from '../machine/self-check.ts'
import { JobReceiver, type ReceivedJob } from './jobs.ts'
import type { FromWorker, Start, WorkerData } from './messages.ts'
import { ReplySender } from './replies.ts'

/**
 * Microseconds that replies may wait before the caller's thread is told of them: so long that telling costs little beside
 * the work, so short that the caller's thread works while this one does.
 */
const UNTOLD_MICROSECONDS = 300

const { imageBytes, jobs: jobEnds, replies: replyEnds } = workerData as WorkerData
const port = parentPort!
const jobs = new JobReceiver(jobEnds)
const replies = new ReplySender(replyEnds)

// The thread loads its code while the caller's thread still rewrites the interpreter.
port.once('message', ({ module }: Start) => {
  const machine = new Machine(module, imageBytes)
  selfCheck(machine)
  say('ready')
  work(machine)
})

function work(machine: Machine): never {
  let untold = 0
  let round = 0
  for (;;) {
    if (!jobs.ready) {
      if (untold > 0) tell()
      untold = 0
      jobs.sleep()
    }
    const job = jobs.read()
    if (untold > 0 && untold + job.expected > UNTOLD_MICROSECONDS) {
      tell()
      untold = 0
    }
    if (job.round < round) {
      replies.notRun()
      untold += 1
    } else {
      const microseconds = run(machine, job)
      untold += microseconds + 1
      // It was much dearer than expected, so what was given in the belief that it is cheap may be so too. It goes back to
      // the queue, where other keys have their turn: all of it, so that what waits keeps its order.
      if (microseconds - job.expected > SANDBOX_LIMITS.aheadMicroseconds && jobs.waiting) round++
    }
    jobs.done()
  }
}

// Answers how long it took.
function run(machine: Machine, { code, request }: ReceivedJob): number {
  const reply = machine.run(request)
  replies.send(reply, reply.ok && !code.told)
  if (reply.ok) code.told = true
  return reply.usage.microseconds
}

function tell(): void {
  if (replies.calls()) say('replies')
}

function say(message: FromWorker): void {
  port.postMessage(message)
}
