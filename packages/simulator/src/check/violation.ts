// What a checker is, and what it reports.
import type { Plan } from '../draw.ts'
import type { TraceEvent } from '../trace.ts'

/** Something that must never happen, happened. */
export interface Violation {
  readonly check: string
  readonly message: string
  /** Virtual time, where one can be named. */
  readonly at?: number
}

/** A function of the trace alone; the plan tells what was configured. */
export type Checker = (events: readonly TraceEvent[], plan: Plan) => Violation[]
