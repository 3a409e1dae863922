// Time in the pure tower is an argument: milliseconds since the epoch, as the caller's clock has it.
import { ModelError } from './errors.ts'
import { TTL_MS } from './limits.ts'

/** Milliseconds since the epoch. */
export type Millis = number

/** When a core next wants to be stepped, and what for. */
export interface Deadline {
  readonly at: Millis
  readonly reason: string
}

/** The first of several deadlines, where there is any. */
export function earliest(...deadlines: readonly (Deadline | undefined)[]): Deadline | undefined {
  let first: Deadline | undefined
  for (const deadline of deadlines) {
    if (deadline !== undefined && (first === undefined || deadline.at < first.at)) first = deadline
  }
  return first
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * A lifetime such as `500ms`, `90s`, `15m`, `8h`, `30d`, in milliseconds.
 * @throws ModelError DURATION_INVALID for anything else, and for less than 1 ms or more than ten years
 */
export function parseDuration(text: string): number {
  const found = /^(\d{1,15}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text)
  if (found === null)
    throw invalid(`"${text.slice(0, 40)}" is not a duration; write 500ms, 90s, 15m, 8h or 30d`)
  return checkDuration(Math.round(Number(found[1]) * (UNITS[found[2] as string] as number)))
}

/** The same bounds for a duration that is a number already. */
export function checkDuration(ms: number): number {
  if (Number.isInteger(ms) && ms >= 1 && ms <= TTL_MS) return ms
  throw invalid(`a duration of ${ms} ms; a whole number from 1 to ${TTL_MS} is allowed`)
}

function invalid(message: string): ModelError {
  return new ModelError('DURATION_INVALID', message)
}
