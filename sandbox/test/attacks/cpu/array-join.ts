import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Joins what is long, what contains itself, and what is shared so often that its text grows without bound.',
  stoppedBy: ['STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'STACK_EXCEEDED'],
  cases: {
    'empty separators': get`Array.prototype.join.call({ length: 2 ** 53 - 1 }, '')`,
    'huge and sparse': get`new Array(2 ** 32 - 1).join('')`,
    'contains itself': get`const a = [1]; a.push(a, a, a, a); return a.join()`,
    'shared parts': get`let a = ['x']; for (let i = 0; i < 40; i++) a = [a, a]; return String(a)`,
    'shared empty parts': get`let a = []; for (let i = 0; i < 60; i++) a = [a, a]; return a.join('')`,
    locale: get`Array.prototype.toLocaleString.call({ length: 2 ** 53 - 1 })`
  }
}
