// An event that happens to an object here, in the same sandbox and under the same limits as at a node, without a network.
//
// First the module is loaded and the given state laid over its own data, as a put with code and value does; then the event happens.
import { basename } from 'node:path'
import type { Value } from '@halley/model'
import type { EventType, Invocation, PlainObject, Sandbox, SandboxEvent } from '@halley/sandbox'
import { type Ended, NODE, runToItsEnd } from './answers.ts'

export const EVENTS = ['get', 'put', 'update', 'timer', 'merge', 'delete', 'select'] as const

export interface Trial {
  readonly event: (typeof EVENTS)[number]
  readonly state?: Value
  readonly local?: Value
  readonly payload?: Value
  readonly incoming?: Value
  /** Of a merge: what the versions hold beyond, or instead of, what the object begins with; the latest is the last. */
  readonly siblings?: readonly PlainObject[]
  /** It may address other keys, as code that an operator has signed. */
  readonly signed?: boolean
}

/** @param file whose name errors show */
export async function happen(sandbox: Sandbox, code: string, file: string, trial: Trial): Promise<Ended> {
  const { event, state, local, payload, siblings = [] } = trial
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
  const begun = loaded.outcome.state
  if (event !== 'merge') return invoke({ state: begun, event: eventOf(event, trial, payload) })
  // As at a node: `this` is the latest of them.
  const versions = siblings.map((version) => ({ ...(begun as PlainObject), ...version }))
  return invoke({
    state: versions.at(-1) ?? begun,
    event: { ...eventOf(event, trial, payload), siblings: told(versions) }
  })
}

// What a merge is given: the states with the versions' names, and when they were written.
function told(versions: readonly PlainObject[]): Value {
  const now = Date.now()
  return versions.map((state, at) => ({
    state,
    version: `${NODE}:${at + 1}`,
    writtenAt: now - 1_000 * (versions.length - at)
  }))
}

function eventOf(type: EventType, trial: Trial, payload: Value | undefined): SandboxEvent {
  const time = Date.now()
  return {
    type,
    caller: { id: NODE, address: '127.0.0.1', ...(payload === undefined ? {} : { payload }) },
    ...(type === 'update' ? { incoming: trial.incoming ?? payload ?? {} } : {}),
    ...(type === 'select' ? { neighbors: payload ?? [{ id: NODE, address: '127.0.0.1' }] } : {}),
    ...(type === 'timer' ? { timer: payload ?? { name: 'tick', due: time, missed: 0, on: 'primary' } } : {}),
    time,
    seed: 'try'
  }
}
