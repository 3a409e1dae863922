// An event that happens to an object here, in the same sandbox and under the same limits as at a node, without a network.
//
// First the module is loaded and the given state laid over its own data, as a put with code and value does; then the event happens.
import { basename } from 'node:path'
import type { Value } from '@halley/model'
import type { EventType, Invocation, Sandbox, SandboxEvent } from '@halley/sandbox'
import { type Ended, NODE, runToItsEnd } from './answers.ts'

export const EVENTS = ['get', 'put', 'update', 'timer', 'merge', 'delete', 'select'] as const

export interface Trial {
  readonly event: (typeof EVENTS)[number]
  readonly state?: Value
  readonly local?: Value
  readonly payload?: Value
  readonly incoming?: Value
  readonly siblings?: Value
  /** It may address other keys, as code that an operator has signed. */
  readonly signed?: boolean
}

/** @param file whose name errors show */
export async function happen(sandbox: Sandbox, code: string, file: string, trial: Trial): Promise<Ended> {
  const { event, state, local, payload } = trial
  const common = {
    code,
    name: basename(file),
    key: NODE,
    node: { id: NODE },
    ...(local === undefined ? {} : { local })
  }
  const laid = state === undefined ? {} : { state }
  const invoke = (invocation: Pick<Invocation, 'event' | 'state'>) =>
    runToItsEnd(sandbox, { ...common, ...invocation }, trial.signed === true)
  if (event === 'put') return invoke({ ...laid, event: eventOf('put', trial, payload) })
  const loaded = await invoke({ ...laid, event: eventOf('load', trial, undefined) })
  if (!loaded.outcome.ok) return loaded
  return invoke({ state: loaded.outcome.state, event: eventOf(event, trial, payload) })
}

function eventOf(type: EventType, trial: Trial, payload: Value | undefined): SandboxEvent {
  const time = Date.now()
  return {
    type,
    caller: { id: NODE, address: '127.0.0.1', ...(payload === undefined ? {} : { payload }) },
    ...(type === 'update' ? { incoming: trial.incoming ?? payload ?? {} } : {}),
    ...(type === 'merge' ? { siblings: trial.siblings ?? payload ?? [] } : {}),
    ...(type === 'select' ? { neighbors: payload ?? [{ id: NODE, address: '127.0.0.1' }] } : {}),
    ...(type === 'timer' ? { timer: payload ?? { name: 'tick', due: time, missed: 0, on: 'primary' } } : {}),
    time,
    seed: 'try'
  }
}
