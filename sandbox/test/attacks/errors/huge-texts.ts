import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Throws errors with huge messages, names, stacks and causes.',
  stoppedBy: ['HANDLER_THREW', 'MEMORY_EXCEEDED'],
  cases: {
    message: get`throw new Error('x'.repeat(50000))`,
    name: get`const e = new Error('x'); e.name = 'n'.repeat(50000); throw e`,
    stack: get`const e = new Error('x'); e.stack = 'object.aso.js:1:1\n'.repeat(3000); throw e`,
    'all three': get`const s = 'y'.repeat(30000); throw { name: s, message: s, stack: s }`,
    text: get`throw 'x'.repeat(90000)`,
    'function of a long name': get`const f = { ['f'.repeat(20000)] () { null.x } }; f['f'.repeat(20000)]()`,
    'many lines': get`const f = (n) => n ? f(n - 1) : null.x; f(1000)`,
    aggregate: get`throw new AggregateError(Array.from({ length: 300 }, (_, i) => new Error('e' + i)), 'many')`,
    'chain of causes': get`let e; for (let i = 0; i < 200; i++) e = new Error('e' + i, { cause: e }); throw e`,
    'cause of itself': get`const e = new Error('x'); e.cause = e; e.errors = [e]; throw e`,
    'missing property of a long name': get`null['x'.repeat(50000)]`,
    'unknown variable of a long name': get`return eval('v'.repeat(20000))`,
    'big integer': get`throw { message: 3n ** 3000n }`
  }
}
