// The machine: one interpreter in one thread that runs invocations one after the other, each in a heap restored from the
// image of its object's code.
//
//   restore image → read input → arm → handler (and its promises) → collect → serialise → compare → reply
import { TAG } from '../values/format.ts'
import { type Outline, outline } from '../values/outline.ts'
import { ValueError } from '../values/value.ts'
import { type Changes, changesBetween } from './changes.ts'
import { figure } from './exhaustion.ts'
import { invalidValue, pending, sourceTooLarge } from './failures.ts'
import { HANDLERS, judge, type Verdict, WITHOUT_HANDLER } from './handlers.ts'
import { capture, type HeapImage, restore } from './image.ts'
import { type Instance, instantiate } from './instance.ts'
import {
  call,
  deserialise,
  type Interpreter,
  MODULE_NAME,
  type Pointer,
  serialise,
  setUp,
  thrownBy
} from './interpreter.ts'
import { encodeItems, overlay } from './items.ts'
import { InvocationMeter } from './meter.ts'
import {
  type ErrorCode,
  type InvocationError,
  InvocationFailure,
  type MachineReply,
  type MachineRequest
} from './outcome.ts'
import { checkLoading, loadProgram, type Program } from './program.ts'
import { describe, position, readTexts, settle, whereabouts } from './running.ts'

export class Machine {
  readonly #interpreter: Interpreter
  readonly #instance: Instance
  readonly #empty: HeapImage
  readonly #programs = new Map<string, Program>()
  readonly #imageBytes: number
  #kept = 0
  // The image of the last invocation, if its handler ended in an orderly way.
  #undisturbed: HeapImage | undefined

  /** @param imageBytes how many bytes of images to keep */
  constructor(module: WebAssembly.Module, imageBytes: number) {
    this.#instance = instantiate(module)
    this.#interpreter = setUp(this.#instance)
    this.#empty = capture(this.#instance)
    this.#imageBytes = imageBytes
  }

  /** Runs one invocation. Never throws for what the object did. */
  run(request: MachineRequest): MachineReply {
    const started = performance.now()
    const meter = new InvocationMeter(this.#instance, request.limits)
    try {
      const program = this.#program(request)
      const result = this.#event(program, request, meter)
      return { ok: true, ...result, handlers: program.handlers, usage: meter.usage(started) }
    } catch (stopped) {
      const error = meter.explain(stopped, handlerName(request))
      const located = LOCATED.has(error.code) && request.type !== 'load' ? this.#locate(error, meter) : error
      return { ok: false, error: located, usage: meter.usage(started) }
    }
  }

  #program(request: MachineRequest): Program {
    const { hash, code, limits } = request
    let program = this.#programs.get(hash)
    if (program === undefined) {
      const size = Buffer.byteLength(code)
      if (size > limits.sourceBytes) throw new InvocationFailure(sourceTooLarge(size, limits))
      this.#undisturbed = undefined
      program = loadProgram(this.#interpreter, this.#empty, code, limits)
      this.#kept += program.bytes
    } else {
      if (program.sourceBytes > limits.sourceBytes) {
        throw new InvocationFailure(sourceTooLarge(program.sourceBytes, limits))
      }
      checkLoading(program, limits)
      this.#programs.delete(hash)
    }
    this.#programs.set(hash, program)
    this.#evict(hash)
    return program
  }

  #evict(current: string): void {
    for (const [hash, program] of this.#programs) {
      if (this.#kept <= this.#imageBytes || hash === current) return
      this.#programs.delete(hash)
      this.#kept -= program.bytes
    }
  }

  #event(program: Program, request: MachineRequest, meter: InvocationMeter) {
    const { type } = request
    if (type === 'load') meter.loaded(program.used)
    const initial = type === 'load' || type === 'put'
    const items = initial ? overlay(program, request) : []
    const method = type === 'load' ? undefined : program.methods.get(HANDLERS[type])
    if (method === undefined) {
      return {
        decision: WITHOUT_HANDLER[type],
        frame: initial ? encodeItems([items[0], items[1], undefined, undefined], request.limits) : undefined,
        stateChanged: initial || type === 'update',
        localChanged: false
      }
    }
    const frame = initial ? encodeItems(items, request.limits) : request.frame
    return this.#handler(program, { ...request, frame }, method, meter)
  }

  #handler(program: Program, request: MachineRequest, method: Pointer, meter: InvocationMeter) {
    const interpreter = this.#interpreter
    const { bootstrap, undefinedValue } = interpreter
    const { type } = request
    restore(this.#instance, program.image, this.#undisturbed === program.image)
    this.#undisturbed = undefined
    meter.begin()
    this.#setWorld(request)
    const frame = deserialise(interpreter, request.frame)
    call(interpreter, bootstrap.prepare, undefinedValue, [frame])
    const { native } = this.#instance
    const given = {
      self: native.getIndex(interpreter.context, frame, 0),
      first: native.getIndex(interpreter.context, frame, 2),
      second: native.getIndex(interpreter.context, frame, 3)
    }
    meter.beginHandler()
    const settled = settle(interpreter, call(interpreter, method, given.self, [given.first, given.second]))
    if (settled.state === 'pending') throw new InvocationFailure(pending(HANDLERS[type as 'get']))
    if (settled.state === 'thrown')
      throw new InvocationFailure(this.#thrown(HANDLERS[type as 'get'], settled.value, meter))
    meter.endHandler()
    const outcome = this.#collect(request, judge(interpreter, type, given, settled.value))
    this.#undisturbed = program.image
    return outcome
  }

  // The clock, and the seed of Math.random, which the context keeps as 64 bits that must not all be zero.
  #setWorld({ type, time, seed }: MachineRequest): void {
    const { host, view } = this.#instance
    host.clock = type === 'merge' ? undefined : time
    view.setBigUint64(this.#interpreter.randomAt, seed === 0n ? 1n : seed, true)
  }

  #thrown(handler: string, value: Pointer, meter: InvocationMeter): InvocationError {
    meter.beginDescription()
    const { name, message, stack } = describe(this.#interpreter, value)
    const text = name === '' ? message : `${name}: ${message}`
    return { code: 'HANDLER_THREW', message: `${handler} threw ${text}`, handler, stack, ...position(stack) }
  }

  // Where the program was when a budget ran out.
  #locate(error: InvocationError, meter: InvocationMeter): InvocationError {
    if (error.handler === undefined) return error
    const exhausted = error.code === 'INSTRUCTIONS_EXCEEDED'
    meter.beginDescription()
    const stack = whereabouts(this.#interpreter, exhausted)
    const place = position(stack)
    if (place === undefined) return error
    return {
      ...error,
      message: `${error.message}, near ${MODULE_NAME}:${place.line}:${place.column}`,
      stack,
      ...place
    }
  }

  #collect(request: MachineRequest, verdict: Verdict) {
    const interpreter = this.#interpreter
    const { bootstrap, undefinedValue } = interpreter
    const { decision } = verdict
    const collected = call(interpreter, bootstrap.collect, undefinedValue, [verdict.state, verdict.reply])
    if (thrownBy(interpreter, collected) !== 0)
      throw new InvocationFailure(invalidValue('the outcome could not be read'))
    const bytes = serialise(interpreter, collected)
    if (bytes === undefined)
      throw new InvocationFailure(
        invalidValue(
          this.#inspect(collected) || 'the outcome holds a Proxy or another object that cannot be copied'
        )
      )
    const after = outline(bytes)
    if (after.items.length === 1)
      throw new InvocationFailure(invalidValue(readTexts(interpreter, collected)?.[0] ?? ''))
    this.#check(request, after, collected)
    if (decision === 'refuse') return { decision, frame: bytes, stateChanged: false, localChanged: false }
    const changes = this.#changes(request, after)
    // A put creates the state, from the code's own data if from nothing else.
    return {
      decision,
      frame: bytes,
      ...changes,
      stateChanged: changes.stateChanged || request.type === 'put'
    }
  }

  #changes(request: MachineRequest, after: Outline): Changes {
    try {
      return changesBetween(outline(request.frame), after)
    } catch (error) {
      if (error instanceof ValueError) throw new InvocationFailure(invalidValue(error.message))
      throw error
    }
  }

  #check({ limits }: MachineRequest, after: Outline, collected: Pointer): void {
    PARTS.forEach((name, index) => {
      const item = after.items[index]!
      if (index < 2 && item.tag !== TAG.object)
        throw new InvocationFailure(invalidValue(`${name} is not a plain object`))
      if (item.size > limits.stateBytes) {
        throw new InvocationFailure({
          code: 'STATE_TOO_LARGE',
          message: `${name} takes ${figure(item.size)} of ${figure(limits.stateBytes)} bytes`,
          limit: 'stateBytes',
          used: item.size,
          allowed: limits.stateBytes
        })
      }
    })
    if (!after.items.some((item) => item.nested)) return
    const problem = this.#inspect(collected)
    if (problem !== '') throw new InvocationFailure(invalidValue(problem))
  }

  // What in the outcome is not a value, found by the bootstrap's walk; '' when there is nothing.
  #inspect(collected: Pointer): string {
    const interpreter = this.#interpreter
    const [problem] =
      readTexts(
        interpreter,
        call(interpreter, interpreter.bootstrap.examine, interpreter.undefinedValue, [collected])
      ) ?? []
    return problem ?? ''
  }
}

const LOCATED: ReadonlySet<ErrorCode> = new Set([
  'INSTRUCTIONS_EXCEEDED',
  'STEPS_EXCEEDED',
  'MEMORY_EXCEEDED',
  'STACK_EXCEEDED'
])

const PARTS = ['the state', 'local', 'the reply'] as const

function handlerName(request: MachineRequest): string {
  return request.type === 'load' ? 'loading the module' : HANDLERS[request.type]
}
