import { event } from '../../support.ts'
import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    "Uses the count of instructions as a clock: it counts the object's own instructions and nothing else.",
  stoppedBy: ['ok'],
  cases: {
    'the same each time': [1, 2, 3].map(() => ({
      code: get`const a = comet.remaining(); for (let i = 0; i < 100; i++) Math.sqrt(i); return a - comet.remaining()`,
      replies: undefined
    })),
    'state of another size': ['', 'x'.repeat(50_000)].map((x) => ({
      code: get`return 100000 - comet.remaining()`,
      state: { x },
      replies: 4
    })),
    'caller of another size': [1, 500].map((n) => ({
      code: get`return 100000 - comet.remaining()`,
      event: event('get', { caller: { id: 'a', payload: Array(n).fill(1) } }),
      replies: 4
    }))
  }
}
