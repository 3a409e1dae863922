// The errors that the machine itself finds, and what they say.
import type { Limits } from '../limits.ts'
import { SizeError, VALUE_DEPTH, ValueError } from '../values/value.ts'
import { figure } from './exhaustion.ts'
import { type InvocationError, InvocationFailure } from './outcome.ts'

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

export function chainLost(): InvocationError {
  return {
    code: 'CHAIN_LOST',
    message: 'there is no such chain: it ended, was dropped, or was lost with its worker'
  }
}

export function chainsFull(what: string): InvocationError {
  return { code: 'BUSY', message: `too many handlers wait for their host already: ${what}; try again later` }
}

/** The serialiser's own recursion reached its limit long after the nesting that a value may have. */
export function tooDeep(handler: string): InvocationError {
  return invalidValue(`what ${handler} left is nested more than ${VALUE_DEPTH} levels deep`)
}

export function notPlain(part: string): InvocationError {
  return invalidValue(`${part} is not a plain object`)
}

export function partTooLarge(part: string, used: number, { stateBytes }: Limits): InvocationError {
  return {
    code: 'STATE_TOO_LARGE',
    message: `${part} takes ${figure(used)} of ${figure(stateBytes)} bytes`,
    limit: 'stateBytes',
    used,
    allowed: stateBytes
  }
}

export function invalidValue(problem: string): InvocationError {
  return {
    code: 'VALUE_INVALID',
    message: `${problem}; values are null, booleans, numbers, texts, big integers, byte arrays, arrays and plain objects`
  }
}

/** Why a value could not be read or written, as a failure of its invocation. @throws `error` itself when it tells of none */
export function valueFailure(error: unknown): InvocationFailure {
  if (error instanceof ValueError) return new InvocationFailure(invalidValue(error.message))
  if (!(error instanceof SizeError)) throw error
  const { message, used, allowed } = error
  return new InvocationFailure({ code: 'STATE_TOO_LARGE', message, limit: 'stateBytes', used, allowed })
}
