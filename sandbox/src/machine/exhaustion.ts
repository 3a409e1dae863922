// Telling why the interpreter stopped in the middle of something: the meters know which budget ran out.
import type { Limits } from '../limits.ts'
import { ClockForbidden, type Instance, InterpreterFault } from './instance.ts'
import { type InvocationError, InvocationFailure } from './outcome.ts'

/** Budgets of a phase, and what they are called in `Limits`. */
export interface Budget {
  readonly instructions: number
  readonly steps: number
  readonly memoryBytes: number
  readonly stackBytes: number
  readonly names: Readonly<Record<'instructions' | 'steps' | 'memory', keyof Limits>>
}

/** A chunk of memory may be this much larger than what was asked for, so this much below a limit nothing is refused. */
export const LARGEST_REMAINDER = 24

export const HANDLER_NAMES = { instructions: 'instructions', steps: 'steps', memory: 'memoryBytes' } as const
export const LOAD_NAMES = {
  instructions: 'loadInstructions',
  steps: 'loadSteps',
  memory: 'loadMemoryBytes'
} as const

/** Sets the meters to a budget, from a resting instance. */
export function arm({ meters, stackPointer }: Instance, budget: Budget): void {
  meters.instructions.value = budget.instructions
  meters.steps.value = budget.steps
  meters.memoryLimit.value = meters.memory.value + budget.memoryBytes
  meters.stackLimit.value = stackPointer.value - budget.stackBytes
}

/** Lifts all budgets: for work of the sandbox itself that no program can influence. */
export function disarm({ meters, stackPointer }: Instance): void {
  meters.instructions.value = 0x7fffffff
  meters.steps.value = 0x7fffffff
  meters.memoryLimit.value = 0x7fffffff
  meters.stackLimit.value = stackPointer.value - 1_048_576
}

/**
 * Turns what the interpreter was stopped by into an invocation's error.
 *
 * @param doing the handler, or what else was going on, for the message
 * @param base the allocator's bytes when the budget began
 * @throws `stopped` itself when it is our own bug
 */
export function explain(
  instance: Instance,
  stopped: unknown,
  doing: string,
  budget: Budget,
  base: number
): InvocationError {
  const { meters } = instance
  const refused = meters.memoryRefused.value >>> 0
  if (stopped instanceof InvocationFailure) return stopped.error
  // The engine's own stack ended first, whatever else was used up by then.
  if (stopped instanceof RangeError) return stackExceeded(doing, budget)
  if (stopped instanceof ClockForbidden) return { code: 'HANDLER_THREW', message: clockForbidden(doing) }
  if (refused > 0) {
    return exceeded(
      'MEMORY_EXCEEDED',
      doing,
      budget.names.memory,
      meters.memory.value - base + refused,
      budget.memoryBytes,
      'bytes of memory'
    )
  }
  if (meters.instructions.value < 0) {
    return exceeded(
      'INSTRUCTIONS_EXCEEDED',
      doing,
      budget.names.instructions,
      budget.instructions,
      budget.instructions,
      'instructions'
    )
  }
  if (meters.steps.value < 0) {
    return exceeded('STEPS_EXCEEDED', doing, budget.names.steps, budget.steps, budget.steps, 'native steps')
  }
  if (meters.stackLow.value >>> 0 < meters.stackLimit.value) return stackExceeded(doing, budget)
  if (stopped instanceof WebAssembly.RuntimeError || stopped instanceof InterpreterFault) {
    return { code: 'SANDBOX_FAULT', message: `${doing} made the interpreter fail: ${stopped.message}` }
  }
  throw stopped
}

function stackExceeded(doing: string, { stackBytes }: Budget): InvocationError {
  return exceeded('STACK_EXCEEDED', doing, 'stackBytes', stackBytes, stackBytes, 'bytes of stack')
}

function exceeded(
  code: InvocationError['code'],
  doing: string,
  limit: keyof Limits,
  used: number,
  allowed: number,
  what: string
): InvocationError {
  const message = `${doing} used ${figure(used)} of ${figure(allowed)} ${what}`
  return { code, message, limit, used, allowed }
}

function clockForbidden(doing: string): string {
  return `${doing} read the clock, which is not available in onMerge or while a module loads: every replica must compute the same state`
}

/** 100000 → "100,000". Written out, because it must not depend on the process's locale. */
export function figure(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
