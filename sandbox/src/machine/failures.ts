// The errors that the machine itself finds, and what they say.
import type { Limits } from '../limits.ts'
import { figure } from './exhaustion.ts'
import type { InvocationError } from './outcome.ts'

export function sourceTooLarge(used: number, limits: Limits): InvocationError {
  return {
    code: 'CODE_INVALID',
    message: `the code takes ${figure(used)} of ${figure(limits.sourceBytes)} bytes`,
    limit: 'sourceBytes',
    used,
    allowed: limits.sourceBytes
  }
}

export function pending(handler: string): InvocationError {
  return {
    code: 'PROMISE_PENDING',
    message: `${handler} ended with a promise that nothing can settle any more`,
    handler
  }
}

export function invalidValue(problem: string): InvocationError {
  return {
    code: 'VALUE_INVALID',
    message: `${problem}; values are null, booleans, numbers, texts, big integers, byte arrays, arrays and plain objects`
  }
}
