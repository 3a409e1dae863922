// A stand-in for the sandbox: the code of an object is JSON that names one of a few programs. What the cores do around
// an invocation is under test here, not the language.
//
//   {"program":"counter"}      its onGet adds one to `this.count` and to `local.gets`
import { decodeValue, type EncodedValue, encodeValue, NO_USAGE, type NodeId, type Value } from '@halley/model'
import type { Effect, Input } from '@halley/node'

export type Invocation = Extract<Effect, { type: 'sandbox.invoke' }>['invocation']
export type Outcome = Extract<Input, { type: 'sandbox.finished' }>['outcome']

type Properties = Readonly<Record<string, Value>>

interface Event {
  readonly state: Properties
  readonly local: Properties
  readonly incoming: Properties
  /** The states of a merge's versions. */
  readonly siblings: readonly Properties[]
}

/** What a handler of the stand-in does; what it leaves out stays as it was. */
interface Result {
  readonly decision?: 'accept' | 'keep' | 'refuse'
  readonly state?: Properties
  readonly local?: Properties
  readonly reply?: Value
  readonly deleteSelf?: boolean
  readonly fails?: string
}

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
  failing: { onGet: () => ({ fails: 'HANDLER_THREW' }) },
  /** Can be read once. */
  once: { onGet: ({ state }) => ({ deleteSelf: true, reply: state }) }
}

export type Program = keyof typeof PROGRAMS & string

/** Programs that take in what is put, whatever its context: nothing of it is superseded by another put. */
export const COLLECTING: ReadonlySet<Program> = new Set(['set', 'cart'])

/** Programs that make one of their concurrent versions. */
export const MERGING: ReadonlySet<Program> = new Set(['cart'])

export const PROGRAM_NAMES: readonly Program[] = Object.keys(PROGRAMS)

/** The source that names a program. */
export function sourceOf(program: Program): string {
  return JSON.stringify({ program })
}

/** The program that a source names. */
export function programOf(source: string): string {
  try {
    return String(JSON.parse(source).program)
  } catch {
    return 'unknown'
  }
}

const HANDLERS = {
  put: 'onPut',
  update: 'onUpdate',
  get: 'onGet',
  delete: 'onDelete',
  merge: 'onMerge',
  load: ''
} as const

/** Has a node's invocation run, by the stand-in or by somebody else. What it yields counts from the moment it is given. */
export type Handle = (node: NodeId, invocation: Invocation, yielded: (outcome: Outcome) => void) => void

/** The stand-in takes no time to find out. */
export const handleAtOnce: Handle = (_, invocation, yielded) => yielded(run(invocation))

/** Runs one event. */
function run(invocation: Invocation): Outcome {
  const handlers = PROGRAMS[programOf(invocation.source)]
  if (handlers === undefined) return failed('CODE_INVALID', 'the source names no program')
  const state = propertiesOf(invocation.state)
  const local = propertiesOf(invocation.local)
  const handler = handlers[HANDLERS[invocation.event]]
  const incoming = propertiesOf(invocation.incoming)
  const siblings = (invocation.siblings ?? []).map((version) => propertiesOf(version.state))
  const result = handler?.({ state, local, incoming, siblings }) ?? {}
  if (result.fails !== undefined) return failed(result.fails, 'the handler failed, as it always does')
  return {
    ok: true,
    decision: result.decision ?? (invocation.event === 'get' ? 'keep' : 'accept'),
    state: encodeValue(result.state ?? state),
    stateChanged: result.state !== undefined,
    local: encodeValue(result.local ?? local),
    localChanged: result.local !== undefined,
    ...(result.reply === undefined ? {} : { reply: encodeValue(result.reply) }),
    deleteSelf: result.deleteSelf ?? false,
    handlers: Object.keys(handlers),
    usage: { instructions: 20, steps: 5, memory: 1_000 }
  }
}

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

function number(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0
}

function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
