import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Forges the place that the sandbox tells, or makes it impossible to tell.',
  stoppedBy: ['HANDLER_THREW', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'forged stack': get`throw { stack: '    at f (object.aso.js:99999999:1)' }`,
    negative: get`throw { stack: 'object.aso.js:-1:-1' }`,
    enormous: get`throw { stack: 'object.aso.js:' + '9'.repeat(400) + ':1' }`,
    'not numbers': get`throw { stack: 'object.aso.js:a:b' }`,
    "the sandbox's own lines": get`throw { stack: 'at x (sandbox:1:1)\nat y (sandbox.js)\nat z (object.aso.js:2:3)' }`,
    sourceURL: get`return eval('throw new Error(1)\n//# sourceURL=object.aso.js:5:5')`,
    'in evaluated code': get`Function('throw new Error("x")')()`,
    'in evaluated code without end': get`Function('\n\n\nfor (;;);')()`,
    'in a native callback': get`[1].map(() => { throw new Error('x') })`,
    'syntax error at run time': get`eval('(')`
  }
}
