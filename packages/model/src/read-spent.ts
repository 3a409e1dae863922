// The checked reading of what an object's handlers cost.
import type { Spent } from './request.ts'
import { fields, whole } from './shape.ts'

export function readSpent(thing: unknown): Spent {
  const found = fields(thing, 'what was spent')
  return {
    cpuMicros: readBudget(found.cpuMicros),
    bytes: readBudget(found.bytes),
    ownerCpuMicros: readBudget(found.ownerCpuMicros),
    ownerBytes: readBudget(found.ownerBytes)
  }
}

function readBudget(thing: unknown): Spent['bytes'] {
  const found = fields(thing, 'the budget')
  return {
    spent: whole(found.spent, 'spent'),
    allowed: whole(found.allowed, 'allowed'),
    penalty: whole(found.penalty, 'penalty'),
    waitMs: whole(found.waitMs, 'waitMs')
  }
}
