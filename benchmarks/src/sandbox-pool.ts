// The pool around the machines: what an invocation costs on its way to a worker and back, alone and among a hundred; how
// long one object waits beside another that floods the pool; and how long a sandbox takes to start.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createSandbox, type Invocation, type Sandbox } from '@halley/sandbox'
import { median, quantile } from './statistics.ts'

export interface PoolFigures {
  /** Microseconds from asking to the answer with nothing else in flight, and of a bare message to a thread and back. */
  readonly aloneMicroseconds: number
  readonly messageMicroseconds: number
  readonly throughput: readonly Throughput[]
  readonly fairness: Fairness
  readonly startUp: StartUp
}

/** A hundred invocations in flight. */
export interface Throughput {
  readonly workers: number
  /** Does the caller's thread also work 10 µs for each answer? */
  readonly busyCaller: boolean
  readonly perSecond: number
  /** Of the fastest round. */
  readonly mostPerSecond: number
  /** CPU time of an invocation: of all threads, and of the caller's alone. */
  readonly cpuMicroseconds: number
  readonly callerMicroseconds: number
}

/** Milliseconds that a cheap object waits for its answer, alone and while another floods the only worker. */
export interface Fairness {
  readonly alone: Waiting
  readonly besideFlood: Waiting
  /** What one invocation of the flood takes. */
  readonly floodMilliseconds: number
}

export interface Waiting {
  readonly p50: number
  readonly p99: number
}

/** Milliseconds until a sandbox of one worker can be used. */
export interface StartUp {
  /** In a process that just started. */
  readonly first: number
  readonly later: number
}

export async function measurePool(invocation: Invocation): Promise<PoolFigures> {
  return {
    ...(await measureAlone(invocation)),
    throughput: await measureThroughput(invocation),
    fairness: await measureFairness(invocation),
    startUp: await measureStartUp()
  }
}

const ROUNDS = 7

async function measureAlone(invocation: Invocation) {
  const sandbox = await createSandbox({ workers: 1 })
  const echo = new Worker(
    'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (it) => parentPort.postMessage(it))',
    { eval: true }
  )
  const message = async () => {
    const answered = new Promise((resolve) => echo.once('message', resolve))
    echo.postMessage(1)
    await answered
  }
  const invoke = () => sandbox.invoke(invocation)
  const alone: number[] = []
  const messages: number[] = []
  for (const once of [invoke, message]) await microsecondsEach(once, 10_000)
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await microsecondsEach(invoke, 2_000))
    messages.push(await microsecondsEach(message, 2_000))
  }
  await sandbox.close()
  await echo.terminate()
  return { aloneMicroseconds: median(alone), messageMicroseconds: median(messages) }
}

async function microsecondsEach(once: () => Promise<unknown>, count: number): Promise<number> {
  const started = performance.now()
  for (let index = 0; index < count; index++) await once()
  return ((performance.now() - started) * 1000) / count
}

// The variants take turns, so that whatever else the machine does meets all of them.
async function measureThroughput(invocation: Invocation): Promise<Throughput[]> {
  const variants = []
  for (const workers of [1, 2]) {
    const sandbox = await createSandbox({ workers })
    await hundredInFlight(sandbox, invocation, 40_000, false)
    for (const busyCaller of [false, true])
      variants.push({ workers, busyCaller, sandbox, rounds: [] as Round[] })
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { sandbox, busyCaller, rounds } of variants)
      rounds.push(await hundredInFlight(sandbox, invocation, 20_000, busyCaller))
  await Promise.all(variants.map(({ sandbox }) => sandbox.close()))
  return variants.map(({ workers, busyCaller, rounds }) => {
    const perSecond = rounds.map((round) => round.perSecond)
    return {
      workers,
      busyCaller,
      perSecond: median(perSecond),
      mostPerSecond: Math.max(...perSecond),
      cpuMicroseconds: median(rounds.map((round) => round.cpuMicroseconds)),
      callerMicroseconds: median(rounds.map((round) => round.callerMicroseconds))
    }
  })
}

interface Round {
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly callerMicroseconds: number
}

async function hundredInFlight(
  sandbox: Sandbox,
  invocation: Invocation,
  count: number,
  busyCaller: boolean
): Promise<Round> {
  let left = count
  const one = async () => {
    while (left-- > 0) {
      await sandbox.invoke(invocation)
      if (busyCaller) spin(10)
    }
  }
  const started = performance.now()
  const cpu = process.cpuUsage()
  const thread = process.threadCpuUsage()
  await Promise.all(Array.from({ length: 100 }, one))
  const all = process.cpuUsage(cpu)
  const caller = process.threadCpuUsage(thread)
  return {
    perSecond: (count / (performance.now() - started)) * 1000,
    cpuMicroseconds: (all.user + all.system) / count,
    callerMicroseconds: (caller.user + caller.system) / count
  }
}

function spin(microseconds: number): void {
  const end = performance.now() + microseconds / 1000
  while (performance.now() < end);
}

const FLOOD = `export default {
  async onGet () { for (;;) await null }
}`

async function measureFairness(invocation: Invocation): Promise<Fairness> {
  const sandbox = await createSandbox({ workers: 1 })
  await waiting(sandbox, invocation, 5_000)
  const alone = await waiting(sandbox, invocation, 1_000)
  let flooding = true
  const floodTimes: number[] = []
  const flood = Array.from({ length: 1_500 }, async () => {
    while (flooding) {
      const { usage } = await sandbox.invoke({ ...invocation, code: FLOOD, fairness: 'the flood' })
      floodTimes.push(usage.microseconds / 1000)
    }
  })
  await microsecondsEach(() => sandbox.invoke(invocation), 10)
  const besideFlood = await waiting(sandbox, invocation, 300)
  flooding = false
  await sandbox.close()
  await Promise.all(flood)
  return { alone, besideFlood, floodMilliseconds: median(floodTimes.filter((time) => time > 0)) }
}

async function waiting(sandbox: Sandbox, invocation: Invocation, count: number): Promise<Waiting> {
  const times: number[] = []
  for (let index = 0; index < count; index++)
    times.push((await microsecondsEach(() => sandbox.invoke(invocation), 1)) / 1000)
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

async function measureStartUp(): Promise<StartUp> {
  const first: number[] = []
  const later: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    first.push(Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url)], { encoding: 'utf8' })))
    later.push(await startUp())
  }
  return { first: median(first), later: median(later) }
}

async function startUp(): Promise<number> {
  const started = performance.now()
  const sandbox = await createSandbox({ workers: 1 })
  const milliseconds = performance.now() - started
  await sandbox.close()
  return milliseconds
}

/** Rows for people: what, figure, target. */
export function poolRows(figures: PoolFigures): [string, string, string][] {
  const { aloneMicroseconds, messageMicroseconds, throughput, fairness, startUp } = figures
  const wait = ({ p50, p99 }: Waiting) => `${p50.toFixed(2)}, ${p99.toFixed(2)} ms`
  return [
    ['through the pool, 1 in flight', `${aloneMicroseconds.toFixed(0)} µs each`, '< 100 µs'],
    ['a bare message there and back', `${messageMicroseconds.toFixed(0)} µs`, ''],
    ...throughput.map((it): [string, string, string] => [
      `100 in flight, ${it.workers} worker${it.workers === 1 ? '' : 's'}${it.busyCaller ? ', caller busy' : ''}`,
      `${Math.round(it.perSecond)} /s`,
      `${it.busyCaller ? '' : '≥ 100000 /s; '}at best ${Math.round(it.mostPerSecond)}; CPU ${it.cpuMicroseconds.toFixed(1)} µs, of it the caller's ${it.callerMicroseconds.toFixed(1)}`
    ]),
    ['a wait, alone (p50, p99)', wait(fairness.alone), ''],
    [
      'a wait beside a flood',
      wait(fairness.besideFlood),
      `each of the flood takes ${fairness.floodMilliseconds.toFixed(1)} ms`
    ],
    ['start-up, first in a process', `${startUp.first.toFixed(0)} ms`, '≤ 100 ms'],
    ['start-up, later', `${startUp.later.toFixed(0)} ms`, '≤ 100 ms']
  ]
}

// Run directly, it starts one sandbox and prints how many milliseconds that took.
if (import.meta.main) console.log(await startUp())
