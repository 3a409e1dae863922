// Every bound of the sandbox, with its unit, default and derivation.
//
// A limit either belongs to an invocation (`Limits`: a caller may set it for the whole sandbox or for one call) or to the
// sandbox as a whole (`SANDBOX_LIMITS`). A limit that is exceeded ends the invocation with a typed error and leaves
// nothing behind.

export interface Limits {
  /** Bytecode instructions of a handler and everything it awaits. Comet's figure: 100,000. */
  readonly instructions: number
  /**
   * Native steps: inside the interpreter, the entry of a function is 2, the pass of a loop 1 or 2, a copy 1 and 1 for
   * each 64 bytes (docs/metering.md). The attack suite's lasting steps cost 2 to 5 ns, so 2,000,000 are about 10 ms of CPU
   * at the most. 100,000 plain instructions take a few hundred thousand.
   */
  readonly steps: number
  /** Bytes of heap beyond the object's code: its state, `local`, the event, and whatever the handler allocates. */
  readonly memoryBytes: number
  /** Bytes of C stack. A call of a JavaScript function takes about 190, so 256 KiB are some 1,300 nested calls. */
  readonly stackBytes: number
  /** Encoded bytes of the state, of `local`, and of the reply, each. Comet's figure for an object: 100 KB. */
  readonly stateBytes: number
  /** Bytecode instructions for evaluating the module, once. Most modules spend fewer than 100. */
  readonly loadInstructions: number
  /**
   * Native steps for parsing, compiling and evaluating the module, once: about 40 a byte of honest source, so 64 KiB fit
   * easily. At 5 ns these are 20 ms. With 10 ms for the handler's steps and, at the default of `memoryBytes`, 6 ms for
   * reading the input and writing the outcome, no invocation takes more than 36 ms, loading included.
   */
  readonly loadSteps: number
  /** Bytes of heap for the parsed and compiled module beyond an empty heap: source, bytecode and constants. */
  readonly loadMemoryBytes: number
  /** UTF-8 bytes of source. */
  readonly sourceBytes: number
  /** Milliseconds after which a worker that does not answer is replaced. Never the rule: steps end first. */
  readonly wallClockMs: number
}

export const DEFAULT_LIMITS: Limits = {
  instructions: 100_000,
  steps: 2_000_000,
  memoryBytes: 100_000,
  stackBytes: 262_144,
  stateBytes: 102_400,
  loadInstructions: 100_000,
  loadSteps: 4_000_000,
  loadMemoryBytes: 1_000_000,
  sourceBytes: 65_536,
  wallClockMs: 1000
}

/** What callers may raise a limit to; beyond these the derivations above and the heap's size no longer hold. */
export const MAXIMAL_LIMITS: Limits = {
  instructions: 1_000_000_000,
  steps: 2_000_000_000,
  memoryBytes: 4_000_000,
  stackBytes: 1_048_576,
  stateBytes: 1_000_000,
  loadInstructions: 1_000_000_000,
  loadSteps: 2_000_000_000,
  loadMemoryBytes: 4_000_000,
  sourceBytes: 1_000_000,
  wallClockMs: 60_000
}

/** Defaults overlaid with `overrides`. @throws RangeError for what is not an integer between 1 and the maximum */
export function resolveLimits(base: Limits, overrides: Partial<Limits> | undefined): Limits {
  if (overrides === undefined) return base
  const limits: Record<string, number> = { ...base }
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue
    const most = MAXIMAL_LIMITS[name as keyof Limits]
    if (most === undefined) throw new RangeError(`there is no limit named ${name}`)
    if (!Number.isInteger(value) || value < 1 || value > most) {
      throw new RangeError(`the limit ${name} must be an integer from 1 to ${most}, not ${value}`)
    }
    limits[name] = value
  }
  return limits as unknown as Limits
}

/**
 * What an invocation may take that is attempted in the caller's own thread (pool/attempts.ts); what would take more runs in a
 * worker instead. At 4 ns a step and 8 an instruction the handler takes 160 µs at the most, reading its input, writing its
 * outcome and telling why it threw 80 µs each: less than half a millisecond for which the thread is held.
 */
export const ATTEMPT = {
  /** Lower ones of the caller's hold. */
  limits: {
    instructions: 10_000,
    steps: 20_000,
    memoryBytes: 32_768,
    stackBytes: 65_536,
    stateBytes: 4_096,
    loadInstructions: 5_000,
    /** A code of some 8 KB, once: 0.8 ms. */
    loadSteps: 200_000,
    loadMemoryBytes: 65_536,
    sourceBytes: 8_192
  },
  /** Bytes of state, `local` and event together. */
  frameBytes: 8_192,
  /** Bytes of images of code and of code with state that are kept for it, each. */
  imageBytes: 8_388_608,
  /** Steps of an attempt that do not count as holding the thread: 40 µs. */
  freeSteps: 10_000,
  /** Steps beyond these that all attempts may take in a millisecond: 50 µs, 5 % of the thread. A second's worth may be taken at once. */
  stepsPerMs: 12_500,
  /** Milliseconds for which a code is not attempted again that took more than it may; twice as many after each such attempt. */
  restMs: 1_000,
  mostRestMs: 64_000,
  /** Codes of which that is remembered. */
  resting: 1_024,
  /** Microseconds that an attempt is taken to have used at the most, whatever the clock says: the rest is another process's. */
  microseconds: 2_000
} as const

export const SANDBOX_LIMITS = {
  /** Invocations that may wait; more are answered BUSY. 10,000 of the smallest take about 0.1 s to work off. */
  queued: 10_000,
  /** Invocations of one fairness key that may wait, so that no key can fill the queue alone. */
  queuedPerKey: 2_000,
  /** Invocations that a worker is given ahead: enough to keep it busy while the caller's thread is at something else. */
  aheadPerWorker: 128,
  /**
   * Microseconds of work that a worker is given ahead, as far as recent invocations of the same codes tell. An object that
   * costs its full budget each time thus delays others by the one invocation that is running, not by 128. One that takes
   * this much longer than expected makes the worker hand back what waits behind it.
   */
  aheadMicroseconds: 2_000,
  /** Bytes of images of objects' code that a worker keeps: at 8 KB for a small one, some 4,000 codes. */
  imageBytes: 33_554_432,
  /** Bytes of images of code with state that a worker keeps: at about 90 KB for a state of 10 KB, some 370 hot objects. */
  stateImageBytes: 33_554_432,
  /**
   * Bytes of an object's message from which on its state gets an image. Building a smaller one takes 2 µs more than finding its
   * image in place, and 5 less than putting it in the place of another object's, which a node with many objects did for each event.
   */
  builtBytes: 512,
  /**
   * Handlers that may wait for their host in one worker. Each costs what it touched, about 10 KB for a small one, so that
   * as a rule their number is reached first.
   */
  chains: 2_000,
  /** Bytes of all of them. One that fills its memory takes about 100 KB, so 300 of those fit. */
  chainBytes: 33_554_432,
  /**
   * Milliseconds that a chain may take altogether: a backstop for callers that never answer. The longest that a handler
   * should wait is the time of a few quorum reads, seconds at worst.
   */
  chainMs: 60_000,
  /** Attempts at loading a code, and what they came to, that a worker remembers: at most about 5 KB each. */
  attempts: 1_000,
  /** MiB of native stack of a worker: the interpreter's deepest recursion within `stackBytes` must fit. */
  stackMegabytes: 16
} as const
