// Loading an object's code: evaluate the module in a pristine heap, take its default export apart into data and methods,
// and keep the heap's image. Loading has budgets of its own, so that a handler's count is the handler's alone; what it
// used is kept with the image and checked against the limits of each call, so that it does not matter who loaded first.
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import { openMessage, ValueReader } from '../values/decode.ts'
import { type PlainObject, SizeError, type Value, ValueError } from '../values/value.ts'
import { arm, type Budget, disarm, explain, LARGEST_REMAINDER, LOAD_NAMES } from './exhaustion.ts'
import { invalidValue } from './failures.ts'
import type { HeapImage, Images } from './image.ts'
import type { Instance } from './instance.ts'
import { call, evaluateModule, type Interpreter, type Pointer, serialise, thrownBy } from './interpreter.ts'
import { type InvocationError, InvocationFailure, type Used } from './outcome.ts'
import { describe, position, readTexts, settle } from './running.ts'

export interface Program {
  /** Tells programs of one machine apart. */
  readonly number: number
  readonly image: HeapImage
  readonly sourceBytes: number
  /** The default export's own data properties. */
  readonly data: PlainObject
  readonly handlers: readonly string[]
  readonly methods: ReadonlyMap<string, Pointer>
  readonly used: {
    readonly instructions: number
    readonly steps: number
    readonly memory: number
    readonly stack: number
  }
}

/** @throws InvocationFailure CODE_INVALID, or an exceeded limit of loading */
export function loadProgram(interpreter: Interpreter, images: Images, code: string, limits: Limits): Program {
  const { instance } = interpreter
  const { meters } = instance
  images.restore(images.base)
  const budget = loadBudget(limits)
  instance.host.clock = undefined
  let adopted: Pointer
  let head: Uint8Array
  try {
    arm(instance, budget)
    adopted = evaluateAndAdopt(interpreter, code)
    head = serialiseHead(interpreter, adopted)
  } catch (stopped) {
    const error = explain(instance, stopped, 'loading the module', budget, images.base.memory)
    throw new InvocationFailure(asCodeError(error), spent(images, instance, budget))
  }
  const used = { ...spent(images, instance, budget), stack: images.resting - (meters.stackLow.value >>> 0) }
  disarm(instance)
  const described = describeProgram(interpreter, images, adopted, head)
  return { number: next++, ...described, used, sourceBytes: Buffer.byteLength(code) }
}

let next = 1

function spent({ base }: Images, { meters }: Instance, { instructions, steps }: Budget): Used {
  return {
    instructions: instructions - Math.max(0, meters.instructions.value),
    steps: steps - Math.max(0, meters.steps.value),
    memory: meters.memoryPeak.value - base.memory
  }
}

/** Would it have loaded within these limits, for certain? */
export function surelyFits({ used }: Program, limits: Limits): boolean {
  return (
    used.instructions <= limits.loadInstructions &&
    used.steps <= limits.loadSteps &&
    used.memory + LARGEST_REMAINDER <= limits.loadMemoryBytes &&
    used.stack <= limits.stackBytes
  )
}

function loadBudget(limits: Limits): Budget {
  return {
    instructions: limits.loadInstructions,
    steps: limits.loadSteps,
    memoryBytes: limits.loadMemoryBytes,
    stackBytes: limits.stackBytes,
    names: LOAD_NAMES
  }
}

// A module that reads the clock or throws is invalid code, not a failing handler.
function asCodeError(error: InvocationError): InvocationError {
  return error.code === 'HANDLER_THREW' ? { ...error, code: 'CODE_INVALID' } : error
}

function evaluateAndAdopt(interpreter: Interpreter, code: string): Pointer {
  const { bootstrap, undefinedValue } = interpreter
  const namespace = settle(interpreter, evaluateModule(interpreter, code))
  if (namespace.state === 'pending') throw invalid('the module waits for a promise that never settles')
  if (namespace.state === 'thrown') throw new InvocationFailure(moduleError(interpreter, namespace.value))
  const adopted = call(interpreter, bootstrap.adopt, undefinedValue, [namespace.value])
  const thrown = thrownBy(interpreter, adopted)
  if (thrown !== 0) throw new InvocationFailure(moduleError(interpreter, thrown))
  return adopted
}

function moduleError(interpreter: Interpreter, thrown: Pointer): InvocationError {
  const { name, message, stack } = describe(interpreter, thrown)
  const place = position(stack)
  const at = place === undefined ? '' : `, at line ${place.line}, column ${place.column}`
  const what = message.startsWith('could not load module')
    ? 'modules cannot import; put everything into one file'
    : message
  return {
    code: 'CODE_INVALID',
    message: `the code is invalid: ${name === '' ? '' : `${name}: `}${what}${at}`,
    stack,
    ...place
  }
}

function invalid(message: string): InvocationFailure {
  return new InvocationFailure({ code: 'CODE_INVALID', message: `the code is invalid: ${message}` })
}

// Within the budget: data may be a sparse array of great length, which the interpreter walks.
function serialiseHead(interpreter: Interpreter, adopted: Pointer): Uint8Array {
  const { instance, context } = interpreter
  const head = instance.native.getIndex(context, adopted, 0)
  const bytes = serialise(interpreter, head)
  if (bytes === undefined) throw invalid(problemIn(interpreter, head))
  return bytes
}

// The data is the first of the head, as the state is of what a handler leaves.
function problemIn(interpreter: Interpreter, head: Pointer): string {
  const { bootstrap, undefinedValue } = interpreter
  const found = call(interpreter, bootstrap.examine, undefinedValue, [head, undefinedValue, undefinedValue])
  const [problem = ''] = readTexts(interpreter, found) ?? []
  return problem === '' ? 'its data holds what is not a value' : invalidValue(problem).message
}

function describeProgram(interpreter: Interpreter, images: Images, adopted: Pointer, head: Uint8Array) {
  const { instance, context } = interpreter
  const { native, view } = instance
  const { data, handlers } = readHead(head)
  const methods = new Map(handlers.map((name, index) => [name, native.getIndex(context, adopted, 2 + index)]))
  // Garbage is collected when half of a handler's memory is spent.
  view.setUint32(interpreter.collectAt, instance.meters.memory.value + DEFAULT_LIMITS.memoryBytes / 2, true)
  return { image: images.capture(images.base), data, handlers, methods }
}

function readHead(bytes: Uint8Array): { data: PlainObject; handlers: string[] } {
  try {
    const message = openMessage(bytes)
    const reader = new ValueReader(message)
    if (message.length === 1) throw invalid(String(reader.next('the problem', DEFAULT_LIMITS.sourceBytes)))
    // Whatever the heap held fits; what is shared may be written out up to the size of a state.
    const maxBytes = Math.max(bytes.length, DEFAULT_LIMITS.stateBytes)
    const data = reader.next('the default export', maxBytes) as PlainObject
    const handlers = reader.next('handlers', DEFAULT_LIMITS.loadMemoryBytes) as Value as string[]
    return { data, handlers }
  } catch (error) {
    if (error instanceof ValueError || error instanceof SizeError) throw invalid(error.message)
    throw error
  }
}
