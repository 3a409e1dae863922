// Words and tables of the page.
import type { Spread } from '../statistics.ts'

export type Cell = string | number

export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.map(cell).join(' | ')} |`
  const rule = heads.map((_, at) => (at === 0 ? '---' : '---:'))
  return [line(heads), line(rule), ...rows.map(line)].join('\n')
}

function cell(content: Cell): string {
  return typeof content === 'number' ? count(content) : content.replaceAll('|', '\\|')
}

/** With commas between thousands; NaN and the like are a dash. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const [whole = '', rest] = String(value).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return rest === undefined ? grouped : `${grouped}.${rest}`
}

export function spreadText({ median, least, most }: Spread): string {
  return `${count(median)} (${count(least)}–${count(most)})`
}
