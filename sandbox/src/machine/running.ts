// Running things in the heap and learning what came of it: promises are driven to their end, thrown things become texts.
import { openMessage, ValueReader } from '../values/decode.ts'
import { MAX_TEXT } from './bootstrap.ts'
import { AttemptEnded, ClockForbidden, InterpreterFault } from './instance.ts'
import { call, type Interpreter, MODULE_NAME, type Pointer, serialise, thrownBy } from './interpreter.ts'

export type Settled =
  | { readonly state: 'returned' | 'thrown'; readonly value: Pointer }
  | { readonly state: 'pending' }

/** Drains the job queue; if `result` is a promise, answers what it came to. */
export function settle(interpreter: Interpreter, result: Pointer): Settled {
  const { instance, context, runtime } = interpreter
  const { native } = instance
  const thrown = thrownBy(interpreter, result)
  if (thrown !== 0) return { state: 'thrown', value: thrown }
  while (native.isJobPending(runtime) !== 0) native.runJobs(runtime, -1, interpreter.argumentsAt)
  switch (native.promiseState(context, result)) {
    case PROMISE.pending:
      return { state: 'pending' }
    case PROMISE.fulfilled:
      return { state: 'returned', value: native.promiseResult(context, result) }
    case PROMISE.rejected:
      return { state: 'thrown', value: native.promiseResult(context, result) }
    default:
      return { state: 'returned', value: result }
  }
}

const PROMISE = { pending: 0, fulfilled: 1, rejected: 2 } as const

export interface Description {
  readonly name: string
  readonly message: string
  readonly stack: string
  /** The `code` of an error that has one of the usual form, as those of refused calls have; '' otherwise. */
  readonly code: string
}

/** What was thrown, as texts that the heap itself made, within the budget that is armed. */
export function describe(interpreter: Interpreter, thrown: Pointer): Description {
  const { bootstrap } = interpreter
  const found = attempt(interpreter, bootstrap.describe, [thrown])
  const [name = '', message = UNREADABLE, stack = '', code = ''] = found
  return {
    name,
    message: name === '' && message === '' ? UNREADABLE : message,
    stack: ownLines(stack),
    code: CODE.test(code) ? code : ''
  }
}

/** What a thrown code may look like: a word that can stand in a message and a table, whatever the object made it of. */
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/

const UNREADABLE = 'something that could not be described'

/**
 * The stack of whatever was running when a budget ran out. Its frames still lie on the C stack, so the interpreter can be
 * asked once more; its heap may be in the middle of anything, so every failure just means that there is no answer.
 *
 * @param atProgramCounter did it stop between two instructions? Then the meter knows where.
 */
export function whereabouts(interpreter: Interpreter, atProgramCounter: boolean): string {
  const { instance, runtime, bootstrap } = interpreter
  const { view, meters } = instance
  const frame = view.getUint32(runtime + CURRENT_FRAME, true)
  if (atProgramCounter && frame !== 0) {
    // The interpreter keeps the place behind the instruction, and only writes it down when it calls something.
    view.setUint32(frame + FRAME_PROGRAM_COUNTER, meters.programCounter.value + 1, true)
  }
  const [stack = ''] = attempt(interpreter, bootstrap.whereabouts, [])
  return ownLines(stack)
}

// Offsets in this build of the runtime's current frame, and of the frame's program counter.
const CURRENT_FRAME = 148
const FRAME_PROGRAM_COUNTER = 28

// Calls a function of the bootstrap that answers with texts. The heap is restored before anything else runs in it, so a
// budget that runs out here, or an interpreter that stumbles over its own half-done work, does no harm.
function attempt(interpreter: Interpreter, target: Pointer, operands: readonly Pointer[]): string[] {
  try {
    return readTexts(interpreter, call(interpreter, target, interpreter.undefinedValue, operands)) ?? []
  } catch (stopped) {
    // An attempt has less for it, and must not tell less.
    if (isStumble(stopped) && !interpreter.instance.host.attempted) return []
    throw stopped
  }
}

/** Whether it is what a program may bring the interpreter to, rather than a bug of ours. */
export function isStumble(stopped: unknown): boolean {
  return STUMBLES.some((kind) => stopped instanceof kind)
}

const STUMBLES = [WebAssembly.RuntimeError, RangeError, InterpreterFault, ClockForbidden, AttemptEnded]

function ownLines(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !line.includes('(sandbox'))
    .join('\n')
}

/** The items of an array of texts, as much of each as is kept. */
export function readTexts(interpreter: Interpreter, texts: Pointer): string[] | undefined {
  if (thrownBy(interpreter, texts) !== 0) return undefined
  const bytes = serialise(interpreter, texts)
  if (bytes === undefined) return undefined
  const message = openMessage(bytes)
  const reader = new ValueReader(message)
  return Array.from({ length: message.length }, () => reader.text().slice(0, MAX_TEXT))
}

/** The first place in the object's own source that a stack mentions. */
export function position(stack: string): { line: number; column: number } | undefined {
  const start = stack.indexOf(`${MODULE_NAME}:`)
  if (start < 0) return undefined
  const [line, column] = stack
    .slice(start + MODULE_NAME.length + 1, start + MODULE_NAME.length + 24)
    .split(':')
  const place = { line: Number.parseInt(line ?? '', 10), column: Number.parseInt(column ?? '', 10) }
  return Number.isInteger(place.line) && Number.isInteger(place.column) ? place : undefined
}
