// halley get KEY: what the object answers.
import { parseDuration, type Usage, type Value } from '@halley/model'
import type { Command } from 'commander'
import { durationArgument, jsonArgument, keyArgument, pinArgument } from '../arguments.ts'
import { ask, objectPath, payloadQuery, type Reply } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { aligned, columns, showUsage } from '../print.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'

interface GetCommand extends NodeOptions {
  readonly payload?: Value
  readonly wait?: string
  readonly pin?: string
}

export function addGet(program: Command, terminal: Terminal): void {
  const command = program
    .command('get')
    .description('Get an object: its onGet answers, or its state is the answer.')
    .argument('<key>', 'name of the object', keyArgument)
    .option('--payload <json>', 'argument for the object: its caller.payload', jsonArgument)
    .option(
      '--wait <duration>',
      'how long to wait for a later reply, such as 60s; at most 10m',
      durationArgument
    )
    .option('--pin <hash>', 'only if the object has this code: its hash, as inspect shows it', pinArgument)
    .action(async (key: string, options: GetCommand) => {
      const { payload, wait, pin } = options
      const patienceMs = wait === undefined ? {} : { patienceMs: parseDuration(wait) }
      const reply = await ask(options.node, {
        method: 'GET',
        path: getPath(key, payload, wait),
        ...patienceMs,
        ...(pin === undefined ? {} : { pin })
      })
      if (options.json) terminal.out(JSON.stringify({ ...reply.body, context: reply.context }))
      else terminal.out('siblings' in reply.body ? showSiblings(key, reply) : showOne(reply))
    })
  example(
    withNode(command),
    'halley get greeting',
    `halley get tracker --payload '{"port": 6881}'`,
    'halley get topic --wait 60s'
  )
}

/** @returns path and query of a get */
function getPath(key: string, payload?: Value, wait?: string): string {
  const query = [
    ...(payload === undefined ? [] : [payloadQuery(payload)]),
    ...(wait === undefined ? [] : [`wait=${wait}`])
  ]
  return objectPath(key, query.length === 0 ? '' : `?${query.join('&')}`)
}

function showOne({ body, context }: Reply): string {
  return [
    printable(JSON.stringify(body.value, null, 2)),
    aligned([
      ['version', String(body.version)],
      ['context', context],
      ['used', showUsage(body.usage as Usage)],
      ['answered by', String(body.coordinator)]
    ])
  ].join('\n')
}

function showSiblings(key: string, { body, context }: Reply): string {
  const siblings = body.siblings as { value: unknown; version: string }[]
  return [
    `${siblings.length} concurrent versions: they were put without knowing of each other.`,
    columns(siblings.map(({ value, version }) => [version, printable(JSON.stringify(value))])),
    'Decide what it shall be, and put that with the context:',
    `  halley put ${quoted(key)} --value … --context ${context}`
  ].join('\n')
}

/** For a POSIX shell, where it needs quotes at all. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
