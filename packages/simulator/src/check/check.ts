// All checkers. Each is a function of the trace alone: what clients asked and were answered, what went over the wires,
// what became durable, and what was there in the end.
import type { Plan } from '../draw.ts'
import { MALFORMED, type TraceEvent } from '../trace.ts'
import { acknowledged } from './acknowledged.ts'
import { answers, genuine } from './answers.ts'
import { available } from './available.ts'
import { causality } from './causality.ts'
import { convergence } from './convergence.ts'
import { dots } from './dots.ts'
import { durability } from './durability.ts'
import { growth } from './growth.ts'
import { progress } from './progress.ts'
import { residue } from './residue.ts'
import type { Checker, Violation } from './violation.ts'

const CHECKERS: readonly Checker[] = [
  unbroken,
  answers,
  available,
  genuine,
  durability,
  dots,
  growth,
  causality,
  acknowledged,
  convergence,
  residue,
  progress
]

export function violations(events: readonly TraceEvent[], plan: Plan): Violation[] {
  return CHECKERS.flatMap((checker) => checker(events, plan))
}

/** A core never throws, nor sends what nobody can read. */
function unbroken(events: readonly TraceEvent[]): Violation[] {
  return events.flatMap((event): Violation[] => {
    const check = 'unbroken'
    if (event.type === 'threw')
      return [{ check, message: `${event.node} threw: ${event.error}`, at: event.at }]
    if (event.type === 'dropped' && event.why.startsWith(MALFORMED))
      return [
        { check, message: `${event.from} sent a ${event.message.type} that is ${event.why}`, at: event.at }
      ]
    return []
  })
}
