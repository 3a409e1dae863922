// Making the heap ready for a handler: the object's code, its state, the event. The state is built from its bytes, or it
// comes with the image; either way the same bytes lie in the heap before the event is read, so nothing that follows can tell.
//
//   restore the program's image → read object ─┐
//                                              ├─ read event → ready
//   restore the image with its state ──────────┘

import { openMessage, ValueReader } from '../values/decode.ts'
import { sameValue } from '../values/value.ts'
import { seedStream } from './chance.ts'
import { LARGEST_REMAINDER } from './exhaustion.ts'
import { footprint } from './footprint.ts'
import type { Images } from './image.ts'
import { call, deserialise, type Interpreter, type Pointer } from './interpreter.ts'
import type { InvocationMeter } from './meter.ts'
import type { MachineRequest } from './outcome.ts'
import type { Program } from './program.ts'
import type { States } from './states.ts'

/** Pointers to what a handler is called with. */
export interface Ready {
  readonly self: Pointer
  readonly first: Pointer
  readonly second: Pointer
  /** The state's words in the heap, if they are known to be what the image has there. */
  readonly words: Int32Array | undefined
}

const BUILT = { state: undefined, repeated: false }

export class Preparation {
  readonly #interpreter: Interpreter
  readonly #images: Images
  readonly #states: States
  readonly #builtBytes: number

  /** @param builtBytes objects whose messages are shorter are built each time */
  constructor(interpreter: Interpreter, images: Images, states: States, builtBytes: number) {
    this.#interpreter = interpreter
    this.#images = images
    this.#states = states
    this.#builtBytes = builtBytes
  }

  /**
   * @param object the object's message
   * @param event the event's
   */
  prepare(
    program: Program,
    request: MachineRequest,
    object: Uint8Array,
    event: Uint8Array,
    meter: InvocationMeter
  ): Ready {
    const interpreter = this.#interpreter
    const { bootstrap, context, undefinedValue, instance } = interpreter
    const { native } = instance
    const { limits } = request
    const base = program.image.memory
    const { state, repeated } = object.length < this.#builtBytes ? BUILT : this.#states.find(program, object)
    // If building it would go beyond the limit, it has to be built, to fail as it does.
    const kept =
      state !== undefined && state.peak + LARGEST_REMAINDER <= limits.memoryBytes ? state : undefined
    let self: Pointer
    if (kept !== undefined) {
      this.#images.restore(kept.image)
      self = kept.self
    } else {
      this.#images.restore(program.image)
      meter.beginInput(base)
      const received = deserialise(interpreter, object)
      call(interpreter, bootstrap.receive, undefinedValue, [received])
      self = native.getIndex(context, received, 0)
      this.#images.clearStack()
      if (repeated && state === undefined) this.#keep(program, object, self, meter.peak)
    }
    meter.beginInput(base)
    const prepared = deserialise(interpreter, event)
    call(interpreter, bootstrap.prepare, undefinedValue, [prepared])
    seedStream(interpreter, request)
    return {
      self,
      first: native.getIndex(context, prepared, 1),
      second: native.getIndex(context, prepared, 2),
      words: kept?.words
    }
  }

  // Keeps the heap as it is now, with the state in it and nothing else. Where the state lies is only relied on if reading
  // it there gives what it was built from.
  #keep(program: Program, object: Uint8Array, self: Pointer, peak: number): void {
    const image = this.#images.capture(program.image)
    const found = footprint(this.#interpreter, self)
    const given = new ValueReader(openMessage(object)).next('the state', object.length)!
    const words = found !== undefined && sameValue(found.value, given) ? found.words : undefined
    this.#states.keep({ program, message: object.slice(), image, self, peak, words })
  }
}
