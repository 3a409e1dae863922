// A stand-in for the sandbox: the code of an object is JSON that names one of a few programs. What the cores do around
// an invocation is under test here, not the language (programs.ts).
import { decodeValue, type EncodedValue, encodeValue, NO_USAGE, type NodeId, type Value } from '@halley/model'
import type { Effect } from '@halley/node'
import type { Invocation, Outcome, Resumption } from './invocation.ts'
import { type Asked, type CallResult, PROGRAMS, type Properties, programOf } from './programs.ts'

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

/** Hears what a node rejects of what handlers yielded. */
export type Rejecting = (node: NodeId, rejected: Effect & { type: 'sandbox.rejected' }) => void

/** Who runs handlers, and who hears what becomes of them. */
export interface Handlers {
  readonly handle?: Handle | undefined
  readonly rejecting?: Rejecting | undefined
}

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
  const { key, caller, timer, neighbors = [] } = invocation
  const payload = invocation.payload && decodeValue(invocation.payload)
  const told = { key, caller, payload, results, state, local, incoming, siblings, timer, neighbors }
  const result = handler?.(told) ?? {}
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

const KEEPING: ReadonlySet<string> = new Set(['get', 'timer', 'select'])

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
