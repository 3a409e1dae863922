// What becomes of what a handler yielded: it fails where it is not what its event allows, though the handler came to its end.
import type { Failure } from '@halley/model'
import type { ObjectsEffect } from './effects.ts'
import type { Invocation, Outcome } from './invocation.ts'
import { checkSelection } from './select.ts'
import { checkReplicaTick } from './tick.ts'
import { checkTimers, type TimersOptions } from './timers.ts'

export function judge(invocation: Invocation, outcome: Outcome, options: TimersOptions): Outcome {
  return checkSelection(invocation, checkReplicaTick(invocation, checkTimers(outcome, options)))
}

export function rejected(turn: number, { key, event }: Invocation, failure: Failure): ObjectsEffect {
  return { type: 'rejected', turn, key, event, failure }
}
