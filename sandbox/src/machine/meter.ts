// One invocation's meter: sets the budgets of its phases, and reads what was used.
//
//   reading the input     is the sandbox's work, with steps for as much as fits; what it leaves in the heap is the handler's
//   the handler           instructions, steps, memory, stack
//   writing the outcome   is the sandbox's work again, with budgets for as much as an outcome may hold
//
// So what an invocation uses is its handler's alone, and is the same whether its state was built for it or lay in the
// heap already, and whether its outcome had to be written or was recognised as what it was.
import { ATTEMPT, type Limits } from '../limits.ts'
import { type Budget, explain, figure, HANDLER_NAMES } from './exhaustion.ts'
import { tooDeep } from './failures.ts'
import type { Instance } from './instance.ts'
import type { InvocationError, Usage, Used } from './outcome.ts'

/** Budgets of the sandbox's own work for an invocation. */
interface Chores {
  /**
   * Reading a message: the dearest values (big integers, arrays of small numbers) take fewer than 3 steps for each byte of heap
   * that they become, and the heap is bounded. More is taken by names that are made to collide.
   */
  readonly input: { readonly steps: number; readonly stepsPerHeapByte: number; readonly stackBytes: number }
  /**
   * Writing state, `local`, reply and actions: fewer than 2 steps for each byte of heap they lie in. The bytecode
   * instructions collect the parts; the serialiser itself executes none.
   */
  readonly outcome: Chores['input'] & { readonly instructions: number }
  /** Telling what was thrown, what in an outcome is no value, and where: a few texts, a walk. */
  readonly description: Pick<Limits, 'instructions' | 'steps' | 'memoryBytes' | 'stackBytes'>
}

const CHORES: Chores = {
  input: { steps: 20_000, stepsPerHeapByte: 4, stackBytes: 131_072 },
  outcome: { instructions: 200, steps: 50_000, stepsPerHeapByte: 4, stackBytes: 131_072 },
  description: { instructions: 200_000, steps: 400_000, memoryBytes: 100_000, stackBytes: 131_072 }
}

/** Of an attempt: for the same work done on something small, or none. */
export const ATTEMPT_CHORES: Chores = {
  input: { ...CHORES.input, steps: ATTEMPT.limits.steps, stepsPerHeapByte: 0 },
  outcome: { ...CHORES.outcome, steps: ATTEMPT.limits.steps, stepsPerHeapByte: 0 },
  description: {
    ...CHORES.description,
    instructions: ATTEMPT.limits.instructions,
    steps: ATTEMPT.limits.steps
  }
}

const NOTHING: Used = { instructions: 0, steps: 0, memory: 0 }

export class InvocationMeter {
  readonly #instance: Instance
  readonly #limits: Limits
  #phase: 'before' | 'input' | 'handler' | 'outcome' | 'described' = 'before'
  // The allocator's bytes in the program's image.
  #base = 0
  #inputSteps = 0
  // By the parts of the chain that ran before this one.
  readonly #before: Used
  readonly #chores: Chores
  #used: Used
  // Of the phases before this one, and this one's budget.
  #steps = 0
  #armed = 0

  /** @param before what the parts of the chain used that ran before; one chain has one budget */
  constructor(instance: Instance, limits: Limits, before: Used = NOTHING, chores: Chores = CHORES) {
    this.#instance = instance
    this.#limits = limits
    this.#before = before
    this.#chores = chores
    this.#used = before
  }

  /**
   * Call before a message is read.
   *
   * @param base the allocator's bytes in the program's image
   */
  beginInput(base: number): void {
    const { memoryBytes } = this.#limits
    const { steps, stepsPerHeapByte, stackBytes } = this.#chores.input
    this.#phase = 'input'
    this.#base = base
    this.#inputSteps = steps + stepsPerHeapByte * memoryBytes
    const { meters } = this.#instance
    meters.memoryPeak.value = meters.memory.value
    this.#arm(0x7fffffff, this.#inputSteps, base + memoryBytes, stackBytes)
  }

  /** Native steps of all phases so far, those of the sandbox's own work among them. */
  get steps(): number {
    return (
      this.#steps + (this.#armed === 0 ? 0 : this.#armed - Math.max(0, this.#instance.meters.steps.value))
    )
  }

  /** Is it the handler that runs? Then a place in its code can be told. */
  get inHandler(): boolean {
    return this.#phase === 'handler'
  }

  /** The most memory that was held at once in this phase, beyond the program's. */
  get peak(): number {
    return this.#instance.meters.memoryPeak.value - this.#base
  }

  beginHandler(): void {
    const { meters } = this.#instance
    const { instructions, steps, memoryBytes, stackBytes } = this.#limits
    this.#phase = 'handler'
    const before = this.#before
    this.#arm(instructions - before.instructions, steps - before.steps, this.#base + memoryBytes, stackBytes)
    meters.memoryPeak.value = meters.memory.value
  }

  endHandler(): void {
    const { stateBytes, memoryBytes } = this.#limits
    this.#note()
    this.#phase = 'outcome'
    // Serialising holds the bytes of all parts twice while it copies them.
    const memory = this.#instance.meters.memory.value + 8 * stateBytes + 65_536
    const { instructions, steps, stepsPerHeapByte, stackBytes } = this.#chores.outcome
    this.#arm(instructions, steps + stepsPerHeapByte * memoryBytes, memory, stackBytes)
  }

  /** The handler is over, or was stopped; what follows only describes how, and has a small budget of its own. */
  beginDescription(): void {
    const { meters } = this.#instance
    if (this.#phase === 'handler') this.#note()
    this.#phase = 'described'
    meters.memoryRefused.value = 0
    const { instructions, steps, memoryBytes, stackBytes } = this.#chores.description
    this.#arm(instructions, steps, meters.memory.value + memoryBytes, stackBytes)
  }

  #arm(instructions: number, steps: number, memoryLimit: number, stackBytes: number): void {
    const { meters, stackPointer } = this.#instance
    this.#steps = this.steps
    this.#armed = steps
    meters.instructions.value = instructions
    meters.steps.value = steps
    meters.memoryLimit.value = memoryLimit
    meters.stackLimit.value = stackPointer.value - stackBytes
  }

  #note(): void {
    const { meters } = this.#instance
    const { instructions, steps } = this.#limits
    this.#used = {
      instructions: instructions - Math.max(0, meters.instructions.value),
      steps: steps - Math.max(0, meters.steps.value),
      memory: Math.max(this.#before.memory, this.peak)
    }
  }

  /** What the chain has used so far. */
  get used(): Used {
    return this.#used
  }

  /** What a load used, when nothing else runs, or it failed. */
  loaded({ instructions, steps, memory }: Used): void {
    this.#used = { instructions, steps, memory }
  }

  /** @param handler what was running, for the message */
  explain(stopped: unknown, handler: string): InvocationError {
    const error = explain(this.#instance, stopped, handler, this.#budget(), this.#base)
    if (this.#phase === 'before') return error
    if (this.#phase === 'input' && error.code === 'STEPS_EXCEEDED') return this.#tooIntricate(handler)
    if (this.#phase === 'outcome' && error.code !== 'SANDBOX_FAULT' && error.limit !== undefined) {
      if (error.code === 'STACK_EXCEEDED') return { ...tooDeep(handler), handler }
      return error.code === 'STATE_TOO_LARGE' ? { ...error, handler } : this.#tooLarge(handler)
    }
    return { ...error, handler }
  }

  /** @param started `performance.now()` when the invocation began */
  usage(started: number): Usage {
    if (this.#phase === 'handler') this.#note()
    if (this.#phase === 'input')
      this.#used = { ...this.#before, memory: Math.max(this.#before.memory, this.peak) }
    const { instructions, steps, memory } = this.#used
    const microseconds = Math.round((performance.now() - started) * 1000)
    return { instructions, steps, memory, microseconds }
  }

  #tooLarge(handler: string): InvocationError {
    const { stateBytes } = this.#limits
    const message = `what ${handler} left is too large to be written; state, local and reply may take ${figure(stateBytes)} bytes each`
    return { code: 'STATE_TOO_LARGE', message, handler, limit: 'stateBytes', allowed: stateBytes }
  }

  #tooIntricate(handler: string): InvocationError {
    const message = `reading the input of ${handler} took more than ${figure(this.#inputSteps)} native steps, more than any honest value that fits in its memory; its names collide`
    return { code: 'STEPS_EXCEEDED', message, handler, used: this.#inputSteps, allowed: this.#inputSteps }
  }

  #budget(): Budget {
    const { instructions, steps, memoryBytes, stackBytes } = this.#limits
    return { instructions, steps, memoryBytes, stackBytes, names: HANDLER_NAMES }
  }
}
