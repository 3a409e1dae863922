// halley repair KEY: reads all homes of the key and sends each what it lacks. halley repair --all: the asked node compares
// everything that it holds with the other homes.
import type { Command } from 'commander'
import { keyArgument } from '../arguments.ts'
import { ask } from '../ask.ts'
import { example, type NodeOptions, withNode } from '../options.ts'
import { grouped } from '../print.ts'
import type { Terminal } from '../terminal.ts'

interface RepairCommand extends NodeOptions {
  readonly all?: boolean
}

export function addRepair(program: Command, terminal: Terminal): void {
  const command = program
    .command('repair')
    .description('Make the copies of an object whole now, or those of everything that a node holds.')
    .argument('[key]', 'name of the object', keyArgument)
    .option('--all', 'compare all copies of the asked node with those of the other homes')
    .action(async (key: string | undefined, { node, json, all }: RepairCommand) => {
      if ((key === undefined) === (all !== true)) command.error('error: give either a key or --all')
      const body = key === undefined ? { all: true } : { key }
      const reply = await ask(node, { method: 'POST', path: '/v1/repair', body })
      if (json) terminal.out(JSON.stringify(reply.body))
      else terminal.out(key === undefined ? aboutAll(reply.body) : aboutKey(key, reply.body))
    })
  example(withNode(command), 'halley repair greeting', 'halley repair --all')
}

function aboutAll({ exchanges }: Readonly<Record<string, unknown>>): string {
  const count = Number(exchanges)
  return `${grouped(count)} ${count === 1 ? 'exchange is' : 'exchanges are'} due now; halley status tells how they go`
}

function aboutKey(key: string, { homes, repaired, failed }: Readonly<Record<string, unknown>>): string {
  const trouble = Number(failed) > 0 ? `; ${String(failed)} did not answer, or did not take it` : ''
  const lacked = Number(repaired) === 0 ? 'none lacked anything' : `${String(repaired)} lacked something`
  return `${key}: of ${String(homes)} homes ${lacked}${trouble}`
}
