// halley logs KEY: what the object's handlers logged, at the nodes that are named, and as it comes.
import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { LogLine } from 'halley'
import { keyArgument, nodeArgument } from '../arguments.ts'
import { ask, objectPath } from '../ask.ts'
import { CliError } from '../errors.ts'
import { explain } from '../explain.ts'
import { DEFAULT_NODE, example, withJson } from '../options.ts'
import { printableLine } from '../printable.ts'
import type { Terminal } from '../terminal.ts'

interface LogsCommand {
  readonly node: readonly string[]
  readonly follow?: boolean
  readonly json?: boolean
}

/** How often nodes are asked for what came since, in milliseconds. */
const POLL_MS = 500

export function addLogs(program: Command, terminal: Terminal): void {
  const command = program
    .command('logs')
    .description(
      'Show what the handlers of an object logged, and why they failed, at the nodes that ran them.'
    )
    .argument('<key>', 'name of the object', keyArgument)
    .addOption(
      new Option('--node <url>', 'HTTP address of a node to ask; repeatable: nodes do not tell each other')
        .argParser((text: string, before: readonly string[]) =>
          before === NOBODY ? [nodeArgument(text)] : [...before, nodeArgument(text)]
        )
        .default(NOBODY, DEFAULT_NODE)
        .env('HALLEY_NODE')
    )
    .option('--follow', 'go on with what comes, until interrupted')
    .action(async (key: string, { node, follow, json }: LogsCommand) => {
      const sources = (node.length === 0 ? [DEFAULT_NODE] : node).map((url) => new Source(url, key))
      const show = (line: SaidLine) =>
        terminal.out(json === true ? JSON.stringify(line) : shown(line, sources.length > 1))
      const kept = merged(await Promise.all(sources.map((source) => source.read())))
      for (const line of kept) show(line)
      if (kept.length === 0 && json !== true)
        terminal.out(`nothing was logged for ${key} here${follow === true ? ' so far' : ''}`)
      while (follow === true) {
        await setTimeout(POLL_MS)
        const came = sources.map((source) =>
          source.readOrTell((error) => terminal.err(explain(error, json === true)))
        )
        for (const line of merged(await Promise.all(came))) show(line)
      }
    })
  withJson(command)
  example(
    command,
    'halley logs greeting --follow',
    'halley logs greeting --node http://127.0.0.1:7070 --node http://127.0.0.1:7071'
  )
}

const NOBODY: readonly string[] = []

interface SaidLine extends LogLine {
  readonly node: string
}

/** What one node has to tell, from where it was read to. */
class Source {
  readonly #url: string
  readonly #key: string
  #after = 0
  #silent = false

  constructor(url: string, key: string) {
    this.#url = url
    this.#key = key
  }

  /** @throws CliError */
  async read(): Promise<SaidLine[]> {
    const { body } = await ask(this.#url, {
      method: 'GET',
      path: objectPath(this.#key, `/logs?after=${this.#after}`)
    })
    const lines = (body.lines as LogLine[]).map((line) => ({ ...line, node: String(body.node) }))
    this.#after = lines.at(-1)?.seq ?? this.#after
    return lines
  }

  /** A node that does not answer may be back later: it is told of once. */
  async readOrTell(tell: (error: CliError) => void): Promise<SaidLine[]> {
    try {
      const lines = await this.read()
      this.#silent = false
      return lines
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      if (!this.#silent) tell(error)
      this.#silent = true
      return []
    }
  }
}

function merged(sources: readonly (readonly SaidLine[])[]): SaidLine[] {
  return sources.flat().sort((a, b) => a.at - b.at || a.seq - b.seq)
}

function shown({ at, node, event, text, failed }: SaidLine, several: boolean): string {
  const where = several ? ` ${node.slice(-8)}` : ''
  const what = failed === true ? 'failed: ' : ''
  return `${new Date(at).toISOString()}${where} ${event.padEnd(6)} ${what}${printableLine(text)}`
}
