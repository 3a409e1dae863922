import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: "Uses the engine's hooks for stack traces to run code when the sandbox makes or reads errors.",
  stoppedBy: ['ok', 'HANDLER_THREW', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'prepareStackTrace never ends': get`Error.prepareStackTrace = () => { for (;;); }; Error.prototype.name = { toString () { for (;;); } }; throw new Error('x')`,
    'prepareStackTrace with frames': get`let seen; Error.prepareStackTrace = (e, frames) => { seen = frames.map((f) => [String(f.getFunctionName()), String(f.getFileName()), typeof f.getFunction]); return 'mine' }; new Error('x').stack; return seen ?? null`,
    'prepareStackTrace reaches functions': get`let found = 0; Error.prepareStackTrace = (e, frames) => { for (const f of frames ?? []) for (const k of ['getThis', 'getFunction']) try { if (f[k]?.()) found++ } catch {} }; try { comet.log(Symbol.iterator, { toString () { throw new Error('x') } }) } catch (e) { e.stack } return found`,
    stackTraceLimit: get`Error.stackTraceLimit = Infinity; return typeof new Error('x').stack`,
    'stackTraceLimit that throws': get`Object.defineProperty(Error, 'stackTraceLimit', { get () { throw 1 } }); null.x`,
    captureStackTrace: get`const o = {}; Error.captureStackTrace?.(o); return typeof o.stack`,
    'captureStackTrace of a proxy': get`Error.captureStackTrace?.(new Proxy({}, { defineProperty () { throw 1 } })); return 1`,
    'stack of the bootstrap': get`try { comet.log(Symbol.iterator, { toString () { throw new Error('x') } }) } catch (e) { return e.stack }`,
    'prepareStackTrace when a budget runs out': get`Error.prepareStackTrace = () => { for (;;); }; for (;;);`,
    'message of Error.prototype': get`Object.defineProperty(Error.prototype, 'message', { get () { for (;;); } }); throw new Error()`,
    'stack of Error.prototype': get`Object.defineProperty(Error.prototype, 'stack', { get () { for (;;); } }); throw new Error('x')`,
    'Error replaced': get`globalThis.Error = globalThis.TypeError = class { constructor () { for (;;); } }; null.x`,
    'setter of stack': get`Object.defineProperty(Object.prototype, 'stack', { set () { throw 1 }, get () { return 'object.aso.js:7:7' } }); throw {}`
  }
}
