import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Compiles code at run time, again and again, or code that never ends.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'HANDLER_THREW'],
  cases: {
    Function: get`Function('for (;;);')()`,
    eval: get`eval('for (;;);')`,
    indirect: get`(0, eval)('for (;;);')`,
    GeneratorFunction: get`for (const x of (function * () {}).constructor('for (;;);')());`,
    AsyncFunction: get`return (async () => {}).constructor('for (;;);')()`,
    AsyncGeneratorFunction: get`return (async function * () {}).constructor('for (;;) await 1')().next()`,
    'compile again and again': get`for (;;) Function('a', 'return a + 1')`,
    'compile something long': get`const s = 'x=1;'.repeat(2000); for (;;) eval(s)`,
    'many variables': get`const s = 'var ' + Array.from({ length: 900 }, (_, i) => 'v' + i).join(); for (;;) Function(s)`,
    'many parameters': get`const s = Array.from({ length: 900 }, (_, i) => 'v' + i).join(); for (;;) Function(s, '')`,
    comments: get`const s = '/*' + '*'.repeat(40000) + '*/'; for (;;) eval(s)`,
    with: get`Function('o', 'with (o) for (;;) x')({ x: 1 })`,
    'the text of a function': get`const f = Function('/*' + 'x'.repeat(20000) + '*/'); for (;;) f.toString()`,
    'direct eval in a scope': get`const a = 1; for (;;) eval('a')`
  }
}
