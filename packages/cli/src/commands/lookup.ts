// halley lookup KEY: who is responsible for it, whether or not it exists.
import type { Command } from 'commander'
import { keyArgument } from '../arguments.ts'
import { ask } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { columns } from '../print.ts'
import type { Terminal } from '../terminal.ts'

export function addLookup(program: Command, terminal: Terminal): void {
  const command = program
    .command('lookup')
    .description('List the nodes responsible for a key, nearest first.')
    .argument('<key>', 'name of an object, existing or not', keyArgument)
    .action(async (key: string, { node, json }: NodeOptions) => {
      const { body } = await ask(node, { method: 'GET', path: `/v1/lookup/${encodeURIComponent(key)}` })
      const nodes = body.nodes as string[]
      terminal.out(json ? JSON.stringify(body) : columns(nodes.map((id, at) => [String(at + 1), id])))
    })
  example(withNode(command), 'halley lookup greeting')
}
