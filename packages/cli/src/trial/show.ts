// What came of an event, for people and for machines: the decision, both states, what the handler asked for, and what it used,
// each figure beside its limit.
import { toJson, type Value } from '@halley/model'
import type { Failed, Finished, Limits, Usage } from '@halley/sandbox'
import { misnamed } from '../advice.ts'
import { CliError } from '../errors.ts'
import { aligned, grouped } from '../print.ts'
import { printableLine } from '../printable.ts'
import type { Answered } from './answers.ts'

export function show(
  file: string,
  event: string,
  outcome: Finished,
  calls: readonly Answered[],
  limits: Limits
): string {
  const { decision, state, stateChanged, local, reply, actions, handlers, usage } = outcome
  const handler = event === 'select' ? 'selectReplicas' : `on${event[0]?.toUpperCase()}${event.slice(1)}`
  const ran = handlers.includes(handler) ? '' : ` (it has no ${handler}, so this is what happens without one)`
  const changed = event !== 'put' && stateChanged ? ' (changed)' : ''
  return [
    `${event} of ${file}${ran}`,
    aligned([
      ['decision', `${decision}: ${MEANINGS[decision]}`],
      ['reply', reply === undefined ? undefined : text(reply)],
      ['state', `${text(state)}${changed}`],
      ['local', text(local)],
      ...calls.map((answered) => ['called', called(answered)] as const),
      ...actions.map((action) => ['action', asked(action)] as const),
      ...misnamed(handlers).map((note) => ['note', note] as const),
      ['used', used(usage, limits)],
      ['time', `${grouped(usage.microseconds / 1_000)} of ${grouped(limits.wallClockMs)} ms, this once`]
    ])
  ].join('\n')
}

export function json(
  { decision, state, local, reply, actions, handlers, usage }: Finished,
  calls: readonly Answered[],
  limits: Limits
): object {
  return {
    decision,
    ...(reply === undefined ? {} : { reply: toJson(reply as Value) }),
    state: toJson(state as Value),
    local: toJson(local as Value),
    actions,
    ...(calls.length === 0
      ? {}
      : { calls: calls.map(({ call, result }) => toJson({ call, result } as unknown as Value)) }),
    handlers,
    usage,
    limits
  }
}

export function failure(file: string, { error, usage }: Failed): CliError {
  const { code, message, ...details } = error
  const { line, column } = details
  const place = line === undefined ? file : `${file}:${line}${column === undefined ? '' : `:${column}`}`
  return new CliError(code, `${place}: ${message}`, { ...details, file, usage })
}

const MEANINGS = {
  accept: 'what came is stored, or deleted',
  keep: 'the object stays, with the state below',
  refuse: 'nothing happens, the client is told no'
} as const

function asked({ type, ...rest }: Finished['actions'][number]): string {
  if ('text' in rest) return `${type} ${printableLine(rest.text)}`
  return Object.keys(rest).length === 0 ? type : `${type} ${text(rest)}`
}

function called({ call, result }: Answered): string {
  const { id: _, type, key, ...rest } = call
  const more = Object.keys(rest).length === 0 ? '' : `, ${text(rest)}`
  const answer = result.ok
    ? text(result.value ?? null)
    : `rejected with ${result.error.code}: ${result.error.message}`
  return `${type} ${JSON.stringify(key)}${more} → ${answer}`
}

function text(value: unknown): string {
  return printableLine(JSON.stringify(toJson(value as Value)))
}

function used({ instructions, steps, memory }: Usage, limits: Limits): string {
  return [
    `${grouped(instructions)} of ${grouped(limits.instructions)} instructions`,
    `${grouped(steps)} of ${grouped(limits.steps)} steps`,
    `${grouped(memory)} of ${grouped(limits.memoryBytes)} bytes`
  ].join(', ')
}
