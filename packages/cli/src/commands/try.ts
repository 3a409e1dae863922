// halley try FILE: a handler run here, in the same sandbox and under the same limits as at a node, without a network.
//
// First the module is loaded and --state laid over its own data, as a put with code and value does; then the event happens.
import { basename } from 'node:path'
import { toJson, type Value } from '@halley/model'
import type {
  EventType,
  Failed,
  Finished,
  Invocation,
  Limits,
  Sandbox,
  SandboxEvent,
  Usage
} from '@halley/sandbox'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { jsonArgument } from '../arguments.ts'
import { CliError } from '../errors.ts'
import { readText } from '../files.ts'
import { example, withJson } from '../options.ts'
import { aligned, grouped } from '../print.ts'
import type { Terminal } from '../terminal.ts'

const EVENTS = ['get', 'put', 'update', 'timer', 'merge', 'delete'] as const

interface TryCommand {
  readonly event: (typeof EVENTS)[number]
  readonly state?: Value
  readonly local?: Value
  readonly payload?: Value
  readonly incoming?: Value
  readonly siblings?: Value
  readonly json?: boolean
}

export function addTry(program: Command, terminal: Terminal): void {
  const command = program
    .command('try')
    .description('Run a handler of an object here, without a network, and show what comes of it.')
    .argument('<file>', 'JavaScript module whose default export is the object')
    .addOption(new Option('--event <name>', 'what happens to the object').choices(EVENTS).default('get'))
    .option('--state <json>', 'properties laid over the state that the module begins with', objectArgument)
    .option('--local <json>', 'the replica’s own state (default: {})', objectArgument)
    .option('--payload <json>', 'caller.payload', jsonArgument)
    .option('--incoming <json>', 'for update: the state that was put (default: the payload)', jsonArgument)
    .option('--siblings <json>', 'for merge: an array of states (default: the payload)', jsonArgument)
    .action(async (file: string, options: TryCommand) => {
      await tryFile(file, options, terminal)
    })
  withJson(command)
  example(
    command,
    'halley try examples/greeting/greeting.aso.js',
    `halley try counter.aso.js --event merge --siblings '[{"n": 1}, {"n": 2}]'`
  )
}

function objectArgument(text: string): Value {
  const value = jsonArgument(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new InvalidArgumentError('A state is a JSON object, such as {"value": 1}.')
}

async function tryFile(file: string, options: TryCommand, terminal: Terminal): Promise<void> {
  const code = await readText(file)
  // Loaded only here: the other commands do not wait for the sandbox.
  const { createSandbox, DEFAULT_LIMITS } = await import('@halley/sandbox')
  const sandbox = await createSandbox({ workers: 1 })
  try {
    const outcome = await happen(sandbox, code, file, options)
    if (!outcome.ok) throw failure(file, outcome)
    terminal.out(options.json ? JSON.stringify(json(outcome)) : show(file, options, outcome, DEFAULT_LIMITS))
  } finally {
    await sandbox.close()
  }
}

type Ended = Finished | Failed

async function happen(sandbox: Sandbox, code: string, file: string, options: TryCommand): Promise<Ended> {
  const { event, state, local, payload } = options
  const common = { code, name: basename(file), key: 'try', ...(local === undefined ? {} : { local }) }
  const laid = state === undefined ? {} : { state }
  const invoke = (invocation: Pick<Invocation, 'event' | 'state'>) =>
    ended(sandbox, { ...common, ...invocation })
  if (event === 'put') return invoke({ ...laid, event: eventOf('put', options, payload) })
  const loaded = await invoke({ ...laid, event: eventOf('load', options, undefined) })
  if (!loaded.ok) return loaded
  return invoke({ state: loaded.state, event: eventOf(event, options, payload) })
}

// There is no network here that could answer what a handler asks for.
async function ended(sandbox: Sandbox, invocation: Invocation): Promise<Ended> {
  const outcome = await sandbox.invoke(invocation)
  if (!outcome.ok || outcome.chain === undefined) return outcome
  sandbox.drop(outcome.chain)
  const asked = outcome.actions.map(({ type, key }) => `comet.${type}(${JSON.stringify(key)})`).join(', ')
  throw new CliError(
    'CALLS_UNSUPPORTED',
    `the handler waits for ${asked}, and there is no network here to answer`
  )
}

function eventOf(type: EventType, options: TryCommand, payload: Value | undefined): SandboxEvent {
  return {
    type,
    caller: { id: 'try', address: '127.0.0.1', ...(payload === undefined ? {} : { payload }) },
    ...(type === 'update' ? { incoming: options.incoming ?? payload ?? {} } : {}),
    ...(type === 'merge' ? { siblings: options.siblings ?? payload ?? [] } : {}),
    ...(type === 'timer' ? { timer: payload ?? {} } : {}),
    time: Date.now(),
    seed: 'try'
  }
}

function failure(file: string, { error, usage }: Failed): CliError {
  const { code, message, ...details } = error
  const { line, column } = details
  const place = line === undefined ? file : `${file}:${line}${column === undefined ? '' : `:${column}`}`
  return new CliError(code, `${place}: ${message}`, { ...details, file, usage })
}

function json({ decision, state, local, reply, actions, handlers, usage }: Finished): object {
  return {
    decision,
    ...(reply === undefined ? {} : { reply: toJson(reply as Value) }),
    state: toJson(state as Value),
    local: toJson(local as Value),
    actions,
    handlers,
    usage
  }
}

function show(file: string, { event }: TryCommand, outcome: Finished, limits: Limits): string {
  const { decision, state, stateChanged, local, reply, actions, handlers, usage } = outcome
  const handler = `on${event[0]?.toUpperCase()}${event.slice(1)}`
  const ran = handlers.includes(handler) ? '' : ` (it has no ${handler}, so this is what happens without one)`
  const changed = event !== 'put' && stateChanged ? ' (changed)' : ''
  return [
    `${event} of ${file}${ran}`,
    aligned([
      ['decision', `${decision}: ${MEANINGS[decision]}`],
      ['reply', reply === undefined ? undefined : text(reply)],
      ['state', `${text(state)}${changed}`],
      ['local', text(local)],
      ...actions.map(
        (action) => ['action', action.type === 'log' ? `log ${action.text}` : action.type] as const
      ),
      ['used', used(usage, limits)]
    ])
  ].join('\n')
}

const MEANINGS = {
  accept: 'what came is stored, or deleted',
  keep: 'the object stays, with the state below',
  refuse: 'nothing happens, the client is told no'
} as const

function text(value: unknown): string {
  return JSON.stringify(toJson(value as Value))
}

function used({ instructions, steps, memory }: Usage, limits: Limits): string {
  return [
    `${grouped(instructions)} of ${grouped(limits.instructions)} instructions`,
    `${grouped(steps)} of ${grouped(limits.steps)} steps`,
    `${grouped(memory)} of ${grouped(limits.memoryBytes)} bytes`
  ].join(', ')
}
