// How the demo speaks: to a person in sentences and aligned rows, to a machine one JSON object a line.
import { columns } from '../print.ts'
import type { Terminal } from '../terminal.ts'

export interface Narrator {
  /** A new part of the story. */
  chapter(title: string): void
  /** Why something is as it is. */
  say(text: string): void
  rows(rows: readonly (readonly string[])[]): void
  /** The same for machines. */
  event(event: string, details: object): void
}

export function narratorFor(terminal: Terminal, json: boolean): Narrator {
  const nothing = () => {}
  if (json) {
    const event = (name: string, details: object) => terminal.out(JSON.stringify({ event: name, ...details }))
    return { chapter: nothing, say: nothing, rows: nothing, event }
  }
  const bold = (text: string) => (terminal.colour ? `\u001b[1m${text}\u001b[0m` : text)
  let first = true
  return {
    chapter: (title) => {
      terminal.out(`${first ? '' : '\n'}${bold(title)}`)
      first = false
    },
    say: (text) => terminal.out(`  ${text}`),
    rows: (rows) => terminal.out(columns(rows.map((row) => ['', ...row]))),
    event: nothing
  }
}
