// halley delete KEY.
import type { Usage, Value } from '@halley/model'
import type { Command } from 'commander'
import { checkContext, jsonArgument, keyArgument } from '../arguments.ts'
import { ask, objectPath, payloadQuery } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { aligned, showUsage } from '../print.ts'
import type { Terminal } from '../terminal.ts'

interface DeleteCommand extends NodeOptions {
  readonly payload?: Value
  readonly context?: string
}

export function addDelete(program: Command, terminal: Terminal): void {
  const command = program
    .command('delete')
    .description('Delete an object; its onDelete may refuse.')
    .argument('<key>', 'name of the object', keyArgument)
    .option('--payload <json>', 'argument for the object: its caller.payload', jsonArgument)
    .option('--context <token>', 'from a get: delete only the versions it answered')
    .action(async (key: string, { node, json, payload, context: seen }: DeleteCommand) => {
      checkContext(command, key, seen)
      const { body, context } = await ask(node, {
        method: 'DELETE',
        path: objectPath(key, payload === undefined ? '' : `?${payloadQuery(payload)}`),
        ...(seen === undefined ? {} : { context: seen })
      })
      if (json) {
        terminal.out(JSON.stringify({ ...body, context }))
        return
      }
      const rows = [
        ['version', (body.versions as string[]).join(', ')],
        ['context', context],
        ['used', showUsage(body.usage as Usage)],
        ['coordinated by', String(body.coordinator)]
      ] as const
      terminal.out(`deleted ${key}\n${aligned(rows)}`)
    })
  example(withNode(command), 'halley delete greeting', `halley delete safe --payload '"sesame"'`)
}
