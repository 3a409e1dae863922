// The checked reading of what an object's handlers cost.
import type { Spent } from './request.ts'
import { fields, whole } from './shape.ts'

export function readSpent(thing: unknown): Spent {
  const found = fields(thing, 'what was spent')
  return {
    cpuMicros: readBudget(found.cpuMicros),
    bytes: readBudget(found.bytes),
    ownerCpuMicros: readBudget(found.ownerCpuMicros),
    ownerBytes: readBudget(found.ownerBytes),
    operations: readOperations(found.operations),
    ownerOperations: readOperations(found.ownerOperations),
    storage: readStorage(found.storage)
  }
}

function readOperations(thing: unknown): Spent['operations'] {
  const found = fields(thing, 'the operations')
  return { left: whole(found.left, 'left'), allowed: whole(found.allowed, 'allowed') }
}

function readStorage(thing: unknown): Spent['storage'] {
  const found = fields(thing, 'the storage')
  return {
    objectBytes: whole(found.objectBytes, 'objectBytes'),
    ownerBytes: whole(found.ownerBytes, 'ownerBytes'),
    allowed: whole(found.allowed, 'allowed')
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
