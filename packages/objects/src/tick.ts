// A tick: a timer of the object is due. Of several that are due, the one that has been due for longest; the others are events of
// their own.
//
//   primary   the object is read from a quorum, and if the timer is still due in what that knows, onTimer runs on the latest version
//             that has it. What it did and the timer's next due time are one write: a tick that was committed is never run
//             again, and one that was not leaves nothing, and another home runs it.
//   replica   onTimer runs on this node's copy, for the state of its own alone. The tick is written with that state.
//
// A failing onTimer must not hold up its object for ever: its tick is over, too.
import {
  dueHere,
  encodeValue,
  type Failure,
  type NodeId,
  type Sibling,
  type Tick,
  type Ticks,
  type Timer,
  uniteTimers
} from '@halley/model'
import type { ObjectsCounts } from './counts.ts'
import type { Invocation, Outcome, Yielded } from './invocation.ts'
import { keepStep } from './merging.ts'
import { SELECT_TIMER, SELECTS } from './selecting.ts'
import { siblingsFull } from './siblings-full.ts'
import {
  dotsOf,
  handles,
  invoke,
  localChange,
  type Scene,
  type Step,
  type TickRequest,
  tombstone
} from './step.ts'
import { advance, arm, sorted, tickOf, timersFull } from './timers.ts'

export function tickStep(scene: Scene<TickRequest>): Step {
  const unheard = scene.outcomes.find((outcome) => !outcome.ok && NOT_ITS_FAULT.has(outcome.failure.code))
  if (unheard !== undefined && !unheard.ok) return { do: 'fail', failure: unheard.failure }
  return scene.request.on === 'primary' ? primaryStep(scene) : replicaStep(scene)
}

/** The sandbox did not get to it. */
const NOT_ITS_FAULT: ReadonlySet<string> = new Set(['BUSY', 'CLOSED', 'CHAIN_LOST', 'SANDBOX_FAULT'])

/** Counts a tick that had its turn. */
export function countTick(counts: ObjectsCounts, outcomes: readonly Outcome[]): void {
  const last = outcomes.at(-1)
  if (last !== undefined) counts.add(last.ok ? 'ticks' : 'ticksFailed')
}

function primaryStep(scene: Scene<TickRequest>): Step {
  const { live, now, outcomes } = scene
  const timer = earliest(uniteTimers(live), ({ on, due }) => (on === 'primary' ? due : undefined), now)
  const version = timer === undefined ? undefined : holderOf(live, timer.name)
  if (timer === undefined || version === undefined) return keepStep(scene)
  const tick = tickOf(timer, now)
  const [outcome] = outcomes
  if (outcome === undefined && handles(version, 'onTimer')) return invokeTick(scene, version, tick)
  const edit = {
    supersedes: dotsOf(scene, version),
    content:
      outcome?.ok === true && outcome.deleteSelf
        ? tombstone(now, version)
        : contentAfter(scene, version, tick, outcome)
  }
  const failure = siblingsFull(scene.record, [edit])
  if (failure !== undefined) return { do: 'fail', failure }
  const local = outcome?.ok === true ? localChange(scene) : {}
  return {
    do: 'commit',
    edits: [edit],
    ...local,
    quorum: scene.quorum,
    answer: ({ context }) => ({ context })
  }
}

// Without an onTimer there is nothing that a timer could ever do: it goes.
function contentAfter(scene: Scene, version: Sibling, tick: Tick, outcome: Outcome | undefined) {
  const { dot: _, timers, ...content } = version
  const { now } = scene
  if (outcome === undefined)
    return { ...content, ...sorted((timers ?? []).filter(({ name }) => name !== tick.name)) }
  if (outcome.ok) {
    const after = arm(advance(timers, tick, false, now), outcome.timers, scene.setting)
    const state = outcome.stateChanged ? { state: outcome.state, writtenAt: now } : {}
    if (timersFull(after.timers) === undefined) return { ...content, ...after, ...state }
  }
  return { ...content, ...sorted(advance(timers, tick, true, now)) }
}

function replicaStep(scene: Scene<TickRequest>): Step {
  const { live, now, ticks, outcomes, local, caller } = scene
  const dueTime = (timer: Timer) => dueAt(caller.id, scene, timer)
  const timer = earliest(uniteTimers(live), dueTime, now)
  const version = timer === undefined ? undefined : holderOf(live, timer.name)
  const answer: (Step & { do: 'commit' })['answer'] = ({ context }) => ({ context })
  if (timer === undefined || version === undefined)
    return { do: 'commit', edits: [], quorum: scene.quorum, answer }
  const due = dueTime(timer) as number
  const over = tickOf({ ...timer, due }, now)
  // Of a node that has no tick of this timer behind it nobody knows for how long it has had the object.
  const tick = ticks.has(timer.name) ? over : { ...over, missed: 0 }
  const [outcome] = outcomes
  const selects = timer.name === SELECT_TIMER && handles(version, SELECTS)
  if (outcome === undefined && !selects && handles(version, 'onTimer'))
    return invokeTick(scene, version, tick)
  const after = outcome?.ok === true && outcome.localChanged ? outcome.local : (local ?? NO_STATE)
  const done = due + (timer.every ?? 0) * over.missed
  return {
    do: 'commit',
    edits: [],
    local: after,
    ticks: ticksAfter(scene, timer.name, done),
    quorum: scene.quorum,
    ...(selects ? { selects } : {}),
    answer
  }
}

/** Why what a tick at a replica left may not be: the object is everybody's. */
export function checkReplicaTick({ timer }: Invocation, outcome: Outcome): Outcome {
  if (timer?.on !== 'replica' || !outcome.ok) return outcome
  const what = changedBy(outcome)
  if (what === undefined) return outcome
  const message = `onTimer of a timer with on: 'replica' ${what}; it may change local alone, because every replica runs it for itself`
  const failure: Failure = { code: 'STATE_NOT_REPLICAS', message }
  return { ok: false, failure, usage: outcome.usage }
}

function changedBy({ stateChanged, deleteSelf, timers }: Yielded): string | undefined {
  if (stateChanged) return 'changed the state of the object'
  if (deleteSelf) return 'asked for the object to be deleted'
  return timers === undefined ? undefined : 'set or cleared a timer of the object'
}

function invokeTick(scene: Scene, { code, state }: Sibling, timer: Tick): Step {
  return invoke(scene, code as NonNullable<Sibling['code']>, 'timer', { state, timer })
}

/** The latest version that has it. */
function holderOf(live: readonly Sibling[], name: string): Sibling | undefined {
  return live.findLast(({ timers = [] }) => timers.some((timer) => timer.name === name))
}

function earliest(
  timers: readonly Timer[],
  dueTime: (timer: Timer) => number | undefined,
  now: number
): Timer | undefined {
  let [found, at]: [Timer | undefined, number] = [undefined, Number.POSITIVE_INFINITY]
  for (const timer of timers) {
    const due = dueTime(timer)
    if (due === undefined || due > now || due >= at) continue
    found = timer
    at = due
  }
  return found
}

function dueAt(self: NodeId, { request, ticks }: Scene, timer: Timer): number | undefined {
  return timer.on === 'replica' ? dueHere(`${self}\n${request.key}`, timer, ticks.get(timer.name)) : undefined
}

/** Of the timers that there are. */
function ticksAfter({ live, ticks }: Scene, name: string, done: number): Ticks {
  const names = new Set(uniteTimers(live).map((timer) => timer.name))
  return new Map([...ticks, [name, done] as const].filter(([known]) => names.has(known)))
}

const NO_STATE = encodeValue({})
