// What handlers ask for with comet.setTimer and comet.clearTimer, as the cores take it: times in milliseconds.
import { checkDuration, type Millis, ModelError, parseDuration } from '@halley/model'
import type { TimerAction } from '@halley/objects'
import type { Action } from '@halley/sandbox'

type TimerCall = Extract<Action, { type: 'setTimer' | 'clearTimer' }>

/**
 * Those of the actions that concern timers; nothing where none does.
 * @throws ModelError TIMER_INVALID, DURATION_INVALID
 */
export function timersOf(actions: readonly Action[]): { timers?: readonly TimerAction[] } {
  const asked = actions.filter(
    (action): action is TimerCall => action.type === 'setTimer' || action.type === 'clearTimer'
  )
  return asked.length === 0 ? {} : { timers: asked.map(timerAction) }
}

function timerAction(call: TimerCall): TimerAction {
  const { name } = call
  if (call.type === 'clearTimer') return { type: 'clear', name }
  const { after, at, every, on = 'primary' } = call
  if (after !== undefined && at !== undefined)
    throw invalid(name, 'has both after and at; the first tick comes either after so long or at a moment')
  if (after === undefined && at === undefined && every === undefined)
    throw invalid(name, 'has no time; give after, at or every')
  if (at !== undefined && !(Number.isSafeInteger(at) && Number(at) >= 0))
    throw invalid(name, `is set at ${String(at)}; a moment is a whole number of milliseconds since 1970`)
  return {
    type: 'set',
    name,
    ...(after === undefined ? {} : { after: duration(after) }),
    ...(at === undefined ? {} : { at: Number(at) }),
    ...(every === undefined ? {} : { every: duration(every) }),
    on
  }
}

function duration(time: number | string): Millis {
  return typeof time === 'string' ? parseDuration(time) : checkDuration(time)
}

function invalid(name: string, what: string): ModelError {
  return new ModelError('TIMER_INVALID', `the timer "${name}" ${what}`)
}
