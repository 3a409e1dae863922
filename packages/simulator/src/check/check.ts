// All checkers. Each is a function of the trace alone: what clients asked and were answered, what went over the wires,
// what became durable, and what was there in the end.
import type { Plan } from '../plan.ts'
import { MALFORMED, type TraceEvent } from '../trace.ts'
import { acknowledged } from './acknowledged.ts'
import { answers, genuine } from './answers.ts'
import { available } from './available.ts'
import { budgets } from './budgets.ts'
import { buried } from './buried.ts'
import { causality } from './causality.ts'
import { convergence } from './convergence.ts'
import { dots } from './dots.ts'
import { durability } from './durability.ts'
import { expiry } from './expiry.ts'
import { fresh } from './fresh.ts'
import { growth } from './growth.ts'
import { healing } from './healing.ts'
import { hints } from './hints.ts'
import { leases } from './leases.ts'
import { leave } from './leave.ts'
import { leftovers } from './leftovers.ts'
import { merged } from './merged.ts'
import { progress } from './progress.ts'
import { residue } from './residue.ts'
import { ring } from './ring.ts'
import { room } from './room.ts'
import { serial } from './serial.ts'
import { single } from './single.ts'
import { readStory, type Story } from './story.ts'
import { timers } from './timers.ts'
import { traffic } from './traffic.ts'
import type { Checker, Violation } from './violation.ts'

const CHECKERS: readonly Checker[] = [
  unbroken,
  answers,
  available,
  genuine,
  durability,
  dots,
  growth,
  fresh,
  causality,
  serial,
  budgets,
  room,
  leave,
  single,
  acknowledged,
  buried,
  expiry,
  convergence,
  healing,
  merged,
  timers,
  hints,
  leftovers,
  leases,
  residue,
  ring,
  progress,
  traffic
]

export function violations(events: readonly TraceEvent[], plan: Plan): Violation[] {
  const story = readStory(events)
  return CHECKERS.flatMap((checker) => checker(story, plan))
}

/** A core never throws, nor sends what nobody can read. */
function unbroken({ events }: Story): Violation[] {
  const check = 'unbroken'
  const found: Violation[] = []
  for (const event of events) {
    if (event.type === 'threw')
      found.push({ check, message: `${event.node} threw: ${event.error}`, at: event.at })
    else if (event.type === 'dropped' && event.why.startsWith(MALFORMED)) {
      const message = `${event.from} sent a ${event.message.type} that is ${event.why}`
      found.push({ check, message, at: event.at })
    }
  }
  return found
}
