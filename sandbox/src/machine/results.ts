// What a handler left, as messages: collected in the heap, serialised natively, checked on the host in one pass over the
// bytes, and compared with what was there before. None of the object's code runs: neither collecting nor serialising
// calls anything that it could have replaced.
import { openMessage, ValueReader } from '../values/decode.ts'
import { TAG } from '../values/format.ts'
import { type Outline, outline } from '../values/outline.ts'
import { SizeError, ValueError } from '../values/value.ts'
import { MAX_ACTIONS } from './bootstrap.ts'
import type { Running } from './chains.ts'
import { sameFirst, stateChanged } from './changes.ts'
import { invalidValue, notPlain, partTooLarge, valueFailure } from './failures.ts'
import { joinMessages } from './frame.ts'
import type { Verdict } from './handlers.ts'
import { call, type Interpreter, type Pointer, release, serialise } from './interpreter.ts'
import type { InvocationMeter } from './meter.ts'
import { InvocationFailure, type MachineRequest } from './outcome.ts'
import { readTexts } from './running.ts'

/**
 * @param untouched is the state known to be as it was?
 * @throws InvocationFailure when something in it is not a value, or is too large
 */
export function results(
  interpreter: Interpreter,
  meter: InvocationMeter,
  { decision, state, reply }: Verdict,
  { request, object, event }: Running,
  untouched: boolean
) {
  const { bootstrap, undefinedValue } = interpreter
  const refused = decision === 'refuse'
  const same = refused || untouched
  const writer = new Writer(interpreter, meter, request, {
    state: same ? undefinedValue : call(interpreter, bootstrap.wrap, undefinedValue, [state]),
    rest: call(interpreter, bootstrap.collect, undefinedValue, [reply]),
    calls: undefinedValue
  })
  // What replaces the object may be a value without code, and those are of any kind.
  const replaced = request.type === 'update' && decision === 'accept'
  const changed = same ? NOTHING : writer.state(object, replaced)
  const rest = writer.rest()
  return {
    decision,
    frame: joinMessages(changed, rest.bytes),
    stateChanged: changed.length > 0,
    localChanged: !refused && !sameFirst(event, rest)
  }
}

/** The message of what the handler asks of its host since it was last asked for it. @throws InvocationFailure */
export function requests(
  interpreter: Interpreter,
  meter: InvocationMeter,
  request: MachineRequest
): Uint8Array {
  const { bootstrap, undefinedValue } = interpreter
  const calls = call(interpreter, bootstrap.requested, undefinedValue, [])
  const parts = { state: undefinedValue, rest: undefinedValue, calls }
  const bytes = new Writer(interpreter, meter, request, parts).calls()
  release(interpreter, calls)
  return bytes
}

interface Parts {
  readonly state: Pointer
  readonly rest: Pointer
  readonly calls: Pointer
}

const NOTHING = new Uint8Array()
const STRANGE = 'the outcome holds a Proxy or another object that cannot be copied'

class Writer {
  readonly #interpreter: Interpreter
  readonly #meter: InvocationMeter
  readonly #request: MachineRequest
  readonly #parts: Parts

  constructor(interpreter: Interpreter, meter: InvocationMeter, request: MachineRequest, parts: Parts) {
    this.#interpreter = interpreter
    this.#meter = meter
    this.#request = request
    this.#parts = parts
  }

  /** The state's message; empty when it is what it was. A put creates the state, from the code's own data if from nothing else. */
  state(object: Uint8Array, ofAnyKind: boolean): Uint8Array {
    const bytes = this.#serialised(this.#parts.state)
    const created = this.#request.type === 'put'
    if (sameFirst(object, bytes)) return created ? bytes : NOTHING
    this.#checked(bytes, ['the state'], ofAnyKind)
    try {
      return created || stateChanged(object, bytes, this.#request.limits.stateBytes) ? bytes : NOTHING
    } catch (error) {
      throw valueFailure(error)
    }
  }

  rest(): Outline {
    return this.#checked(this.#serialised(this.#parts.rest), ['local', 'the reply', 'the actions'])
  }

  calls(): Uint8Array {
    const names = Array.from({ length: MAX_ACTIONS }, (_, index) => `call ${index + 1}`)
    return this.#checked(this.#serialised(this.#parts.calls), names).bytes
  }

  #serialised(part: Pointer): Uint8Array {
    const bytes = serialise(this.#interpreter, part)
    if (bytes === undefined) throw new InvocationFailure(invalidValue(this.#examined() || STRANGE))
    return bytes
  }

  #checked(bytes: Uint8Array, names: readonly string[], ofAnyKind = false): Outline {
    const { limits } = this.#request
    const found = outline(bytes)
    if (found === undefined)
      throw new InvocationFailure(invalidValue(this.#examined() || problemIn(bytes, names)))
    const { items } = found
    if (!ofAnyKind && items[0] !== undefined && items[0].tag !== TAG.object)
      throw new InvocationFailure(notPlain(names[0]!))
    for (let index = 0; index < items.length; index++) {
      const { size } = items[index]!
      if (size > limits.stateBytes) throw new InvocationFailure(partTooLarge(names[index]!, size, limits))
    }
    return found
  }

  // What in the outcome is not a value, found by the bootstrap's walk; '' when there is nothing.
  #examined(): string {
    const interpreter = this.#interpreter
    const { state, rest, calls } = this.#parts
    this.#meter.beginDescription()
    try {
      const found = call(interpreter, interpreter.bootstrap.examine, interpreter.undefinedValue, [
        state,
        rest,
        calls
      ])
      return readTexts(interpreter, found)?.[0] ?? ''
    } catch (stopped) {
      if (stopped instanceof WebAssembly.RuntimeError && !interpreter.instance.host.attempted) return ''
      throw stopped
    }
  }
}

// What the reader of values, which knows paths, says about a message.
function problemIn(bytes: Uint8Array, names: readonly string[]): string {
  try {
    const reader = new ValueReader(openMessage(bytes))
    for (const name of names) reader.next(name, bytes.length)
  } catch (error) {
    if (error instanceof ValueError || error instanceof SizeError) return error.message
    throw error
  }
  return 'the outcome holds what is not a value'
}
