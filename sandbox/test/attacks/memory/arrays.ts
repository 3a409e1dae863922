import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Grows arrays by pushes, holes, spreads, flattening and length.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    'join of a huge array': get`new Array(1e9) + ''`,
    'Array.from': get`Array.from({ length: 1e9 })`,
    'spread of an endless generator': get`function * g () { for (;;) yield 1 } [...g()]`,
    fill: get`new Array(1e6).fill(0)`,
    'sparse becomes dense': get`const a = []; a.length = 1e6; for (let i = 0; i < 1e6; i++) a[i] = { i }`,
    holes: get`const a = []; for (let i = 0; ; i += 1000) a[i] = i`,
    unshift: get`const a = []; for (;;) a.unshift(1, 2, 3)`,
    splice: get`const a = [1]; for (;;) a.splice(0, 0, ...a)`,
    'concat of itself': get`let a = [1]; for (;;) a = a.concat(a)`,
    flat: get`let a = []; for (let i = 0; i < 3000; i++) a = [a]; a.flat(Infinity)`,
    'flat of shared parts': get`let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; a.flat(Infinity)`,
    flatMap: get`let a = [1]; for (;;) a = a.flatMap((x) => [x, x])`,
    spread: get`let a = [1]; for (;;) a = [...a, ...a]`,
    'array of arrays': get`const make = () => [make, []]; const all = []; for (;;) all.push(make())`,
    keys: get`[...new Array(1e7).keys()]`,
    'entries of a text': get`Object.entries('x'.repeat(50000))`
  }
}
