// The interpreter as its package ships it, without meters: what it answers is what the sandbox must answer.
import {
  newQuickJSWASMModule,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule
} from 'quickjs-emscripten'

/** What a handler came to: what it answered, or `name: message` of what it threw, and where. */
export type Answer = { readonly answered: unknown } | { readonly threw: string; readonly stack: string }

/** Runs the onGet of an object's code in a runtime and context of its own. */
export async function runUnmetered(code: string, caller: unknown = { id: 'alice' }): Promise<Answer> {
  // The shipped build asks the host's clock for the offset from UTC.
  process.env.TZ = 'UTC'
  const interpreter = await nextInterpreter()
  const context = interpreter.newContext()
  context.runtime.setMaxStackSize(STACK_BYTES)
  return run(context, code, JSON.stringify(caller))
}

// A context is not taken apart after its program: the whole interpreter is dropped after so many.
const CONTEXTS = 50

// Bytes of stack at which the shipped build throws its own error. Without it, recursion ends at the host's stack, and the
// host's error goes right through the interpreter.
const STACK_BYTES = 150_000

let current: Promise<QuickJSWASMModule> | undefined
let made = 0

function nextInterpreter(): Promise<QuickJSWASMModule> {
  if (current === undefined || made++ % CONTEXTS === 0) current = newQuickJSWASMModule()
  return current
}

function run(context: QuickJSContext, code: string, caller: string): Answer {
  const loaded = context.evalCode(code, 'object.aso.js', { type: 'module' })
  if (loaded.error !== undefined) return thrown(context, loaded.error)
  const argument = context.unwrapResult(context.evalCode(`(${caller})`))
  const object = context.getProp(loaded.value, 'default')
  const answer = context.callFunction(context.getProp(object, 'onGet'), object, argument)
  if (answer.error !== undefined) return thrown(context, answer.error)
  // A job that throws ends the round, not the program.
  while (context.runtime.hasPendingJob()) context.runtime.executePendingJobs().dispose()
  const settled = context.getPromiseState(answer.value)
  switch (settled.type) {
    case 'fulfilled':
      return { answered: context.dump(settled.value) }
    case 'rejected':
      return thrown(context, settled.error)
    default:
      return { threw: 'pending', stack: '' }
  }
}

function thrown(context: QuickJSContext, error: QuickJSHandle): Answer {
  const [name, message, stack] = ['name', 'message', 'stack'].map((field) => {
    const value = context.getProp(error, field)
    return context.typeof(value) === 'undefined' ? '' : context.getString(value)
  })
  const bare = name === '' && message === ''
  return { threw: bare ? context.getString(error) : `${name}: ${message}`, stack: stack! }
}
