import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Learns nothing from the order in which things happen: jobs run in one order only.',
  stoppedBy: ['ok'],
  cases: {
    races: [
      {
        code: get`return Promise.race([new Promise((f) => f(1)), (async () => 2)(), Promise.resolve(3)])`,
        replies: 1
      }
    ],
    interleaving: [
      {
        code: get`const out = []; const run = async (n) => { for (let i = 0; i < 3; i++) { await null; out.push(n) } }; return Promise.all([run('a'), run('b')]).then(() => out.join(''))`,
        replies: 'ababab'
      }
    ],
    'a counter beside a job': [
      {
        code: get`let n = 0, done = false; const count = async () => { while (!done) { n++; await null } }; count(); return (async () => { for (let i = 0; i < 50; i++) await null; done = true; return n })()`,
        replies: undefined
      }
    ],
    "counting another's work by what remains": [1, 2].map(() => ({
      code: get`const a = comet.remaining(); JSON.stringify(new Array(500)); return a - comet.remaining()`,
      replies: undefined
    })),
    'native work does not show': [
      {
        code: get`const cost = (n) => { const s = 'x'.repeat(n), a = comet.remaining(); s.indexOf('y'); return a - comet.remaining() }; return cost(10) === cost(20000)`,
        replies: true
      }
    ]
  }
}
