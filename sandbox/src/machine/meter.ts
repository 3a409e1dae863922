// One invocation's meter: sets the budgets of its phases, and reads what was used.
//
//   reading the input     spends steps and memory of the invocation, but not the handler's instructions
//   the handler           instructions, steps, memory, stack
//   writing the outcome   spends steps; it has instructions and memory of its own, because it is the sandbox's work
import type { Limits } from '../limits.ts'
import { arm, type Budget, explain, figure, HANDLER_NAMES } from './exhaustion.ts'
import type { Instance } from './instance.ts'
import type { InvocationError, Usage } from './outcome.ts'

/** For checking what is in an outcome: about 20 for each number in an array, which takes at least two bytes. */
const OUTCOME_INSTRUCTIONS = 1_500_000

/** For telling what was thrown and where: a few texts. */
const DESCRIPTION = { instructions: 10_000, steps: 200_000, memoryBytes: 100_000, stackBytes: 65_536 }

export class InvocationMeter {
  readonly #instance: Instance
  readonly #limits: Limits
  #phase: 'before' | 'input' | 'handler' | 'outcome' | 'described' = 'before'
  #base = 0
  #used: Pick<Usage, 'instructions' | 'steps' | 'memory'> = { instructions: 0, steps: 0, memory: 0 }

  constructor(instance: Instance, limits: Limits) {
    this.#instance = instance
    this.#limits = limits
  }

  /** Call when the heap is restored. */
  begin(): void {
    this.#phase = 'input'
    this.#base = this.#instance.meters.memory.value
    arm(this.#instance, { ...this.#budget(), instructions: this.#limits.steps })
  }

  beginHandler(): void {
    this.#phase = 'handler'
    this.#instance.meters.instructions.value = this.#limits.instructions
  }

  endHandler(): void {
    const { meters } = this.#instance
    this.#note()
    this.#phase = 'outcome'
    meters.instructions.value = OUTCOME_INSTRUCTIONS
    // Serialising holds the bytes of all parts twice while it copies them.
    meters.memoryLimit.value = meters.memoryLimit.value + 8 * this.#limits.stateBytes + 65_536
  }

  /** The handler is over, or was stopped; what follows only describes how, and has a small budget of its own. */
  beginDescription(): void {
    const { meters, stackPointer } = this.#instance
    if (this.#phase === 'handler') this.#note()
    if (this.#phase === 'outcome') this.#used = { ...this.#used, steps: this.#stepsUsed() }
    this.#phase = 'described'
    meters.instructions.value = DESCRIPTION.instructions
    meters.steps.value = DESCRIPTION.steps
    meters.memoryLimit.value = meters.memory.value + DESCRIPTION.memoryBytes
    meters.memoryRefused.value = 0
    meters.stackLimit.value = stackPointer.value - DESCRIPTION.stackBytes
  }

  #note(): void {
    const { meters } = this.#instance
    const { instructions } = this.#limits
    this.#used = {
      instructions: instructions - Math.max(0, meters.instructions.value),
      steps: this.#stepsUsed(),
      memory: meters.memoryPeak.value - this.#base
    }
  }

  /** What a load used, when nothing else runs. */
  loaded({ instructions, steps, memory }: Pick<Usage, 'instructions' | 'steps' | 'memory'>): void {
    this.#used = { instructions, steps, memory }
  }

  /** @param handler what was running, for the message */
  explain(stopped: unknown, handler: string): InvocationError {
    const error = explain(this.#instance, stopped, handler, this.#budget(), this.#base)
    if (this.#phase === 'before') return error
    if (this.#phase === 'outcome' && error.code === 'MEMORY_EXCEEDED') return this.#tooLarge(handler)
    if (this.#phase === 'outcome' && error.code === 'INSTRUCTIONS_EXCEEDED')
      return this.#tooLaborious(handler)
    return { ...error, handler }
  }

  /** @param started `performance.now()` when the invocation began */
  usage(started: number): Usage {
    if (this.#phase === 'input' || this.#phase === 'handler') this.#note()
    if (this.#phase === 'input') this.#used = { ...this.#used, instructions: 0 }
    const steps = this.#phase === 'outcome' ? this.#stepsUsed() : this.#used.steps
    return { ...this.#used, steps, microseconds: Math.round((performance.now() - started) * 1000) }
  }

  #stepsUsed(): number {
    return this.#limits.steps - Math.max(0, this.#instance.meters.steps.value)
  }

  #tooLarge(handler: string): InvocationError {
    const { stateBytes } = this.#limits
    const message = `what ${handler} left is too large to be written; state, local and reply may take ${figure(stateBytes)} bytes each`
    return { code: 'STATE_TOO_LARGE', message, handler, limit: 'stateBytes', allowed: stateBytes }
  }

  #tooLaborious(handler: string): InvocationError {
    const { steps } = this.#limits
    const message = `checking what ${handler} left took more work than any value of the allowed size does; return plain data`
    return {
      code: 'STEPS_EXCEEDED',
      message,
      handler,
      limit: 'steps',
      used: this.#stepsUsed(),
      allowed: steps
    }
  }

  #budget(): Budget {
    const { instructions, steps, memoryBytes, stackBytes } = this.#limits
    return { instructions, steps, memoryBytes, stackBytes, names: HANDLER_NAMES }
  }
}
