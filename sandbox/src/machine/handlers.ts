// What each event runs, and what a handler's answer means. The table is the contract of docs/sandbox.md.
import type { Interpreter, Pointer } from './interpreter.ts'
import { same } from './interpreter.ts'
import type { Decision, EventType } from './outcome.ts'

/** The handler of each event that runs one. */
export const HANDLERS: Readonly<Record<Exclude<EventType, 'load'>, string>> = {
  put: 'onPut',
  update: 'onUpdate',
  get: 'onGet',
  timer: 'onTimer',
  merge: 'onMerge',
  delete: 'onDelete',
  select: 'selectReplicas'
}

/** What is decided when the object has no handler for the event. */
export const WITHOUT_HANDLER: Readonly<Record<EventType, Decision>> = {
  load: 'accept',
  put: 'accept',
  update: 'accept',
  get: 'keep',
  timer: 'keep',
  merge: 'keep',
  delete: 'accept',
  select: 'keep'
}

export interface Verdict {
  readonly decision: Decision
  readonly state: Pointer
  readonly reply: Pointer
}

/** Pointers to what a handler got. */
export interface Given {
  readonly self: Pointer
  readonly first: Pointer
}

/** What an answer means; undefined when it is not one that the event knows. */
export function judge(interpreter: Interpreter, type: EventType, given: Given, answer: Pointer): Verdict {
  const { undefinedValue, nullValue, falseValue } = interpreter
  const is = (pointer: Pointer) => same(interpreter, answer, pointer)
  const { self, first } = given
  const nothing = undefinedValue
  switch (type) {
    case 'get':
    case 'select':
      return { decision: 'keep', state: self, reply: answer }
    case 'timer':
      return { decision: 'keep', state: self, reply: nothing }
    case 'delete':
      return { decision: is(falseValue) ? 'refuse' : 'accept', state: self, reply: nothing }
    case 'update':
      if (is(nullValue)) return { decision: 'refuse', state: self, reply: nothing }
      if (is(first)) return { decision: 'accept', state: first, reply: nothing }
      return { decision: 'keep', state: is(undefinedValue) ? self : answer, reply: nothing }
    default:
      if (is(nullValue) && type === 'put') return { decision: 'refuse', state: self, reply: nothing }
      return { decision: 'accept', state: is(undefinedValue) ? self : answer, reply: nothing }
  }
}
