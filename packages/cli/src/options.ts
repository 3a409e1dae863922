// Options that several commands share.
import { type Command, Option } from 'commander'
import { nodeArgument, replicasArgument } from './arguments.ts'

export const DEFAULT_NODE = 'http://127.0.0.1:7070'

export interface NodeOptions {
  readonly node: string
  readonly json?: boolean
}

/** For commands that ask a running node. */
export function withNode(command: Command): Command {
  const node = new Option('--node <url>', 'HTTP address of the node to ask')
    .argParser(nodeArgument)
    .default(DEFAULT_NODE)
    .env('HALLEY_NODE')
  return withJson(command.addOption(node))
}

export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON, for machines')
}

export function withQuorum(command: Command): Command {
  return command
    .option('--n <count>', 'replicas of an object', replicasArgument)
    .option('--r <count>', 'replicas that a read waits for', replicasArgument)
    .option('--w <count>', 'replicas that a write waits for', replicasArgument)
}

/** Under the help of a command. */
export function example(command: Command, ...lines: string[]): Command {
  const title = lines.length === 1 ? 'Example' : 'Examples'
  return command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
}
