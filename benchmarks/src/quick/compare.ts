// Figures of today beside those of another day.
import { figure } from '../statistics.ts'

export interface Figure {
  readonly name: string
  readonly value: number
  /** Which way is good. */
  readonly better: 'more' | 'less'
}

export interface Compared {
  readonly name: string
  readonly now?: number
  readonly before?: number
  /** How many times as good as before: below 1 is worse. Nothing where one of the two is missing. */
  readonly change?: number
}

/** The worst first; then those of which there is only one of the two. */
export function compare(now: readonly Figure[], before: readonly Figure[]): Compared[] {
  const earlier = new Map(before.map((one) => [one.name, one.value]))
  const both = now.map(({ name, value, better }): Compared => {
    const old = earlier.get(name)
    earlier.delete(name)
    if (old === undefined) return { name, now: value }
    return { name, now: value, before: old, change: figure(better === 'more' ? value / old : old / value) }
  })
  const gone = [...earlier].map(([name, value]): Compared => ({ name, before: value }))
  const rank = ({ change }: Compared): number => change ?? Number.POSITIVE_INFINITY
  return [...both, ...gone].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
}
