// What comparing replicas counts since the start, for metrics and for those who want to see it work.

export const COMPARISON_COUNTS = {
  exchanges: 'exchanges begun with other homes',
  sumsCompared: 'sums of regions sent to other homes to be compared',
  keysCompared: 'keys with digests that other homes listed',
  differences: 'keys that this node and another home did not hold alike',
  transfers: 'copies read from or sent to other homes because they differed',
  transfersFailed: 'copies that could not be moved',
  leftoversDropped: 'copies dropped because this node is no home of their keys any more',
  reclaimed: 'copies dropped because their objects were deleted or expired longer ago than the grace time',
  disowned: 'copies dropped because this node was away for longer than the grace time and no home knows them'
} as const

export type ComparisonCount = keyof typeof COMPARISON_COUNTS

export class Counts {
  readonly #counts = Object.fromEntries(Object.keys(COMPARISON_COUNTS).map((name) => [name, 0])) as Record<
    ComparisonCount,
    number
  >

  add(name: ComparisonCount, by = 1): void {
    this.#counts[name] += by
  }

  all(): Readonly<Record<ComparisonCount, number>> {
    return { ...this.#counts }
  }
}
