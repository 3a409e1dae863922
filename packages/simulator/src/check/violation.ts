// What a checker is, and what it reports.
import type { Plan } from '../plan.ts'
import type { Story } from './story.ts'

/** Something that must never happen, happened. */
export interface Violation {
  readonly check: string
  readonly message: string
  /** Virtual time, where one can be named. */
  readonly at?: number
}

/** A function of the trace alone; the plan tells what was configured. */
export type Checker = (story: Story, plan: Plan) => Violation[]
