// The timers of an object's versions: what handlers ask for with comet.setTimer and comet.clearTimer, and what becomes of a timer
// whose tick is done. All of it is part of the version that the event makes, and comes and goes with that.
import {
  type Content,
  type Failure,
  type Key,
  type Millis,
  missedBy,
  spreadOf,
  TIMER_EVERY_MS,
  TIMER_NAME_BYTES,
  TIMERS,
  type Tick,
  type Timer
} from '@halley/model'
import type { Failed, Outcome, TimerAction, Yielded } from './invocation.ts'
import { SELECT_TIMER, SELECTS } from './selecting.ts'

export interface TimersOptions {
  /** Shortest interval of a timer (at least TIMER_EVERY_MS), and shortest time until its first tick, in milliseconds. */
  readonly timerLeastMs: number
  /** Interval of the timer that an object has which defines onTimer and whose code nowhere sets a timer, in milliseconds. */
  readonly timerEveryMs: number
  /** Interval in which an object that defines selectReplicas chooses anew, unless it says otherwise, in milliseconds. */
  readonly selectEveryMs: number
}

/** What decides when a timer is due that is set now. */
export interface Setting {
  readonly key: Key
  readonly now: Millis
  readonly options: TimersOptions
}

/** Times that a timer which runs once is tried. */
const TRIES = 5

/** Until the second try; each further one takes twice as long. */
const RETRY_MS = 5_000

/** What handlers ask for, done to the timers that there were. */
export function arm(
  timers: readonly Timer[] | undefined,
  actions: readonly TimerAction[] | undefined,
  setting: Setting
): Pick<Content, 'timers'> {
  const byName = new Map((timers ?? []).map((timer) => [timer.name, timer]))
  for (const action of actions ?? []) {
    if (action.type === 'clear') byName.delete(action.name)
    else byName.set(action.name, timerOf(action, setting))
  }
  return sorted([...byName.values()])
}

/**
 * The timers of an object that is put: what its onPut has set. One that defines onTimer and whose code nowhere sets a timer has the
 * usual one, since otherwise its onTimer would never run.
 */
export function firstTimers(
  { handlers, timers }: Pick<Yielded, 'handlers' | 'timers'>,
  source: string,
  setting: Setting
): Pick<Content, 'timers'> {
  const every = setting.options.timerEveryMs
  const usual: TimerAction = { type: 'set', name: 'tick', every, on: 'primary' }
  const isUsual = handlers.includes('onTimer') && !source.includes(SETS_TIMERS)
  const selecting: TimerAction = {
    type: 'set',
    name: SELECT_TIMER,
    every: setting.options.selectEveryMs,
    on: 'replica'
  }
  const selects = handlers.includes(SELECTS) ? [selecting] : []
  return arm(undefined, [...selects, ...(timers ?? (isUsual ? [usual] : []))], setting)
}

/** The word in an object's code by which it is known to set timers itself, in whichever handler. */
const SETS_TIMERS = 'setTimer'

/** The timers after a tick of one of them. */
export function advance(
  timers: readonly Timer[] | undefined,
  { name, due, missed }: Tick,
  failed: boolean,
  now: Millis
): readonly Timer[] {
  return (timers ?? []).flatMap((timer): Timer[] => {
    const { every, failures = 0 } = timer
    if (timer.name !== name) return [timer]
    if (every !== undefined) return [{ ...timer, due: due + every * (missed + 1) }]
    if (!failed || failures + 1 >= TRIES) return []
    return [{ ...timer, due: now + RETRY_MS * 2 ** failures, failures: failures + 1 }]
  })
}

/** The tick that is to be run for a timer which is due. */
export function tickOf({ name, due, every, on }: Timer, now: Millis): Tick {
  return { name, due, missed: missedBy(due, every, now), on }
}

/** An outcome whose timers are not allowed is a failure. */
export function checkTimers(outcome: Outcome, { timerLeastMs }: TimersOptions): Outcome {
  if (!outcome.ok) return outcome
  const least = Math.max(TIMER_EVERY_MS, timerLeastMs)
  for (const action of outcome.timers ?? []) {
    const { name } = action
    const long = Buffer.byteLength(name)
    if (long < 1 || long > TIMER_NAME_BYTES)
      return failed(outcome, `the name of a timer has 1 to ${TIMER_NAME_BYTES} bytes, not ${long}`)
    if (action.type === 'set' && action.every !== undefined && action.every < least)
      return failed(
        outcome,
        `the timer "${name}" is to run every ${action.every} ms; at least ${least} ms are allowed`
      )
  }
  return outcome
}

/** Why a version may not have these timers. */
export function timersFull(timers: readonly Timer[] | undefined): Failure | undefined {
  if (timers === undefined || timers.length <= TIMERS) return undefined
  const message = `the object would have ${timers.length} timers; at most ${TIMERS} are allowed`
  return { code: 'TIMER_INVALID', message, details: { used: timers.length, allowed: TIMERS } }
}

export function sorted(timers: readonly Timer[]): Pick<Content, 'timers'> {
  return timers.length === 0 ? {} : { timers: [...timers].sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

// A timer at every replica is spread by each of them for itself.
function timerOf(
  { name, after, at, every, on }: TimerAction & { type: 'set' },
  { key, now, options }: Setting
): Timer {
  const span = on === 'replica' && every !== undefined ? 0 : (every ?? after ?? 0)
  const wanted = (at ?? now + (after ?? every ?? 0)) + spreadOf(`${name}\n${key}`, span)
  const due = Math.round(Math.max(wanted, now + options.timerLeastMs))
  return { name, due, ...(every === undefined ? {} : { every }), on }
}

function failed({ usage }: Yielded, message: string): Failed {
  return { ok: false, failure: { code: 'TIMER_INVALID', message }, usage }
}
