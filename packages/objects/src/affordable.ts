// Whether an event may go on with what it is to do next, as far as budgets are concerned.
import { type Content, type Millis, siblingBytes } from '@halley/model'
import { nextStep } from './next-step.ts'
import type { Refusals } from './refusals.ts'
import { OVER, type Spending } from './spending.ts'
import type { Scene, Step } from './step.ts'
import { isUnasked, mends, spenderOf } from './turn.ts'

/** The next step, or why it may not be. An event that has begun is brought to its end: what it overdraws is paid for before the next one. */
export function affordable(scene: Scene, spending: Spending, refusals: Refusals, now: Millis): Step {
  const step = nextStep(scene)
  if (step.do === 'commit' && isUnasked(scene.request)) chargeCopies(scene, step, spending, now)
  if (step.do !== 'invoke' || scene.outcomes.length > 0) return step
  const spender = spenderOf(scene, step.invocation)
  const failure = spending.refusal(spender, { mends: mends(scene), isUnasked: isUnasked(scene.request) }, now)
  if (failure === undefined) return step
  if (failure.code === OVER) refusals.note(scene.request, spender.owner, failure, now)
  return { do: 'fail', failure }
}

// What a client asks for costs it a request each time. A timer that changes a large object asks nobody, so its object pays for what it
// has sent to the other homes.
function chargeCopies(
  { request: { key } }: Scene,
  { edits, quorum }: Step & { do: 'commit' },
  spending: Spending,
  now: Millis
): void {
  for (const { content } of edits)
    if (content !== undefined)
      spending.chargeBytes({ key, ...ownerOf(content) }, siblingBytes(content) * (quorum.n - 1), now)
}

function ownerOf({ owner }: Content): { owner?: string } {
  return owner === undefined ? {} : { owner }
}
