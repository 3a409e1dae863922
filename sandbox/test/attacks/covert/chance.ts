import { event } from '../../support.ts'
import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Tries to read from, or write to, the stream of random numbers across invocations and objects.',
  stoppedBy: ['ok'],
  cases: {
    'the same for the same seed': [
      { code: get`return Math.random()`, replies: undefined },
      { code: get`for (let i = 0; i < 99; i++) Math.random(); return 1` },
      {
        code: get`const a = []; for (let i = 0; i < 3; i++) a.push(Math.random()); return a.length`,
        replies: 3
      }
    ],
    'drawn before has no effect': [
      { code: get`return Math.random() === Math.random()`, replies: false },
      { code: module`export default { onPut () { this.r = Math.random() } }`, event: event('put') },
      { code: module`export default { onPut () { this.r = Math.random() } }`, event: event('put') }
    ],
    "order of a sort without a comparator's wish": get`return [5, 3, 1].sort(() => Math.random() - 0.5).length`,
    'seeds that are empty, long and odd': ['', 'x'.repeat(9000), '\ud800', '\0'].map((seed) => ({
      code: get`const r = Math.random(); return r >= 0 && r < 1`,
      event: event('get', { seed }),
      replies: true
    }))
  }
}
