import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Makes errors with deep stacks, long messages and chains of causes, without end.',
  stoppedBy: ['STEPS_EXCEEDED', 'INSTRUCTIONS_EXCEEDED', 'MEMORY_EXCEEDED', 'STACK_EXCEEDED'],
  cases: {
    'deep stacks': get`const f = (n) => n ? f(n - 1) : new Error().stack; for (;;) f(100)`,
    causes: get`let e; for (;;) e = new Error('x', { cause: e })`,
    'cause that never ends': get`new Error('x', { get cause () { for (;;); } })`,
    'message that never ends': get`new Error({ toString () { for (;;); } })`,
    toString: get`Error.prototype.toString.call({ get name () { for (;;); } })`,
    'caught without end': get`for (;;) try { null.x } catch {}`,
    'long names of functions': get`const f = { ['x'.repeat(9000)] () { return new Error().stack } }['x'.repeat(9000)]; for (;;) f()`,
    'names that are looked up': get`const f = () => new Error().stack; Object.defineProperty(f, 'name', { get () { for (;;); } }); for (;;) f()`,
    prepareStackTrace: get`Error.prepareStackTrace = () => { for (;;); }; for (;;) new Error().stack`
  }
}
