// What the sandbox answers, as the cores take it: encoded values, failures with details. What a handler left as it was keeps the bytes
// that it came in.
import { encodeValue, type Failure, ModelError, type Usage } from '@halley/model'
import type { Invocation, LateReply, Outcome, Yielded } from '@halley/objects'
import type { Action, Failed, Finished } from '@halley/sandbox'
import { timersOf } from './timers.ts'

/** What came of the invocation, with encoded values; a failure where what it left cannot be encoded. */
export function outcomeOf(outcome: Finished | Failed, invocation: Invocation): Outcome {
  const usage = usageOf(outcome.usage)
  const micros = outcome.usage.microseconds
  if (!outcome.ok) return { ok: false, failure: failureOf(outcome.error), usage, micros }
  try {
    return { ...yieldedBy(outcome, usage, invocation), micros }
  } catch (error) {
    return { ...refused(error, usage), micros }
  }
}

function yieldedBy(outcome: Finished, usage: Usage, given: Pick<Invocation, 'state' | 'local'>): Yielded {
  const { decision, stateChanged, localChanged, handlers, reply, actions } = outcome
  return {
    ok: true,
    decision,
    state: (stateChanged ? undefined : given.state) ?? encodeValue(outcome.state, 'the state'),
    stateChanged,
    local: (localChanged ? undefined : given.local) ?? encodeValue(outcome.local, 'the local state'),
    localChanged,
    ...(reply === undefined ? {} : { reply: encodeValue(reply, 'the reply') }),
    ...repliesOf(actions),
    deleteSelf: actions.some(({ type }) => type === 'deleteSelf'),
    ...timersOf(actions),
    handlers,
    usage
  }
}

function repliesOf(actions: readonly Action[]): { replies?: readonly LateReply[] } {
  const replies = actions.flatMap((action) =>
    action.type === 'reply'
      ? [{ capability: action.capability, data: encodeValue(action.data, 'the data of comet.reply') }]
      : []
  )
  return replies.length === 0 ? {} : { replies }
}

export function usageOf({ instructions, steps, memory }: Usage): Usage {
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

/** @throws `error` itself where it is none of the model's */
export function refused(error: unknown, usage: Usage): Outcome {
  if (!(error instanceof ModelError)) throw error
  return { ok: false, failure: { code: error.code, message: error.message }, usage }
}
