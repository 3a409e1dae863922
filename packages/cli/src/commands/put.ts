// halley put KEY: stores a value, or code, or both.
import { toJson, type Usage, type Value } from '@halley/model'
import type { Command } from 'commander'
import { Option } from 'commander'
import {
  checkContext,
  durationArgument,
  jsonArgument,
  keyArgument,
  parseJsonText,
  pinArgument,
  type QuorumArguments
} from '../arguments.ts'
import { ask, objectPath, type Reply } from '../ask.ts'
import { readCode, readText } from '../files.ts'
import { example, type NodeOptions, withNode, withQuorum } from '../options.ts'
import { aligned, showUsage } from '../print.ts'
import type { Terminal } from '../terminal.ts'

interface PutCommand extends NodeOptions, QuorumArguments {
  readonly code?: string
  readonly value?: Value
  readonly valueFile?: string
  readonly context?: string
  readonly ttl?: string
  readonly pin?: string
  readonly update?: boolean
  readonly signature?: string
}

export function addPut(program: Command, terminal: Terminal): void {
  const command = program
    .command('put')
    .description(
      'Put an object: a value, or code whose handlers the storing nodes run, or code and a value for it.'
    )
    .argument('<key>', 'name of the object', keyArgument)
    .option('--code <file>', 'JavaScript or TypeScript module whose default export is the object')
    .addOption(
      new Option('--value <json>', 'the value; with --code, properties of its state').argParser(jsonArgument)
    )
    .addOption(new Option('--value-file <file>', 'the same, from a file of JSON').conflicts('value'))
    .option('--context <token>', 'from an earlier get or put: what this put supersedes')
    .option('--ttl <duration>', 'lifetime, such as 90s, 15m, 8h, 30d', durationArgument)
    .option('--pin <hash>', 'only over an object with this code: its hash, as inspect shows it', pinArgument)
    .option('--update', 'only over an object that is there: where there is none, nothing is made')
    .option('--signature <text>', "of the code, as sign prints it: an operator's word for it")
    .action(async (key: string, options: PutCommand) => {
      if (options.code === undefined && options.value === undefined && options.valueFile === undefined) {
        command.error('error: nothing to put: give --code FILE, --value JSON or --value-file FILE')
      }
      const { context, pin, update } = options
      checkContext(command, key, context)
      const body = await bodyOf(options)
      const reply = await ask(options.node, {
        method: 'PUT',
        path: objectPath(key),
        body,
        ...(context === undefined ? {} : { context }),
        ...(pin === undefined ? {} : { pin }),
        ...(update === undefined ? {} : { update })
      })
      terminal.out(
        options.json ? JSON.stringify({ ...reply.body, context: reply.context }) : show(key, reply)
      )
    })
  withNode(withQuorum(command))
  example(
    command,
    'halley put greeting --code examples/greeting/greeting.aso.js',
    `halley put config --value '{"colour": "blue"}' --ttl 8h`,
    `halley put cart --value '{"add": "tea"}' --update`,
    `halley put note --value '"a string needs both kinds of quotes"'`
  )
}

async function bodyOf({ code, signature, value, valueFile, n, r, w, ttl }: PutCommand): Promise<object> {
  const given = valueFile === undefined ? value : parseJsonText(await readText(valueFile), valueFile)
  return {
    ...(code === undefined ? {} : { code: await readCode(code) }),
    ...(given === undefined ? {} : { value: toJson(given) }),
    signature,
    n,
    r,
    w,
    ttl
  }
}

function show(key: string, { body, context }: Reply): string {
  const versions = body.versions as string[]
  const title = versions.length === 0 ? `${key} stays as it was: its onUpdate decided so` : `stored ${key}`
  return [
    title,
    aligned([
      ['version', versions.length === 0 ? undefined : versions.join(', ')],
      ['context', context],
      ['signature', typeof body.signed === 'boolean' ? (body.signed ? SIGNED : UNSIGNED) : undefined],
      ['used', showUsage(body.usage as Usage)],
      ['coordinated by', String(body.coordinator)]
    ])
  ].join('\n')
}

const SIGNED = "an operator's: the object may address other keys"
const UNSIGNED = 'of nobody whom the node knows, or revoked: the object is an ordinary one'
