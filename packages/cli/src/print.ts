// Figures and lists as people read them.
import type { Usage } from '@halley/model'

/** Rows of label and text in two columns; rows without text are left out. */
export function aligned(rows: readonly (readonly [label: string, text: string | undefined])[]): string {
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
  const width = Math.max(0, ...shown.map(([label]) => label.length))
  return shown.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`).join('\n')
}

/** Rows of several columns. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  }
  return rows
    .map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}

/** Items, separated by commas, in lines of at most so many characters, a longer item alone in its line. */
export function wrapped(items: readonly string[], characters: number): string[] {
  const lines: string[] = []
  items.forEach((item, at) => {
    const text = at === items.length - 1 ? item : `${item},`
    const longer = `${lines.at(-1)} ${text}`
    if (lines.length > 0 && longer.length <= characters) lines[lines.length - 1] = longer
    else lines.push(text)
  })
  return lines
}

/** `31 instructions, 7 steps, 1,000 bytes`; nothing where no handler ran. */
export function showUsage({ instructions, steps, memory }: Usage): string | undefined {
  if (instructions === 0 && steps === 0) return undefined
  return `${grouped(instructions)} instructions, ${grouped(steps)} steps, ${grouped(memory)} bytes of memory`
}

export function grouped(number: number): string {
  return number.toLocaleString('en-US')
}

/** `2 s`, `3 min`, `5 h`: as exact as a glance needs. */
export function showDuration(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`
}
