// The programs that objects run in the simulator: each a few handlers, which do what the cores have to cope with.
//
//   {"program":"counter"}      its onGet adds one to `this.count` and to `local.gets`
import { decodeValue, encodeValue, type NodeId, REPLICAS, type Tick, type Value } from '@halley/model'
import type { Invocation, Outcome, Resumption } from './invocation.ts'

/** Of an object, as its handlers see it. */
export type Properties = Readonly<Record<string, Value>>

export type CallResult = Resumption['results'][number]
export type Asked = Extract<Outcome, { chain: string }>['calls'][number]

interface Event {
  readonly key: string
  readonly caller: Invocation['caller']
  readonly payload: Value | undefined
  /** Of a handler that waited: what it was answered so far, in the order in which it asked. */
  readonly results: readonly CallResult[]
  readonly state: Properties
  readonly local: Properties
  readonly incoming: Properties
  /** The states of a merge's versions. */
  readonly siblings: readonly Properties[]
  /** Of a timer event. */
  readonly timer: Tick | undefined
  /** To choose from. */
  readonly neighbors: readonly NodeId[]
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

export const PROGRAMS: Readonly<Record<string, Handlers>> = {
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
  /** Cannot be deleted but with the word that opens it. */
  veto: { onDelete: ({ payload }) => ({ decision: payload === OPENS ? 'accept' : 'refuse' }) },
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
  /** Signed by an operator: it may ask another object, and delete it, of which there is none. */
  reader: {
    onGet: ({ results: [found, gone], state }) => {
      if (found === undefined) return { asks: { type: 'get', key: 'elsewhere' }, signed: true }
      const payload = encodeValue(OPENS)
      return gone === undefined
        ? { asks: { type: 'delete', key: 'elsewhere', payload }, signed: true }
        : { reply: state }
    }
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
  /**
   * A cart that is elsewhere, too: it chooses the nodes behind its homes, and a get gives copies to others of them, which the next
   * choice leaves out.
   */
  spreader: {
    onUpdate: ({ state, incoming }) => ({ decision: 'keep', state: union([state, incoming]) }),
    onMerge: ({ siblings }) => ({ state: union(siblings) }),
    onGet: ({ key, results: [found, given], state }) => {
      if (found === undefined) return { asks: { type: 'lookup', key } }
      if (given === undefined) return { asks: { type: 'put', key, nodes: nodesOf(found, 1, 6) } }
      return { reply: state }
    },
    selectReplicas: ({ neighbors }) => ({ reply: [...neighbors.slice(1, 5)] })
  },
  /** Comet's replication: it puts itself to all of its nodes. */
  mirror: {
    onTimer: ({ key, results: [found, given] }) => {
      if (found === undefined) return { asks: { type: 'lookup', key } }
      return given === undefined ? { asks: { type: 'put', key, nodes: nodesOf(found, 0, REPLICAS) } } : {}
    }
  },
  /** It has all of its nodes chosen. */
  chooser: { selectReplicas: ({ neighbors }) => ({ reply: [...neighbors] }) },
  /** Can be read once. */
  once: { onGet: ({ state }) => ({ deleteSelf: true, reply: state }) }
}

export type Program = keyof typeof PROGRAMS & string

/** With this word even a veto is deleted. */
export const OPENS = 'open'

/** Programs that take in what is put, whatever its context: nothing of it is superseded by another put. */
export const COLLECTING: ReadonlySet<Program> = new Set(['set', 'cart', 'clock', 'spreader'])

/** Programs that make one of their concurrent versions. */
export const MERGING: ReadonlySet<Program> = new Set(['cart', 'clock', 'spreader'])

/** Ticks of a clock, and milliseconds between two. */
export const BEATS = 8
const BEAT_MS = 3_000

/** Programs that are drawn apart from the others, or not at all. */
const APART: ReadonlySet<Program> = new Set(['clock', 'spreader', 'mirror', 'chooser'])

/** Programs that objects run, unless the plan says that they are clocks or spreaders. */
export const PROGRAM_NAMES: readonly Program[] = Object.keys(PROGRAMS).filter((name) => !APART.has(name))

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

function nodesOf(result: CallResult, from = 0, to = 3): readonly NodeId[] {
  return result.ok && 'nodes' in result.answer ? result.answer.nodes.slice(from, to) : []
}

function sumOf(result: CallResult): number {
  if (!result.ok || !('answers' in result.answer)) return 0
  const counts = result.answer.answers.map((answer) => ('value' in answer ? decodeValue(answer.value) : 0))
  return counts.reduce<number>((sum, count) => sum + number(count), 0)
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
