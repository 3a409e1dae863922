// What a worker does for one invocation, without the way there: the greeting beside a fresh QuickJS runtime and context for
// each call, an object with 10 KB of structured state when its state is built and when it lies in the heap, what objects
// leave behind that were invoked once, and what a handler costs that waits for its host.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { getQuickJS } from 'quickjs-emscripten'
import { DEFAULT_LIMITS } from '../../sandbox/src/limits.ts'
import { joinMessages } from '../../sandbox/src/machine/frame.ts'
import { Machine } from '../../sandbox/src/machine/machine.ts'
import type { MachineRequest } from '../../sandbox/src/machine/outcome.ts'
import { encodeResults } from '../../sandbox/src/request.ts'
import { encodeParts } from '../../sandbox/src/values/encode.ts'
import { meteredInterpreter } from '../../sandbox/src/wasm/interpreter-binary.ts'
import { median } from './statistics.ts'

export interface MachineFigures {
  /** Microseconds of one greeting: the median and the least of the rounds. */
  readonly greeting: number
  readonly leastGreeting: number
  readonly freshContext: number
  readonly instructions: number
  readonly large: LargeState
  readonly dormant: Dormant
  readonly chain: SuspendedChain
}

/** An object with structured state. */
export interface LargeState {
  readonly bytes: number
  /** Microseconds of a get whose state is in the heap already, whose state is built from bytes, and that changes it. */
  readonly hot: number
  readonly cold: number
  readonly changing: number
}

/** Many objects of one code, each invoked once. */
export interface Dormant {
  readonly objects: number
  /** Bytes that the machine keeps: after one of them, and after all. */
  readonly keptAfterOne: number
  readonly keptAfterAll: number
  /** By which the process's own memory grew meanwhile, a garbage collection before and after where the process allows it. */
  readonly grownBytes: number
  readonly microsecondsEach: number
}

/** A handler that waits for one answer of its host. */
export interface SuspendedChain {
  /** What is kept while it waits. */
  readonly bytes: number
  /** Microseconds of its two parts together: to where it waits, and from the answer to its end. */
  readonly microseconds: number
}

export const GREETING = `export default {
  value: 'Hello world!',
  onGet (caller) { local.gets = (local.gets ?? 0) + 1; return { value: this.value, gets: local.gets } }
}`

const CHANGING = GREETING.replace('local.gets =', 'this.count++; local.gets =')
const ROUNDS = 9
const DORMANT = 100_000
const PLENTY = 100_000_000

/** In a process of its own: a worker, too, runs nothing else, and the engine compiles what it has seen. */
export async function measureMachine(): Promise<MachineFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', import.meta.filename])
  return JSON.parse(stdout)
}

async function measureHere(): Promise<MachineFigures> {
  const module = await meteredInterpreter()
  const machine = new Machine(module, PLENTY)
  const greeting = request(GREETING, { value: 'Hello world!' })
  const reply = machine.run(greeting)
  if (!reply.ok) throw new Error(reply.error.message)
  const fresh = await freshContext()
  const greetings: number[] = []
  const contexts: number[] = []
  repeat(machine, greeting, 20_000)
  for (let round = 0; round < ROUNDS; round++) {
    greetings.push(repeat(machine, greeting, 4000))
    contexts.push(fresh(200))
  }
  return {
    greeting: median(greetings),
    leastGreeting: Math.min(...greetings),
    freshContext: median(contexts),
    instructions: reply.usage.instructions,
    large: largeState(module),
    dormant: dormant(module),
    chain: suspendedChain(module)
  }
}

function largeState(module: WebAssembly.Module): LargeState {
  const records = Array.from({ length: 160 }, (_, index) => [
    `peer${index}`,
    {
      ip: `10.0.0.${index}`,
      port: 6000 + index,
      coordinates: [1.5 * index, 2.25, 3.125],
      seen: 1_767_323_045_000
    }
  ])
  const state = { value: 'x', count: 0, ...Object.fromEntries(records) }
  const get = request(GREETING, state)
  const change = request(CHANGING, state)
  const rounds = (machine: Machine, asked: MachineRequest, times: number, before = 1000) => {
    repeat(machine, asked, before)
    return median(Array.from({ length: ROUNDS }, () => repeat(machine, asked, times)))
  }
  return {
    bytes: get.frame.length,
    // The engine takes its time to compile the comparison for good: it takes thrice as long before.
    hot: rounds(new Machine(module, PLENTY), get, 1000, 12_000),
    cold: rounds(new Machine(module, PLENTY, 0), get, 200),
    changing: rounds(new Machine(module, PLENTY), change, 200)
  }
}

function dormant(module: WebAssembly.Module): Dormant {
  const machine = new Machine(module, PLENTY)
  const kept = () => machine.kept.programs + machine.kept.states
  const invoke = (index: number) =>
    machine.run(request(GREETING, { value: `object ${index}` }, `key ${index}`))
  for (let index = 0; index < 10_000; index++) invoke(-1 - index)
  const keptAfterOne = kept()
  const before = memoryOfProcess()
  const started = performance.now()
  for (let index = 0; index < DORMANT; index++) invoke(index)
  const microsecondsEach = ((performance.now() - started) * 1000) / DORMANT
  return {
    objects: DORMANT,
    keptAfterOne,
    keptAfterAll: kept(),
    grownBytes: memoryOfProcess() - before,
    microsecondsEach
  }
}

function suspendedChain(module: WebAssembly.Module): SuspendedChain {
  const machine = new Machine(module, PLENTY)
  const first = request('export default { async onGet () { return (await comet.get("other")).value } }', {})
  const frame = encodeResults([{ id: 1, ok: true, value: { value: 'Hello!' } }], DEFAULT_LIMITS)
  const second: MachineRequest = { ...first, type: 'resume', frame }
  machine.run(first)
  const bytes = machine.kept.chains
  machine.run(second)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    for (let index = 0; index < 500; index++) {
      machine.run(first)
      machine.run(second)
    }
    times.push(((performance.now() - started) * 1000) / 500)
  }
  return { bytes, microseconds: median(times) }
}

function memoryOfProcess(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function request(code: string, state: object, key = 'key'): MachineRequest {
  const event = [{ gets: 1 }, { id: 'a peer' }, undefined, false, 1_767_323_045_000]
  const frame = joinMessages(encoded([state, key, 'node', '10.0.0.1']), encoded(event))
  return { code, hash: code, frame, type: 'get', time: 0, seed: 7n, chain: 0, limits: DEFAULT_LIMITS }
}

function encoded(items: readonly unknown[]): Uint8Array {
  return encodeParts(items.map((value) => ({ name: 'it', value, maxBytes: 100_000 }))).bytes
}

/** Microseconds of one, of many. */
function repeat(machine: Machine, request: MachineRequest, count: number): number {
  const started = performance.now()
  for (let index = 0; index < count; index++) machine.run(request)
  return ((performance.now() - started) * 1000) / count
}

// The same isolation as the library offers it: a runtime and a context for each call, limits set, state as JSON.
async function freshContext() {
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
  return run
}

if (import.meta.main) console.log(JSON.stringify(await measureHere()))
