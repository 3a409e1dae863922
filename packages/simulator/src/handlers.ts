// A stand-in for the sandbox: the code of an object is JSON that names one of a few programs. What the cores do around
// an invocation is under test here, not the language.
//
//   {"program":"counter"}      its onGet adds one to `this.count` and to `local.gets`
import {
  decodeValue,
  type EncodedValue,
  encodeValue,
  NO_USAGE,
  type NodeId,
  type Tick,
  type Value
} from '@halley/model'
import type { Effect, Input } from '@halley/node'

export type Invocation = Extract<Effect, { type: 'sandbox.invoke' }>['invocation']
export type Resumption = Extract<Effect, { type: 'sandbox.resume' }>['resumption']
export type Outcome = Extract<Input, { type: 'sandbox.finished' }>['outcome']

type Properties = Readonly<Record<string, Value>>

type CallResult = Resumption['results'][number]
type Asked = Extract<Outcome, { chain: string }>['calls'][number]

interface Event {
  readonly key: string
  readonly caller: Invocation['caller']
  /** Of a handler that waited: what it was answered so far, in the order in which it asked. */
  readonly results: readonly CallResult[]
  readonly state: Properties
  readonly local: Properties
  readonly incoming: Properties
  /** The states of a merge's versions. */
  readonly siblings: readonly Properties[]
  /** Of a timer event. */
  readonly timer: Tick | undefined
}

/** What a handler of the stand-in does; what it leaves out stays as it was. */
interface Result {
  readonly decision?: 'accept' | 'keep' | 'refuse'
  readonly state?: Properties
  readonly local?: Properties
  readonly reply?: Value
  readonly deleteSelf?: boolean
  readonly timers?: Timers
  readonly fails?: string
  /** It waits for this: then nothing else counts. */
  readonly asks?: Omit<Asked, 'id'>
  /** Its code is signed by an operator. */
  readonly signed?: boolean
}

type Timers = Extract<Outcome, { stateChanged: boolean }>['timers']

type Handlers = Readonly<Record<string, (event: Event) => Result>>

const PROGRAMS: Readonly<Record<string, Handlers>> = {
  /** Active, but without handlers. */
  register: {},
  /** Counts its gets in replicated and in replica-local state. */
  counter: {
    onGet: ({ state, local }) => {
      const [count, gets] = [number(state.count) + 1, number(local.gets) + 1]
      return { state: { ...state, count }, local: { gets }, reply: { ...state, count, gets } }
    }
  },
  /** The seed's example: counts its gets at this replica alone. */
  greeting: {
    onGet: ({ state, local }) => {
      const gets = number(local.gets) + 1
      return { local: { gets }, reply: { ...state, gets } }
    }
  },
  /** A put adds to what is there. */
  set: { onUpdate: ({ state, incoming }) => ({ decision: 'keep', state: union([state, incoming]) }) },
  /** A set that makes one of its concurrent versions: Dynamo's shopping cart. */
  cart: {
    onUpdate: ({ state, incoming }) => ({ decision: 'keep', state: union([state, incoming]) }),
    onMerge: ({ siblings }) => ({ state: union(siblings) })
  },
  /** Never comes to be. */
  shy: { onPut: () => ({ decision: 'refuse' }) },
  /** The first version stays. */
  stubborn: { onUpdate: () => ({ decision: 'refuse' }) },
  /** Cannot be deleted. */
  veto: { onDelete: () => ({ decision: 'refuse' }) },
  /** A counter that asks the network before it counts. */
  slow: {
    onGet: ({ key, results, state }) =>
      results.length === 0
        ? { asks: { type: 'lookup', key } }
        : { state: { ...state, count: number(state.count) + 1 }, reply: state }
  },
  /** Has all its replicas count, each for itself, and answers with the sum. */
  census: {
    onGet: ({ key, caller, results: [found, gathered], state, local }) => {
      const gets = number(local.gets) + 1
      if (caller.object === key) return { local: { gets }, reply: gets }
      if (found === undefined) return { asks: { type: 'lookup', key } }
      if (gathered === undefined) return { asks: { type: 'get', key, nodes: nodesOf(found) } }
      return { local: { gets }, reply: { ...state, gets: gets + sumOf(gathered) } }
    }
  },
  /** Would spread: it may not address another key. */
  worm: {
    onGet: ({ key, results: [refused], state }) =>
      refused === undefined
        ? { asks: { type: 'put', key: `${key}'`, value: encodeValue(state) } }
        : { reply: state }
  },
  /** Signed by an operator: it may ask another object, of which there is none. */
  reader: {
    onGet: ({ results: [found], state }) =>
      found === undefined ? { asks: { type: 'get', key: 'elsewhere' }, signed: true } : { reply: state }
  },
  failing: { onGet: () => ({ fails: 'HANDLER_THREW' }) },
  /**
   * A cart with a clock: `ticks` are the due times of what the object has done, `local.ticks` of what this replica has done, and
   * after so many it stops.
   */
  clock: {
    onPut: () => ({
      timers: [
        { type: 'set', name: 'beat', every: BEAT_MS, on: 'primary' },
        { type: 'set', name: 'pulse', after: 1_500, every: BEAT_MS, on: 'replica' }
      ]
    }),
    onUpdate: ({ state, incoming }) => ({ decision: 'keep', state: union([state, incoming]) }),
    onMerge: ({ siblings }) => ({
      state: { ...union(siblings), ticks: sorted(siblings.flatMap((state) => numbers(state.ticks))) }
    }),
    onTimer: ({ state, local, timer }) => {
      const { due, on } = timer as Tick
      if (on === 'replica') return { local: { ticks: [...numbers(local.ticks), due].slice(-2 * BEATS) } }
      const ticks = sorted([...numbers(state.ticks), due])
      const done: Timers =
        ticks.length < BEATS
          ? undefined
          : [
              { type: 'clear', name: 'beat' },
              { type: 'clear', name: 'pulse' }
            ]
      return { state: { ...state, ticks }, ...(done === undefined ? {} : { timers: done }) }
    }
  },
  /** Can be read once. */
  once: { onGet: ({ state }) => ({ deleteSelf: true, reply: state }) }
}

export type Program = keyof typeof PROGRAMS & string

/** Programs that take in what is put, whatever its context: nothing of it is superseded by another put. */
export const COLLECTING: ReadonlySet<Program> = new Set(['set', 'cart', 'clock'])

/** Programs that make one of their concurrent versions. */
export const MERGING: ReadonlySet<Program> = new Set(['cart', 'clock'])

/** Ticks of a clock, and milliseconds between two. */
export const BEATS = 8
const BEAT_MS = 3_000

/** Programs that objects run, unless the plan says that they are clocks. */
export const PROGRAM_NAMES: readonly Program[] = Object.keys(PROGRAMS).filter((name) => name !== 'clock')

/** The source that names a program. */
export function sourceOf(program: Program): string {
  return JSON.stringify({ program })
}

/** The program that a source names. */
export function programOf(source: string): string {
  try {
    return source.startsWith('{') ? String(JSON.parse(source).program) : 'unknown'
  } catch {
    return 'unknown'
  }
}

/** What came of running a handler, in a word. */
export function saidOf(outcome: Outcome): string {
  if (!outcome.ok) return outcome.failure.code
  return 'chain' in outcome ? WAITS : outcome.decision
}

/** The handler has not come to its end: it waits for what it asked of the network. */
export const WAITS = 'waits'

const HANDLERS = {
  put: 'onPut',
  update: 'onUpdate',
  get: 'onGet',
  delete: 'onDelete',
  merge: 'onMerge',
  timer: 'onTimer',
  select: 'selectReplicas',
  load: ''
} as const

/**
 * Has a node's invocation run, or go on that waited, by the stand-in or by somebody else. What it yields counts from the moment
 * it is given.
 */
export type Handle = (
  node: NodeId,
  asked: Invocation | Resumption,
  yielded: (outcome: Outcome) => void
) => void

/** The stand-in takes no time to find out. */
export const handleAtOnce: Handle = (_, asked, yielded) =>
  yielded('chain' in asked ? goOn(asked) : run(asked, []))

// It runs from the beginning, with all that it was answered so far: the name of the chain is what that was.
function goOn({ chain, results, invocation }: Resumption): Outcome {
  const before = decodeValue(Buffer.from(chain, 'base64')) as unknown as CallResult[]
  return run(invocation, [...before, ...results])
}

/** Runs one event. */
function run(invocation: Invocation, results: readonly CallResult[]): Outcome {
  const handlers = PROGRAMS[programOf(invocation.source)]
  if (handlers === undefined) return failed('CODE_INVALID', 'the source names no program')
  const state = propertiesOf(invocation.state)
  const local = propertiesOf(invocation.local)
  const handler = handlers[HANDLERS[invocation.event]]
  const incoming = propertiesOf(invocation.incoming)
  const siblings = (invocation.siblings ?? []).map((version) => propertiesOf(version.state))
  const { key, caller, timer } = invocation
  const result = handler?.({ key, caller, results, state, local, incoming, siblings, timer }) ?? {}
  if (result.asks !== undefined) return waits(result.asks, results, result.signed ?? false)
  if (result.fails !== undefined) return failed(result.fails, 'the handler failed, as it always does')
  return {
    ok: true,
    decision: result.decision ?? (KEEPING.has(invocation.event) ? 'keep' : 'accept'),
    state: encodeValue(result.state ?? state),
    stateChanged: result.state !== undefined,
    local: encodeValue(result.local ?? local),
    localChanged: result.local !== undefined,
    ...(result.reply === undefined ? {} : { reply: encodeValue(result.reply) }),
    deleteSelf: result.deleteSelf ?? false,
    ...(result.timers === undefined ? {} : { timers: result.timers }),
    handlers: Object.keys(handlers),
    usage: { instructions: 20, steps: 5, memory: 1_000 }
  }
}

function waits(asks: Omit<Asked, 'id'>, results: readonly CallResult[], privileged: boolean): Outcome {
  const chain = Buffer.from(encodeValue(results)).toString('base64')
  const calls = [{ id: results.length + 1, ...asks }]
  return { ok: true, chain, calls, privileged, usage: NO_USAGE }
}

function nodesOf(result: CallResult): readonly NodeId[] {
  return result.ok && 'nodes' in result.answer ? result.answer.nodes.slice(0, 3) : []
}

function sumOf(result: CallResult): number {
  if (!result.ok || !('answers' in result.answer)) return 0
  const counts = result.answer.answers.map((answer) => ('value' in answer ? decodeValue(answer.value) : 0))
  return counts.reduce<number>((sum, count) => sum + number(count), 0)
}

const KEEPING: ReadonlySet<string> = new Set(['get', 'timer'])

function failed(code: string, message: string): Outcome {
  return { ok: false, failure: { code, message }, usage: NO_USAGE }
}

function propertiesOf(encoded: EncodedValue | undefined): Properties {
  const value = encoded === undefined ? {} : decodeValue(encoded)
  return isProperties(value) ? value : { value }
}

function isProperties(value: Value): value is Properties {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

// Whoever unites the same states makes the same one.
function union(states: readonly Properties[]): Properties {
  const items = [...new Set(states.flatMap((state) => texts(state.items)))].sort()
  return { ...states[0], items }
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function numbers(value: Value | undefined): number[] {
  return Array.isArray(value) ? value.map(Number) : []
}

function number(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0
}

function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
