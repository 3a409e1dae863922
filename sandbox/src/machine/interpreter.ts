// QuickJS set up in an instance: a runtime with the counting allocator, a context, the bootstrap, and the calls that the
// machine makes, in terms of pointers to values. All pointers stay valid in every image taken afterwards.
import { room } from '../values/room.ts'
import { BOOTSTRAP, BOOTSTRAP_SOURCE, HOST } from './bootstrap.ts'
import { AttemptEnded, type Instance, InterpreterFault, readClock } from './instance.ts'

/** A pointer to a JavaScript value in the heap. */
export type Pointer = number

export interface Interpreter {
  readonly instance: Instance
  readonly runtime: number
  readonly context: number
  /** The bootstrap's functions. */
  readonly bootstrap: Readonly<Record<keyof typeof BOOTSTRAP, Pointer>>
  readonly undefinedValue: Pointer
  readonly nullValue: Pointer
  readonly falseValue: Pointer
  /** Room for the pointers to a call's arguments. */
  readonly argumentsAt: number
  /** Where the context keeps the state of Math.random. */
  readonly randomAt: number
  /** Where the runtime keeps the heap size at which it collects garbage. */
  readonly collectAt: number
}

/** The name that stands for the object's module in error messages and stacks. */
export const MODULE_NAME = 'object.aso.js'

const MODULE_FLAG = 1

export function setUp(instance: Instance): Interpreter {
  const { native, view, host, allocator } = instance
  // Math.random's generator starts from the clock, so a clock that is set shows where its state is kept.
  host.clock = 1_234_567
  growHeapOnce(instance)
  const runtime = native.newRuntime()
  allocator.forEach((pointer, index) => {
    view.setUint32(runtime + 4 * index, pointer, true)
  })
  const context = native.newContext(runtime, 0)
  if (context === 0) throw new InterpreterFault('the interpreter made no context')
  // The interpreter's own check of the stack throws an error that programs can catch; the meter's guard traps instead.
  native.setMaxStackSize(runtime, 0)
  const interpreter = {
    instance,
    runtime,
    context,
    undefinedValue: native.undefinedValue(),
    nullValue: native.nullValue(),
    falseValue: native.falseValue(),
    argumentsAt: native.malloc(32),
    randomAt: find(instance, context, [0x49_95_ff_58, 0], 'the state of Math.random'),
    collectAt: find(instance, runtime, [256 * 1024], 'the threshold of the garbage collector')
  }
  host.clock = undefined
  return { ...interpreter, bootstrap: runBootstrap(interpreter) }
}

// All the heap there will ever be is taken from the system once, so that the allocator's bookkeeping at its end is part
// of every image and nothing else grows.
function growHeapOnce({ native, meters, memory, stackPointer }: Instance): void {
  const room = memory.length - stackPointer.value - 512 * 1024
  const block = native.malloc(room)
  if (block === 0) throw new InterpreterFault('the heap cannot be taken')
  native.free(block)
  meters.heapTop.value = stackPointer.value
}

// Finds consecutive words in the first kilobyte of a structure.
function find({ view }: Instance, start: number, words: readonly number[], what: string): number {
  for (let at = start; at < start + 1024; at += 4) {
    if (words.every((word, index) => view.getUint32(at + 4 * index, true) === word)) return at
  }
  throw new InterpreterFault(`${what} is not where it is expected`)
}

function runBootstrap(interpreter: Omit<Interpreter, 'bootstrap'>): Interpreter['bootstrap'] {
  const { instance, context } = interpreter
  const { native, meters, host } = instance
  host.call = (callContext, id, operands) => {
    switch (id) {
      case HOST.remaining:
        if (host.attempted) throw new AttemptEnded()
        return native.newFloat64(callContext, Math.max(0, meters.instructions.value))
      case HOST.announce:
        return native.newFloat64(callContext, ++host.asked)
      case HOST.time:
        return native.newFloat64(callContext, readClock(host))
      default:
        return host.compute(id, operands)
    }
  }
  const named = (name: keyof typeof HOST) =>
    native.newFunction(context, writeText(instance, name), 0, 0, HOST[name])
  const main = evaluate(interpreter, BOOTSTRAP_SOURCE, 'sandbox', 0)
  const functions = call(interpreter, main, interpreter.undefinedValue, [
    named('remaining'),
    named('announce'),
    named('hash'),
    named('verify'),
    named('time')
  ])
  if (native.resolveException(context, functions) !== 0) throw new InterpreterFault('the bootstrap failed')
  const entries = Object.entries(BOOTSTRAP).map(([name, index]) => [
    name,
    native.getIndex(context, functions, index)
  ])
  return Object.fromEntries(entries) as Interpreter['bootstrap']
}

/** Evaluates source; answers a pointer to the result, which may be an exception. */
function evaluate(
  { instance, context }: Pick<Interpreter, 'instance' | 'context'>,
  source: string,
  name: string,
  flags: number
): Pointer {
  const bytes = new TextEncoder().encode(source)
  const at = writeBytes(instance, bytes)
  return instance.native.evaluate(context, at, bytes.length, writeText(instance, name), 0, flags)
}

export function evaluateModule(interpreter: Interpreter, source: string): Pointer {
  return evaluate(interpreter, source, MODULE_NAME, MODULE_FLAG)
}

export function call(
  interpreter: Pick<Interpreter, 'instance' | 'context' | 'argumentsAt'>,
  target: Pointer,
  self: Pointer,
  operands: readonly Pointer[]
): Pointer {
  const { instance, context, argumentsAt } = interpreter
  for (let index = 0; index < operands.length; index++) {
    instance.view.setUint32(argumentsAt + 4 * index, operands[index]!, true)
  }
  return instance.native.call(context, target, self, operands.length, argumentsAt)
}

/** Copies bytes into the heap, with a zero behind them. What the host puts there is not the object's memory. */
function writeBytes(instance: Instance, bytes: Uint8Array): number {
  const at = instance.native.malloc(bytes.length + 1)
  if (at === 0) throw new InterpreterFault('the heap has no room for the input')
  // The interpreter's own requests are noted by the meter; this one goes past it.
  const { heapTop } = instance.meters
  heapTop.value = Math.max(heapTop.value, at + bytes.length + 1)
  instance.memory.set(bytes, at)
  instance.memory[at + bytes.length] = 0
  return at
}

function writeText(instance: Instance, text: string): number {
  return writeBytes(instance, new TextEncoder().encode(text))
}

/** Are two values the same: the same object, or the same primitive? */
export function same({ instance: { view } }: Interpreter, a: Pointer, b: Pointer): boolean {
  return (
    view.getUint32(a, true) === view.getUint32(b, true) &&
    view.getUint32(a + 4, true) === view.getUint32(b + 4, true)
  )
}

/** The error that a call threw, or 0 when `result` is not an exception. */
export function thrownBy({ instance, context }: Interpreter, result: Pointer): Pointer {
  return instance.native.resolveException(context, result)
}

/** Serialises a value; undefined when it holds what cannot be serialised (the exception is cleared). */
export function serialise(interpreter: Interpreter, value: Pointer): Uint8Array | undefined {
  const { instance, context } = interpreter
  const { native, memory } = instance
  const buffer = native.encode(context, value)
  if (thrownBy(interpreter, buffer) !== 0) return undefined
  const at = native.getArrayBuffer(context, buffer)
  const length = native.getArrayBufferLength(context, buffer)
  const bytes = room(length)
  bytes.set(memory.subarray(at, at + length))
  native.freeValue(context, buffer)
  return bytes
}

/** Gives up a pointer to a value, and the value if nothing else holds it. */
export function release({ instance, context }: Interpreter, value: Pointer): void {
  instance.native.freeValue(context, value)
}

/** Builds the value that bytes hold. Of the bytes themselves nothing stays in the heap. */
export function deserialise(interpreter: Interpreter, bytes: Uint8Array): Pointer {
  const { instance, context } = interpreter
  const { native, memory } = instance
  const at = writeBytes(instance, bytes)
  const buffer = native.newArrayBuffer(context, at, bytes.length)
  const value = native.decode(context, buffer)
  if (thrownBy(interpreter, value) !== 0)
    throw new InterpreterFault('the interpreter could not read the input')
  memory.fill(0, at, at + bytes.length)
  native.freeValue(context, buffer)
  return value
}
