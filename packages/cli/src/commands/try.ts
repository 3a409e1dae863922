// halley try FILE: a handler run here, without a network, and again each time that the file is saved.
import type { Value } from '@halley/model'
import type { Limits, PlainObject, Sandbox } from '@halley/sandbox'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { jsonArgument } from '../arguments.ts'
import { CliError } from '../errors.ts'
import { explain } from '../explain.ts'
import { readCode } from '../files.ts'
import { example, withJson } from '../options.ts'
import type { Terminal } from '../terminal.ts'
import { EVENTS, happen, type Trial } from '../trial/happen.ts'
import { failure, json, show } from '../trial/show.ts'
import { versionsOf } from '../trial/versions.ts'

interface TryCommand extends Trial {
  readonly watch?: boolean
  readonly json?: boolean
}

export function addTry(program: Command, terminal: Terminal): void {
  const command = program
    .command('try')
    .description('Run a handler of an object here, without a network, and show what comes of it.')
    .argument('<file>', 'JavaScript or TypeScript module whose default export is the object')
    .addOption(new Option('--event <name>', 'what happens to the object').choices(EVENTS).default('get'))
    .option('--state <json>', 'properties laid over the state that the module begins with', objectArgument)
    .option('--local <json>', 'the replica’s own state (default: {})', objectArgument)
    .option('--payload <json>', 'caller.payload', jsonArgument)
    .option('--incoming <json>', 'for update: the state that was put (default: the payload)', jsonArgument)
    .option(
      '--siblings <json>',
      'for merge: an array of the versions’ states, the latest last, each laid over the state as --state is',
      siblingsArgument
    )
    .option('--signed', 'let it address other keys, as code that an operator has signed')
    .option('--watch', 'run it again each time that the file is saved, until interrupted')
    .action(async (file: string, options: TryCommand) => {
      if (options.event === 'merge' && options.siblings === undefined)
        command.error('error: nothing to merge: give --siblings, such as \'[{"n": 1}, {"n": 2}]\'')
      await tryFile(file, options, terminal)
    })
  withJson(command)
  example(
    command,
    'halley try examples/greeting/greeting.aso.js',
    `halley try counter.aso.ts --event merge --siblings '[{"n": 1}, {"n": 2}]'`,
    'halley try counter.aso.ts --watch'
  )
}

function objectArgument(text: string): Value {
  const value = jsonArgument(text)
  if (isState(value)) return value
  throw new InvalidArgumentError('A state is a JSON object, such as {"value": 1}.')
}

function siblingsArgument(text: string): readonly PlainObject[] {
  const value = jsonArgument(text)
  if (Array.isArray(value) && value.every(isState)) return value
  throw new InvalidArgumentError('Siblings are a JSON array of states, such as [{"n": 1}, {"n": 2}].')
}

function isState(value: Value): value is PlainObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

async function tryFile(file: string, options: TryCommand, terminal: Terminal): Promise<void> {
  const versions = options.watch === true ? versionsOf(file) : [await readCode(file)]
  // Loaded only here: the other commands do not wait for the sandbox.
  const { createSandbox, DEFAULT_LIMITS } = await import('@halley/sandbox')
  // In this thread: to start a worker takes longer than all that a handler may.
  const sandbox = await createSandbox({ workers: 0 })
  try {
    for await (const version of versions) {
      try {
        if (version instanceof CliError) throw version
        terminal.out(await report(sandbox, version, file, options, DEFAULT_LIMITS))
      } catch (error) {
        // What is watched can be put right.
        if (options.watch !== true) throw error
        terminal.err(explain(error, options.json === true))
      }
    }
  } finally {
    await sandbox.close()
  }
}

/** @throws CliError with the sandbox's code, for an event that failed */
async function report(
  sandbox: Sandbox,
  code: string,
  file: string,
  options: TryCommand,
  limits: Limits
): Promise<string> {
  const { outcome, calls } = await happen(sandbox, code, file, options)
  if (!outcome.ok) throw failure(file, outcome)
  return options.json === true
    ? JSON.stringify(json(outcome, calls, limits))
    : show(file, options.event, outcome, calls, limits)
}
