// The sandbox beside QuickJS as quickjs-emscripten offers it, local, without a network: a null handler and a greeting, in
// alternating rounds.
//
// What the comparison is not: the stock engine in a shared context bounds nothing, counts nothing, and lets every object reach
// every other; with a context for each call it isolates, and bounds memory and the stack but not the time of built-ins. The sandbox
// isolates, counts each instruction, and bounds built-ins; in a worker it also keeps the caller's thread free.
import { createSandbox, type Invocation, type Sandbox } from '@halley/sandbox'
import { getQuickJS, type QuickJSContext, type QuickJSWASMModule } from 'quickjs-emscripten'
import { CODE } from './peers/plan.ts'
import { ratios, rounded, type Spread, spread } from './statistics.ts'

const ROUNDS = 9
const MS_PER_ROUND = 150
/** Invocations in flight, where they run in a worker. */
const IN_FLIGHT = 100
const HANDLERS = ['null handler', 'greeting'] as const

type Handler = (typeof HANDLERS)[number]

interface Engine {
  readonly name: string
  /** Runs so many invocations. */
  run(handler: Handler, count: number): void | Promise<void>
}

export interface EnginesRow {
  readonly engine: string
  readonly handler: Handler
  /** Microseconds of one invocation. */
  readonly microseconds: Spread
  /** How many times its rate is that of a stock context for each call, in the same rounds. */
  readonly timesFresh: Spread
}

export async function bench(): Promise<EnginesRow[]> {
  const quickjs = await getQuickJS()
  const sandboxes = [await createSandbox({ workers: 0 }), await createSandbox({ workers: 1 })] as const
  const engines: Engine[] = [
    fresh(quickjs),
    shared(quickjs),
    metered("sandbox, in the caller's thread", sandboxes[0], 1),
    metered(`sandbox, in a worker, ${IN_FLIGHT} in flight`, sandboxes[1], IN_FLIGHT)
  ]
  try {
    const found = new Map<Handler, Map<Engine, number[]>>()
    for (const handler of HANDLERS) found.set(handler, await rounds(engines, handler))
    return [...found].flatMap(([handler, each]) => rows(handler, each))
  } finally {
    for (const sandbox of sandboxes) await sandbox.close()
  }
}

/** Microseconds of an invocation in each round. */
async function rounds(engines: readonly Engine[], handler: Handler): Promise<Map<Engine, number[]>> {
  const found = new Map(engines.map((engine): [Engine, number[]] => [engine, []]))
  for (let round = -1; round < ROUNDS; round++) {
    for (const [engine, times] of found) {
      const each = await microsecondsEach(engine, handler)
      // The first round warms up.
      if (round >= 0) times.push(each)
    }
  }
  return found
}

async function microsecondsEach(engine: Engine, handler: Handler): Promise<number> {
  const start = performance.now()
  let count = 0
  for (; performance.now() - start < MS_PER_ROUND; count += IN_FLIGHT) await engine.run(handler, IN_FLIGHT)
  return (1_000 * (performance.now() - start)) / count
}

function rows(handler: Handler, each: ReadonlyMap<Engine, readonly number[]>): EnginesRow[] {
  const [stock = []] = each.values()
  return [...each].map(([{ name }, times]) => ({
    engine: name,
    handler,
    microseconds: rounded(spread(times)),
    timesFresh: rounded(ratios(stock, times))
  }))
}

const STATE = { value: 'Hello world!' }
const CALLER = { id: 'a peer' }

function fresh(quickjs: QuickJSWASMModule): Engine {
  return {
    name: 'stock, a context for each call',
    run: (handler, count) => {
      for (let at = 0; at < count; at++) {
        const runtime = quickjs.newRuntime()
        runtime.setMemoryLimit(1_000_000)
        runtime.setMaxStackSize(262_144)
        const context = runtime.newContext()
        prepare(context, handler)
        call(context)
        context.dispose()
        runtime.dispose()
      }
    }
  }
}

function shared(quickjs: QuickJSWASMModule): Engine {
  const contexts = new Map<Handler, QuickJSContext>()
  return {
    name: 'stock, one context for all',
    run: (handler, count) => {
      let context = contexts.get(handler)
      if (context === undefined) {
        context = quickjs.newContext()
        prepare(context, handler)
        contexts.set(handler, context)
      }
      for (let at = 0; at < count; at++) call(context)
    }
  }
}

function prepare(context: QuickJSContext, handler: Handler): void {
  const object = (CODE[handler] as string).replace('export default', 'globalThis.object =')
  const answer = `globalThis.answer = (text) => {
    const [state, held, caller] = JSON.parse(text)
    globalThis.local = held
    const reply = Object.assign(object, state).onGet(caller)
    return JSON.stringify([reply ?? null, local])
  }`
  context.unwrapResult(context.evalCode(`var local = {}; ${object}; ${answer}`)).dispose()
}

// State and reply pass as JSON, which is how the library's users pass them.
function call(context: QuickJSContext): unknown {
  const text = context.newString(JSON.stringify([STATE, { gets: 1 }, CALLER]))
  const answer = context.getProp(context.global, 'answer')
  const result = context.unwrapResult(context.callFunction(answer, context.undefined, text))
  const reply = JSON.parse(context.getString(result)) as unknown
  for (const handle of [text, answer, result]) handle.dispose()
  return reply
}

function metered(name: string, sandbox: Sandbox, inFlight: number): Engine {
  const once = async (handler: Handler): Promise<void> => {
    const outcome = await sandbox.invoke(invocation(handler))
    if (!outcome.ok) throw new Error(`the ${handler} failed: ${JSON.stringify(outcome)}`)
  }
  return {
    name,
    run: async (handler, count) => {
      const line = async (): Promise<void> => {
        for (let at = 0; at < count / inFlight; at++) await once(handler)
      }
      await Promise.all(Array.from({ length: inFlight }, line))
    }
  }
}

function invocation(handler: Handler): Invocation {
  const event = { type: 'get', caller: CALLER, time: 1_767_323_045_000, seed: 'seed' } as const
  return { code: CODE[handler] as string, event, state: STATE, local: { gets: 1 } }
}

/** The result as a table for people. */
export function show(rows: readonly EnginesRow[]): string {
  const text = ({ median, least, most }: Spread): string => `${median} (${least}–${most})`
  return rows
    .map(({ engine, handler, microseconds, timesFresh }) =>
      [
        handler.padEnd(14),
        engine.padEnd(40),
        `${text(microseconds)} µs`.padEnd(28),
        `${text(timesFresh)} times a context for each call`
      ].join('')
    )
    .join('\n')
}
