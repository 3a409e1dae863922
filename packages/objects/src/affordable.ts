// Whether an event may go on with what it is to do next, as far as budgets are concerned.
import type { Millis } from '@halley/model'
import { nextStep } from './next-step.ts'
import type { Refusals } from './refusals.ts'
import { OVER, type Spending } from './spending.ts'
import type { Scene, Step } from './step.ts'
import { isUnasked, mends, spenderOf } from './turn.ts'

/** The next step, or why it may not be. An event that has begun is brought to its end: what it overdraws is paid for before the next one. */
export function affordable(scene: Scene, spending: Spending, refusals: Refusals, now: Millis): Step {
  const step = nextStep(scene)
  if (step.do !== 'invoke' || scene.outcomes.length > 0) return step
  const spender = spenderOf(scene, step.invocation)
  const failure = spending.refusal(spender, { mends: mends(scene), isUnasked: isUnasked(scene.request) }, now)
  if (failure === undefined) return step
  if (failure.code === OVER) refusals.note(scene.request, spender.owner, failure, now)
  return { do: 'fail', failure }
}
