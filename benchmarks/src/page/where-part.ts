// The page's part about where the time of a request goes.
import type { WhereRow } from '../where.ts'
import { count, table } from './markdown.ts'
import type { Part } from './part.ts'

/** Parts that take less than this share of every request are summed up. */
const LEAST_SHARE = 0.03

export function wherePart(rows: readonly WhereRow[]): Part {
  const parts = [...new Set(rows.flatMap(({ parts }) => parts.map(({ part }) => part)))]
  const microsOf = ({ parts }: WhereRow, name: string): number =>
    parts.find(({ part }) => part === name)?.micros ?? 0
  const isLarge = (name: string): boolean =>
    rows.some((row) => microsOf(row, name) >= LEAST_SHARE * row.cpuMicros)
  const large = parts.filter(isLarge)
  const rest = (row: WhereRow): number =>
    parts.filter((name) => !isLarge(name)).reduce((sum, name) => sum + microsOf(row, name), 0)
  const cell = (row: WhereRow, micros: number): string =>
    `${micros.toFixed(1)} (${Math.round((100 * micros) / row.cpuMicros)} %)`
  return {
    name: 'where',
    text: [
      '## Where the time goes',
      'Three nodes, (3, 2, 2), 128 requests in flight through one of them: microseconds of CPU of all processes for one request, by the part whose function was running, and its share. Shares are from samples of the main threads, one every 0.5 ms, while the same is done once more.',
      table(
        ['part', ...rows.map(({ step }) => step)],
        [
          ...large.map((name) => [name, ...rows.map((row) => cell(row, microsOf(row, name)))]),
          ['all others', ...rows.map((row) => cell(row, rest(row)))],
          ['together', ...rows.map(({ cpuMicros }) => cpuMicros.toFixed(1))],
          ['each second', ...rows.map(({ perSecond }) => count(perSecond))]
        ]
      )
    ].join('\n\n'),
    drawings: []
  }
}
