// From what machines answer to what callers get.
import type { Action, Call, Failed, Finished, Invocation } from './contract.ts'
import type { Limits } from './limits.ts'
import { chainLost } from './machine/failures.ts'
import { splitMessages } from './machine/frame.ts'
import { MODULE_NAME } from './machine/interpreter.ts'
import type { Decision, MachineReply } from './machine/outcome.ts'
import { openMessage, ValueReader } from './values/decode.ts'
import { type PlainObject, SizeError, ValueError } from './values/value.ts'

/** What a handler that came to its end left. @throws ValueError when it is no value */
export function finished(
  {
    decision,
    stateChanged,
    localChanged,
    repeatable,
    handlers,
    usage,
    frame
  }: MachineReply & { ok: true; decision: Decision },
  invocation: Invocation,
  limits: Limits
): Finished {
  const given = { state: invocation.state ?? {}, local: (invocation.local ?? {}) as PlainObject }
  if (frame === undefined) {
    const { type, incoming } = invocation.event
    const state = type === 'update' ? (incoming ?? null) : given.state
    const answered = type === 'get' ? given.state : undefined
    return {
      ok: true,
      decision,
      ...given,
      state,
      stateChanged,
      localChanged,
      reply: answered,
      actions: [],
      repeatable,
      handlers,
      usage
    }
  }
  const { first, second } = splitMessages(frame)
  const state = stateChanged
    ? new ValueReader(openMessage(first)).next('the state', limits.stateBytes)!
    : given.state
  const reader = new ValueReader(openMessage(second))
  const local = reader.next('local', limits.stateBytes) as PlainObject
  const answer = reader.next('the reply', limits.stateBytes)
  const actions = (reader.next('the actions', ACTION_BYTES) ?? []) as unknown as Action[]
  return {
    ok: true,
    decision,
    state,
    stateChanged,
    local: localChanged ? local : given.local,
    localChanged,
    reply: answer,
    actions: decision === 'refuse' ? actions.filter(({ type }) => type === 'log') : actions,
    repeatable,
    handlers,
    usage
  }
}

const ACTION_BYTES = 1_000_000

/** What a handler that waits asks for. @throws ValueError when it is no value */
export function calls(frame: Uint8Array, limits: Limits): Call[] {
  const message = openMessage(frame)
  const reader = new ValueReader(message)
  return Array.from(
    { length: message.length },
    (_, index) => reader.next(`call ${index + 1}`, limits.stateBytes) as unknown as Call
  )
}

/** A failure, with the name that the caller has for the code. */
export function failure({ error, usage }: MachineReply & { ok: false }, { name }: Invocation): Failed {
  if (name === undefined) return { ok: false, error, usage }
  const named = (text: string) => text.replaceAll(MODULE_NAME, name)
  const { message, stack } = error
  return {
    ok: false,
    error: { ...error, message: named(message), ...(stack === undefined ? {} : { stack: named(stack) }) },
    usage
  }
}

export function lost(): Failed {
  return { ok: false, error: chainLost(), usage: NO_USAGE }
}

/** What was given is no value, or too large. @throws `error` itself when it is neither of these */
export function rejected(error: unknown, usage = NO_USAGE): Failed {
  if (error instanceof ValueError) {
    return { ok: false, error: { code: 'VALUE_INVALID', message: error.message }, usage }
  }
  if (error instanceof SizeError) {
    const { message, used, allowed } = error
    return {
      ok: false,
      error: { code: 'STATE_TOO_LARGE', message, limit: 'stateBytes', used, allowed },
      usage
    }
  }
  throw error
}

const NO_USAGE = { instructions: 0, steps: 0, memory: 0, microseconds: 0 }
