// What one event does to an object, as a table. Each row: the request, the object that the quorum knows, the handlers'
// answers in the order in which they are asked, and the one commit or response that follows.
import { it } from 'node:test'
import { scenario } from './scenario.ts'

export interface Row {
  readonly it: string
  /** `put x over a1`, `get payload`, `delete` */
  readonly does: string
  readonly meets: string
  /** `put x → accept x`: what a handler is asked, and what it decides. */
  readonly asks?: readonly string[]
  /** `permit → commit …` where leave has to be asked for before. */
  readonly ends: string
}

/** One test a row. */
export function rows(table: readonly Row[]): void {
  for (const row of table) {
    it(row.it, () => {
      const asked = /\/(\d\.\d\.\d)/.exec(row.does)?.[1]
      const read = asked === undefined ? 'read 1' : `read 1 as ${asked}`
      const lines = [`> arrive 1 ${row.does}`, read, `> reconciled 1 ${row.meets}`]
      for (const ask of row.asks ?? []) {
        const [asked, decided] = ask.split(' → ')
        lines.push(`invoke 1 ${asked}`, `> finished 1 ${decided}`)
      }
      const ends = row.ends.replace(/^permit → /, 'permit 1\n> permitted 1 yes\n')
      scenario([...lines, ends].join('\n'))
    })
  }
}
