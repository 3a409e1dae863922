// What a rule says: where, what, and what to do instead.
import assert from 'node:assert/strict'

export interface Complaint {
  readonly path: string
  /** From 1; 0 when it is about the whole file. */
  readonly line: number
  readonly rule: string
  readonly found: string
  readonly instead: string
}

export function format({ path, line, rule, found, instead }: Complaint): string {
  return `${path}${line > 0 ? `:${line}` : ''} [${rule}] ${found}. Instead: ${instead}.`
}

/** Fails with all complaints, one a line. */
export function assertNone(complaints: readonly Complaint[]): void {
  assert.equal(complaints.length, 0, `\n${complaints.map(format).join('\n')}\n`)
}
