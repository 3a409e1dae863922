// The machine: one interpreter in one thread that runs invocations one after the other, each in a heap restored from the
// image of its object's code, or of its code with its state.
//
//   restore image → read object → read event → handler (and its promises) → collect → serialise → compare → reply
//        └── with the state in it, if kept ──────┘
import { ATTEMPT, type Limits, SANDBOX_LIMITS } from '../limits.ts'
import { openMessage, ValueReader } from '../values/decode.ts'
import { type Chain, Chains, type Running } from './chains.ts'
import { isRepeatable } from './chance.ts'
import { digests } from './digests.ts'
import { chainLost, pending } from './failures.ts'
import { joinMessages, splitMessages } from './frame.ts'
import { HANDLERS, judge, WITHOUT_HANDLER } from './handlers.ts'
import { Images } from './image.ts'
import { AttemptEnded, type Instance, instantiate } from './instance.ts'
import { call, deserialise, type Interpreter, type Pointer, release, setUp, thrownBy } from './interpreter.ts'
import { overlay, restAlone, stateAlone } from './items.ts'
import { ATTEMPT_CHORES, InvocationMeter } from './meter.ts'
import {
  type ErrorCode,
  type EventType,
  InvocationFailure,
  type MachineReply,
  type MachineRequest
} from './outcome.ts'
import { Preparation } from './preparation.ts'
import type { Program } from './program.ts'
import { Programs } from './programs.ts'
import { located, threw } from './reporting.ts'
import { requests, results } from './results.ts'
import { isStumble, settle } from './running.ts'
import { States } from './states.ts'

/** What comes of one part of an invocation. */
type Part = Omit<MachineReply & { ok: true }, 'ok' | 'handlers' | 'usage'>

export class Machine {
  readonly #instance: Instance
  readonly #interpreter: Interpreter
  readonly #images: Images
  readonly #programs: Programs
  readonly #states: States
  readonly #preparation: Preparation
  readonly #chains = new Chains()

  /**
   * @param imageBytes how many bytes of images of code to keep
   * @param stateImageBytes and of images with state
   * @param builtBytes objects whose messages are shorter get no image with their state
   */
  constructor(
    module: WebAssembly.Module,
    imageBytes: number,
    stateImageBytes: number = SANDBOX_LIMITS.stateImageBytes,
    builtBytes: number = SANDBOX_LIMITS.builtBytes
  ) {
    this.#instance = instantiate(module)
    this.#interpreter = setUp(this.#instance)
    this.#instance.host.compute = digests(this.#interpreter)
    this.#images = new Images(this.#instance)
    this.#states = new States(stateImageBytes)
    this.#preparation = new Preparation(this.#interpreter, this.#images, this.#states, builtBytes)
    this.#programs = new Programs(this.#interpreter, this.#images, imageBytes, (evicted) =>
      this.#states.forget(evicted)
    )
  }

  /** Bytes of what the machine keeps from one invocation to the next. */
  get kept(): { readonly programs: number; readonly states: number; readonly chains: number } {
    return { programs: this.#programs.bytes, states: this.#states.bytes, chains: this.#chains.bytes }
  }

  /** Runs one invocation, or one part of a chain. Never throws for what the object did. */
  run(request: MachineRequest): MachineReply {
    const started = performance.now()
    if (!isEvent(request)) return this.#again(request, started)
    const meter = new InvocationMeter(this.#instance, request.limits)
    try {
      const program = this.#programs.get(request)
      return this.#ended(program, this.#event(program, request, meter), meter, started)
    } catch (stopped) {
      return this.#stopped(stopped, handlerName(request.type), meter, started)
    }
  }

  /**
   * Runs an invocation if it is a short one, and tells how many steps that took in all. No reply: it would take more than ATTEMPT
   * allows, waits for its host, or fails otherwise than by an error of its own. Nothing of it remains then. A reply is the one
   * that `run` gives, to the last count.
   */
  attempt(request: Running['request']): { readonly reply?: MachineReply; readonly steps: number } {
    const started = performance.now()
    const short = { ...request, limits: shortened(request.limits) }
    const { host } = this.#instance
    const { loads } = this.#programs
    const meter = new InvocationMeter(this.#instance, short.limits, undefined, ATTEMPT_CHORES)
    const steps = () => meter.steps + (this.#programs.loads - loads) * ATTEMPT.limits.loadSteps
    host.attempted = true
    try {
      const program = this.#programs.get(short)
      const reply = this.#ended(program, this.#event(program, short, meter), meter, started)
      return { reply, steps: steps() }
    } catch (stopped) {
      if (!(stopped instanceof InvocationFailure || isStumble(stopped))) throw stopped
      if (!(stopped instanceof InvocationFailure && OWN_ERRORS.has(stopped.error.code)))
        return { steps: steps() }
      return { reply: this.#stopped(stopped, handlerName(request.type), meter, started), steps: steps() }
    } finally {
      host.attempted = false
    }
  }

  #again({ chain: number, type, frame }: MachineRequest, started: number): MachineReply {
    const chain = this.#chains.take(number)
    if (chain === undefined || type === 'drop') return { ok: false, error: chainLost(), usage: NO_USAGE }
    const { program, request } = chain.running
    const meter = new InvocationMeter(this.#instance, request.limits, chain.used)
    try {
      return this.#ended(program, this.#resume(chain, frame, meter), meter, started)
    } catch (stopped) {
      return this.#stopped(stopped, handlerName(request.type), meter, started)
    }
  }

  #ended({ handlers }: Program, part: Part, meter: InvocationMeter, started: number): MachineReply {
    this.#images.ended()
    return { ok: true, ...part, handlers, usage: meter.usage(started) }
  }

  #stopped(stopped: unknown, handler: string, meter: InvocationMeter, started: number): MachineReply {
    const { inHandler } = meter
    if (stopped instanceof InvocationFailure && stopped.used !== undefined) meter.loaded(stopped.used)
    const error = meter.explain(stopped, handler)
    const placed = inHandler ? located(this.#interpreter, meter, error) : error
    return { ok: false, error: placed, usage: meter.usage(started) }
  }

  #event(program: Program, request: Running['request'], meter: InvocationMeter): Part {
    const { type } = request
    if (type === 'load') meter.loaded(program.used)
    const { first, second: event } = splitMessages(request.frame)
    const initial = type === 'load' || type === 'put'
    const object = initial ? overlay(program, first, request) : first
    const method = type === 'load' ? undefined : program.methods.get(HANDLERS[type])
    if (method !== undefined) return this.#handle(program, request, object, event, method, meter)
    return {
      decision: WITHOUT_HANDLER[type],
      frame: initial ? joinMessages(stateAlone(object, request), restAlone(event, request)) : undefined,
      stateChanged: initial || type === 'update',
      localChanged: false,
      repeatable: true
    }
  }

  #handle(
    program: Program,
    request: Running['request'],
    object: Uint8Array,
    event: Uint8Array,
    method: Pointer,
    meter: InvocationMeter
  ): Part {
    this.#setClock(request)
    const { self, first, second, words } = this.#preparation.prepare(program, request, object, event, meter)
    this.#instance.host.asked = 0
    meter.beginHandler()
    const result = call(this.#interpreter, method, self, [first, second])
    return this.#advance(
      { program, request, object, event, self, first, result, words, outstanding: NONE, asked: 0 },
      meter
    )
  }

  // Goes on with a chain: settles the promises of what was answered.
  #resume({ running, image }: Chain, frame: Uint8Array, meter: InvocationMeter): Part {
    const interpreter = this.#interpreter
    const { bootstrap, undefinedValue } = interpreter
    const { first, second: results } = splitMessages(frame)
    const ids = new ValueReader(openMessage(first)).next('the ids', first.length) as readonly number[]
    this.#images.restore(image)
    this.#setClock(running.request)
    this.#instance.host.asked = running.asked
    meter.beginInput(running.program.image.memory)
    const answers = deserialise(interpreter, results)
    meter.beginHandler()
    const answered = call(interpreter, bootstrap.answer, undefinedValue, [answers])
    const thrown = thrownBy(interpreter, answered)
    if (thrown !== 0)
      throw new InvocationFailure(threw(interpreter, meter, handlerName(running.request.type), thrown))
    release(interpreter, answered)
    release(interpreter, answers)
    const outstanding = running.outstanding.difference(new Set(ids))
    return this.#advance({ ...running, words: undefined, outstanding }, meter)
  }

  // Runs what can run, and then either ends or suspends the chain. It ends when the handler has come to its end and all
  // that it asked for was answered, so everything it began is over before its outcome is released.
  #advance(running: Running, meter: InvocationMeter): Part {
    const interpreter = this.#interpreter
    const { request, self, words } = running
    const { type } = request
    const settled = settle(interpreter, running.result)
    if (settled.state === 'thrown') {
      throw new InvocationFailure(threw(interpreter, meter, handlerName(type), settled.value))
    }
    const { asked } = this.#instance.host
    if (running.outstanding.size > 0 || asked > running.asked) return this.#suspend(running, asked, meter)
    if (settled.state === 'pending') throw new InvocationFailure(pending(handlerName(type)))
    meter.endHandler()
    const verdict = judge(interpreter, type, running, settled.value)
    const untouched =
      words !== undefined && type !== 'put' && verdict.state === self && this.#images.unchanged(words)
    const repeatable = asked === 0 && isRepeatable(interpreter, request)
    return { ...results(interpreter, meter, verdict, running, untouched), repeatable }
  }

  #suspend(running: Running, asked: number, meter: InvocationMeter): Part {
    const { program, request, object, event } = running
    if (this.#instance.host.attempted) throw new AttemptEnded()
    meter.endHandler()
    const frame = requests(this.#interpreter, meter, request)
    const outstanding = new Set(running.outstanding)
    for (let id = running.asked + 1; id <= asked; id++) outstanding.add(id)
    this.#chains.add(request.chain, {
      running: {
        ...running,
        request: { ...request, frame: NO_BYTES },
        object: object.slice(),
        event: event.slice(),
        words: undefined,
        outstanding,
        asked
      },
      image: this.#images.capture(program.image),
      used: meter.used
    })
    return { decision: 'wait', frame, stateChanged: false, localChanged: false, repeatable: false }
  }

  #setClock({ type, time }: MachineRequest): void {
    const { host } = this.#instance
    host.clock = type === 'merge' ? undefined : time
    host.clockRead = false
  }
}

/** What an invocation fails with whatever its limits are. */
const OWN_ERRORS: ReadonlySet<ErrorCode> = new Set(['HANDLER_THREW', 'VALUE_INVALID', 'PROMISE_PENDING'])

// Callers as a rule give the same limits each time.
const SHORTENED = new WeakMap<Limits, Limits>()

function shortened(limits: Limits): Limits {
  const known = SHORTENED.get(limits)
  if (known !== undefined) return known
  const lower = { ...limits }
  for (const [name, most] of Object.entries(ATTEMPT.limits) as [keyof typeof ATTEMPT.limits, number][])
    Object.assign(lower, { [name]: Math.min(most, limits[name]) })
  SHORTENED.set(limits, lower)
  return lower
}

function isEvent(request: MachineRequest): request is Running['request'] {
  return request.type !== 'resume' && request.type !== 'drop'
}

function handlerName(type: EventType): string {
  return type === 'load' ? 'loading the module' : HANDLERS[type]
}

const NONE: ReadonlySet<number> = new Set()
const NO_BYTES = new Uint8Array()
const NO_USAGE = { instructions: 0, steps: 0, memory: 0, microseconds: 0 }
