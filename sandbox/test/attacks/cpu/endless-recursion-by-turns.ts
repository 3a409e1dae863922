import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Endless work that never deepens the stack: functions that hand themselves on to a trampoline, a queue or a promise.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    trampoline: get`const even = (n) => () => odd(n + 1), odd = (n) => () => even(n + 1); let step = even(0); for (;;) step = step()`,
    'queue of thunks': get`const queue = []; const f = () => queue.push(f); queue.push(f); while (queue.length) queue.shift()()`,
    'then of then': get`return new Promise((resolve) => { const f = () => Promise.resolve().then(f).then(f); f() })`,
    'finally chains': get`const f = () => { Promise.resolve().finally(f) }; f(); return new Promise(() => {})`
  }
}
