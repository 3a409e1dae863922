// Whether something grew: the line of least squares through all slices but those of the first third, in which caches and pools fill.
// It is flat if the line rises, from its first slice to its last, by no more than a share of the mean. Falling is no growth.
import { figure } from '../statistics.ts'

export interface Verdict {
  readonly what: string
  readonly mean: number
  /** Over the slices that were looked at, as a share of the mean. */
  readonly rise: number
  /** The most that still counts as flat. */
  readonly limit: number
  readonly isFlat: boolean
}

interface Watched {
  readonly heapMb: number
  readonly residentMb: number | null
  readonly anonymousMb: number | null
  readonly openFiles: number | null
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Latencies vary with whatever else the machine does; memory just after a collection hardly varies. */
const LIMITS: readonly (readonly [keyof Watched, string, number])[] = [
  ['heapMb', 'heap of a node, MB', 0.05],
  ['anonymousMb', 'anonymous memory of a node, MB', 0.1],
  ['residentMb', 'resident memory of a node, MB', 0.1],
  ['openFiles', 'open files of a node', 0.02],
  ['p50Ms', 'p50, ms', 0.2],
  ['p99Ms', 'p99, ms', 0.3]
]

/** Slices that a line needs. */
const LEAST = 4

/** None if there are too few slices. */
export function judge(slices: readonly Watched[]): Verdict[] {
  const late = slices.slice(Math.floor(slices.length / 3))
  if (late.length < LEAST) return []
  return LIMITS.flatMap(([name, what, limit]) => {
    const values = late.map((one) => one[name])
    if (!values.every((value) => value !== null)) return []
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const rise = (slope(values) * (values.length - 1)) / mean
    return [{ what, mean: figure(mean), rise: figure(rise), limit, isFlat: rise <= limit }]
  })
}

/** Of the line through the values at 0, 1, 2, …. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const shared = values.reduce((sum, value, at) => sum + value * (at - middle), 0)
  return shared / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
}
