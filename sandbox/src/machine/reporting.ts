// What is said of a handler that failed, with the place in its source where that is known.
import type { Interpreter, Pointer } from './interpreter.ts'
import { MODULE_NAME } from './interpreter.ts'
import type { InvocationMeter } from './meter.ts'
import type { ErrorCode, InvocationError } from './outcome.ts'
import { describe, position, whereabouts } from './running.ts'

/** A handler threw something. */
export function threw(
  interpreter: Interpreter,
  meter: InvocationMeter,
  handler: string,
  value: Pointer
): InvocationError {
  meter.beginDescription()
  const { name, message, stack, code } = describe(interpreter, value)
  const kind = code === '' ? name : `${name} [${code}]`
  const text = name === '' ? message : `${kind}: ${message}`
  const thrown = code === '' ? {} : { thrown: code }
  return {
    code: 'HANDLER_THREW',
    message: `${handler} threw ${text}`,
    handler,
    ...thrown,
    stack,
    ...position(stack)
  }
}

/** The error of a handler that a budget stopped, with the place where it was. The meters must still stand as they stopped. */
export function located(
  interpreter: Interpreter,
  meter: InvocationMeter,
  error: InvocationError
): InvocationError {
  if (!LOCATED.has(error.code)) return error
  const exhausted = error.code === 'INSTRUCTIONS_EXCEEDED'
  meter.beginDescription()
  const stack = whereabouts(interpreter, exhausted)
  const place = position(stack)
  if (place === undefined) return error
  return {
    ...error,
    // Marks lie at calls and operators, not at each instruction.
    message: `${error.message}, near ${MODULE_NAME}:${place.line}:${place.column}`,
    stack,
    ...place
  }
}

const LOCATED: ReadonlySet<ErrorCode> = new Set([
  'INSTRUCTIONS_EXCEEDED',
  'STEPS_EXCEEDED',
  'MEMORY_EXCEEDED',
  'STACK_EXCEEDED'
])
