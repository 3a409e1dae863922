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
  type QuorumArguments
} from '../arguments.ts'
import { ask, objectPath, type Reply } from '../ask.ts'
import { readText } from '../files.ts'
import { example, type NodeOptions, withNode, withQuorum } from '../options.ts'
import { aligned, showUsage } from '../print.ts'
import type { Terminal } from '../terminal.ts'

interface PutCommand extends NodeOptions, QuorumArguments {
  readonly code?: string
  readonly value?: Value
  readonly valueFile?: string
  readonly context?: string
  readonly ttl?: string
}

export function addPut(program: Command, terminal: Terminal): void {
  const command = program
    .command('put')
    .description(
      'Put an object: a value, or code whose handlers the storing nodes run, or code and a value for it.'
    )
    .argument('<key>', 'name of the object', keyArgument)
    .option('--code <file>', 'JavaScript module whose default export is the object')
    .addOption(
      new Option('--value <json>', 'the value; with --code, properties of its state').argParser(jsonArgument)
    )
    .addOption(new Option('--value-file <file>', 'the same, from a file of JSON').conflicts('value'))
    .option('--context <token>', 'from an earlier get or put: what this put supersedes')
    .option('--ttl <duration>', 'lifetime, such as 90s, 15m, 8h, 30d', durationArgument)
    .action(async (key: string, options: PutCommand) => {
      if (options.code === undefined && options.value === undefined && options.valueFile === undefined) {
        command.error('error: nothing to put: give --code FILE, --value JSON or --value-file FILE')
      }
      const { context } = options
      checkContext(command, key, context)
      const body = await bodyOf(options)
      const reply = await ask(options.node, {
        method: 'PUT',
        path: objectPath(key),
        body,
        ...(context === undefined ? {} : { context })
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
    `halley put note --value '"a string needs both kinds of quotes"'`
  )
}

async function bodyOf({ code, value, valueFile, n, r, w, ttl }: PutCommand): Promise<object> {
  const given = valueFile === undefined ? value : parseJsonText(await readText(valueFile), valueFile)
  return {
    ...(code === undefined ? {} : { code: await readText(code) }),
    ...(given === undefined ? {} : { value: toJson(given) }),
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
      ['used', showUsage(body.usage as Usage)],
      ['coordinated by', String(body.coordinator)]
    ])
  ].join('\n')
}
