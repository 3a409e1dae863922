// The sandbox as the cores see it: encoded values in, encoded values out.
import {
  decodeValue,
  encodeValue,
  type Failure,
  ModelError,
  NO_USAGE,
  PAYLOAD_BYTES,
  type Usage,
  type Value
} from '@halley/model'
import type { Effect, Input } from '@halley/node'
import type { Invocation, MergedVersion, Outcome } from '@halley/objects'
import type { Failed, Finished, Sandbox, SandboxEvent } from '@halley/sandbox'
import { type Counters, countInvocation } from './counters.ts'

/** What handlers may know about the node that runs them. */
export interface NodeFacts {
  readonly id: string
  readonly address: string
}

/** Answers `sandbox.invoke`. */
export async function invoke(
  sandbox: Sandbox,
  { turn, invocation }: Extract<Effect, { type: 'sandbox.invoke' }>,
  node: NodeFacts,
  counters: Counters
): Promise<Input> {
  const outcome = await evaluate(sandbox, invocation, node)
  countInvocation(counters, invocation.event, outcome.ok ? undefined : outcome.failure.code)
  return { type: 'sandbox.finished', turn, outcome }
}

/** Runs one invocation. Whatever goes wrong in it is an outcome, never a rejection. */
export async function evaluate(sandbox: Sandbox, invocation: Invocation, node: NodeFacts): Promise<Outcome> {
  try {
    const { source, state, local, key } = invocation
    const outcome = await sandbox.invoke({
      code: source,
      event: eventOf(invocation),
      ...(state === undefined ? {} : { state: decodeValue(state, 'the state') }),
      ...(local === undefined ? {} : { local: decodeValue(local, 'the local state') }),
      key,
      node,
      // Objects take turns at the workers; one that floods its mailbox delays only itself.
      fairness: key
    })
    if (outcome.ok && outcome.chain !== undefined) {
      sandbox.drop(outcome.chain)
      return { ok: false, failure: CALLS_UNSUPPORTED, usage: usageOf(outcome.usage) }
    }
    return outcomeOf(outcome)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { ok: false, failure: { code: error.code, message: error.message }, usage: NO_USAGE }
  }
}

const CALLS_UNSUPPORTED: Failure = {
  code: 'CALLS_UNSUPPORTED',
  message: 'the handler called comet.get, comet.put or comet.lookup, which nodes do not answer'
}

function eventOf({ event, caller, payload, incoming, siblings, time, seed }: Invocation): SandboxEvent {
  return {
    type: event,
    caller: {
      ...caller,
      ...(payload === undefined ? {} : { payload: decodeValue(payload, 'the payload', PAYLOAD_BYTES) })
    },
    ...(incoming === undefined ? {} : { incoming: decodeValue(incoming, 'the incoming state') }),
    ...(siblings === undefined ? {} : { siblings: siblings.map(siblingOf) }),
    time,
    seed
  }
}

function siblingOf({ state, version, writtenAt }: MergedVersion): Value {
  return { state: decodeValue(state, 'a sibling'), version, writtenAt }
}

function outcomeOf(outcome: Finished | Failed): Outcome {
  const usage = usageOf(outcome.usage)
  if (!outcome.ok) return { ok: false, failure: failureOf(outcome.error), usage }
  const { decision, stateChanged, localChanged, handlers, reply, actions } = outcome
  return {
    ok: true,
    decision,
    state: encodeValue(outcome.state, 'the state'),
    stateChanged,
    local: encodeValue(outcome.local, 'the local state'),
    localChanged,
    ...(reply === undefined ? {} : { reply: encodeValue(reply, 'the reply') }),
    deleteSelf: actions.some(({ type }) => type === 'deleteSelf'),
    handlers,
    usage
  }
}

function usageOf({ instructions, steps, memory }: Usage): Usage {
  return { instructions, steps, memory }
}

function failureOf({ code, message, ...rest }: Failed['error']): Failure {
  const details: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'string') details[name] = value.slice(0, 2_000)
    else if (typeof value === 'number') details[name] = value
  }
  return { code, message: message.slice(0, 2_000), details }
}
