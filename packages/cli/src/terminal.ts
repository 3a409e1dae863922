// Where a command writes to: the process's own streams, or a test's memory.

export interface Terminal {
  /** One line, or several, of what was asked for. */
  out(text: string): void
  /** One line of why it failed. */
  err(text: string): void
  /** Whether a person looks at `out`, so that colour helps. */
  readonly colour: boolean
}

export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined
  }
}
