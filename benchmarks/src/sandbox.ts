// The sandbox against its targets, and against a fresh QuickJS runtime and context for each call: the same handler, in the
// same run, in alternating rounds. Run directly, it prints a table.
//
//   node benchmarks/src/sandbox.ts

import { createSandbox } from '@halley/sandbox'
import { getQuickJS } from 'quickjs-emscripten'
import { DEFAULT_LIMITS } from '../../sandbox/src/limits.ts'
import { Machine } from '../../sandbox/src/machine/machine.ts'
import { encodeParts } from '../../sandbox/src/values/encode.ts'
import { meteredInterpreter } from '../../sandbox/src/wasm/interpreter-binary.ts'
import { measureOverhead, type Overhead } from './sandbox-overhead.ts'
import { median } from './statistics.ts'

export interface SandboxFigures {
  /** Microseconds of one greeting, by where it runs. */
  readonly machineMicroseconds: number
  readonly freshContextMicroseconds: number
  readonly timesCheaper: number
  readonly poolAloneMicroseconds: number
  /** Invocations a second. */
  readonly poolAlonePerSecond: number
  readonly poolHundredPerSecond: number
  readonly startUpMilliseconds: number
  readonly instructions: number
  /** Metered ÷ unmetered time. */
  readonly overhead: readonly Overhead[]
}

const GREETING = `export default {
  value: 'Hello world!',
  onGet (caller) { local.gets = (local.gets ?? 0) + 1; return { value: this.value, gets: local.gets } }
}`

const ROUNDS = 9
const EVENT = { type: 'get', caller: { id: 'a peer' }, time: 1_767_323_045_000, seed: 'seed' } as const
const STATE = { value: 'Hello world!' }

export async function bench(): Promise<SandboxFigures> {
  const overhead = await measureOverhead()
  const machine = await machineRound()
  const fresh = await freshContextRound()
  const machineTimes: number[] = []
  const freshTimes: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    machineTimes.push(machine.run(4000))
    freshTimes.push(fresh.run(200))
  }
  const startUps: number[] = []
  for (let round = 0; round < 5; round++) startUps.push(await startUp())
  const pool = await poolFigures()
  const machineMicroseconds = median(machineTimes)
  const freshContextMicroseconds = median(freshTimes)
  return {
    machineMicroseconds,
    freshContextMicroseconds,
    timesCheaper: freshContextMicroseconds / machineMicroseconds,
    ...pool,
    startUpMilliseconds: median(startUps),
    instructions: machine.instructions,
    overhead
  }
}

// What a worker does for one invocation, without the way there.
async function machineRound() {
  const machine = new Machine(await meteredInterpreter(), 1e8)
  const items = [STATE, { gets: 1 }, EVENT.caller, undefined, false, EVENT.time, 'key', 'node', '10.0.0.1']
  const frame = encodeParts(items.map((value) => ({ name: 'it', value, maxBytes: 10_000 }))).bytes
  const request = {
    code: GREETING,
    hash: 'greeting',
    frame,
    type: 'get',
    time: 0,
    seed: 7n,
    limits: DEFAULT_LIMITS
  } as const
  const reply = machine.run(request)
  if (!reply.ok) throw new Error(reply.error.message)
  const run = (count: number) => {
    const started = performance.now()
    for (let index = 0; index < count; index++) machine.run(request)
    return ((performance.now() - started) * 1000) / count
  }
  run(20_000)
  return { run, instructions: reply.usage.instructions }
}

// The same isolation as the library offers it: a runtime and a context for each call, limits set, state as JSON.
async function freshContextRound() {
  const quickjs = await getQuickJS()
  const source = GREETING.replace('export default', 'globalThis.object =')
  const once = () => {
    const runtime = quickjs.newRuntime()
    runtime.setMemoryLimit(1_000_000)
    runtime.setMaxStackSize(262_144)
    const context = runtime.newContext()
    context.unwrapResult(context.evalCode(`var local = {"gets":1}; ${source}`)).dispose()
    const answer = context.unwrapResult(
      context.evalCode('JSON.stringify([object.onGet({"id":"a peer"}), local])')
    )
    const text = context.getString(answer)
    answer.dispose()
    context.dispose()
    runtime.dispose()
    return JSON.parse(text) as unknown
  }
  const run = (count: number) => {
    const started = performance.now()
    for (let index = 0; index < count; index++) once()
    return ((performance.now() - started) * 1000) / count
  }
  run(200)
  return { run }
}

async function startUp(): Promise<number> {
  const started = performance.now()
  const sandbox = await createSandbox({ workers: 1 })
  const milliseconds = performance.now() - started
  await sandbox.close()
  return milliseconds
}

async function poolFigures() {
  const sandbox = await createSandbox()
  const invocation = { code: GREETING, event: EVENT, state: STATE, local: { gets: 1 } }
  const perSecond = async (count: number, inFlight: number) => {
    let left = count
    const started = performance.now()
    const one = async () => {
      while (left-- > 0) await sandbox.invoke(invocation)
    }
    await Promise.all(Array.from({ length: inFlight }, one))
    return (count / (performance.now() - started)) * 1000
  }
  await perSecond(20_000, 100)
  const alone: number[] = []
  const hundred: number[] = []
  for (let round = 0; round < 5; round++) {
    alone.push(await perSecond(3_000, 1))
    hundred.push(await perSecond(30_000, 100))
  }
  await sandbox.close()
  const poolAlonePerSecond = median(alone)
  return {
    poolAlonePerSecond,
    poolAloneMicroseconds: 1e6 / poolAlonePerSecond,
    poolHundredPerSecond: median(hundred)
  }
}

/** The result as a table for people. */
export function show(figures: SandboxFigures): string {
  const rows: [string, string, string][] = [
    ['greeting in the worker', `${figures.machineMicroseconds.toFixed(1)} µs`, '≤ 10 µs'],
    ['fresh runtime and context', `${figures.freshContextMicroseconds.toFixed(0)} µs`, ''],
    ['times cheaper', figures.timesCheaper.toFixed(1), '≥ 20'],
    ['through the pool, 1 in flight', `${figures.poolAloneMicroseconds.toFixed(0)} µs each`, ''],
    ['through the pool, 100 in flight', `${Math.round(figures.poolHundredPerSecond)} /s`, '≥ 100000 /s'],
    ['start-up', `${figures.startUpMilliseconds.toFixed(0)} ms`, '≤ 100 ms'],
    ['instructions of the greeting', String(figures.instructions), 'tens'],
    ...figures.overhead.map(({ program, ratio }): [string, string, string] => [
      `metering: ${program}`,
      `${ratio.toFixed(2)} ×`,
      '≤ 1.25 ×'
    ])
  ]
  return rows
    .map(([what, figure, target]) => `${what.padEnd(34)}${figure.padStart(14)}   ${target}`)
    .join('\n')
}

if (import.meta.main) console.log(show(await bench()))
