// One command from its arguments to its exit code: 0 it did what it says, 1 it failed and one line on stderr says why, 2 it was
// called wrongly. Nothing thrown gets past here.
import { CommanderError } from 'commander'
import { explain } from './explain.ts'
import { createProgram } from './program.ts'
import type { Terminal } from './terminal.ts'

/** @param args without the program's name: `['get', 'greeting']` */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return HELP.has(error.code) ? 0 : 2
    terminal.err(explain(error, args.includes('--json')))
    return 1
  }
}

const HELP = new Set(['commander.helpDisplayed', 'commander.version'])
