// One command from its arguments to its exit code: 0 it did what it says, 1 it failed and one line on stderr says why, 2 it was
// called wrongly. Nothing thrown gets past here.
import { CommanderError } from 'commander'
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
    terminal.err(args.includes('--json') ? JSON.stringify({ error: described(error) }) : sentence(error))
    return 1
  }
}

const HELP = new Set(['commander.helpDisplayed', 'commander.version'])

interface Described {
  readonly code: string
  readonly message: string
}

function described(error: unknown): Described {
  const { code, details } = error as { code?: unknown; details?: object }
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')
  if (typeof code !== 'string') return { code: 'INTERNAL', message: `unexpected: ${message}` }
  return { ...details, code, message }
}

function sentence(error: unknown): string {
  if (process.env.HALLEY_DEBUG !== undefined && error instanceof Error) return String(error.stack)
  const { code, message } = described(error)
  return `halley: ${message} (${code})`
}
