import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers what contains itself, or what is small in the heap and enormous when it is written out.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'STEPS_EXCEEDED', 'STATE_TOO_LARGE'],
  cases: {
    cycle: get`const a = {}; a.a = a; return a`,
    'cycle of an array': get`const a = [1]; a.push(a); return a`,
    'cycle through the state': get`this.self = this`,
    'cycle through local': get`local.self = local`,
    'reply that holds the state': get`return { state: this, local }`,
    'reply that holds the caller': get`return { caller, again: caller }`,
    'shared doubling': get`let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a`,
    'shared doubling of objects': get`let a = { x: 1 }; for (let i = 0; i < 40; i++) a = { a, b: a }; return a`,
    'shared doubling of nothing': get`let a = []; for (let i = 0; i < 60; i++) a = [a, a]; return a`,
    'shared in the state': get`let a = ['x'.repeat(9000)]; this.a = Array(50).fill(a)`,
    'shared bytes': get`const b = new Uint8Array(60000); return [b, b.subarray(0), b]`,
    'shared across state, local and reply': get`const a = ['x'.repeat(5000)]; this.a = a; local.a = a; return a`,
    'shared within the limit': get`const a = [1, 2, 3]; return Array(20).fill(a)`,
    'shared deep': get`let a = [1]; for (let i = 0; i < 30; i++) a = [a]; return Array(60).fill(a)`,
    'mutual cycle between state and local': get`this.l = local; local.s = this`
  }
}
