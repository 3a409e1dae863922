import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Sorts with comparators that never end, lie, answer at random, or change what is being sorted.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    endless: get`const a = Array.from({ length: 100 }, (_, i) => i); a.sort(() => { for (;;); })`,
    lying: get`const a = Array.from({ length: 800 }, (_, i) => i); for (;;) a.sort(() => 1)`,
    inconsistent: get`const a = Array.from({ length: 800 }, (_, i) => i); for (;;) a.sort(() => Math.random() - 0.5)`,
    'cyclic order': get`const a = Array.from({ length: 600 }, (_, i) => i % 3); for (;;) a.sort((x, y) => (x - y + 4) % 3 - 1)`,
    NaN: get`const a = Array.from({ length: 800 }, (_, i) => -i); for (;;) a.sort(() => NaN)`,
    mutating: get`const a = Array.from({ length: 300 }, (_, i) => i); for (;;) a.sort((x, y) => { a.length = 300; a[x] = y; return y - x })`,
    'comparator that sorts': get`const a = [3, 1, 2]; for (;;) a.sort(() => [2, 1].sort((x, y) => x - y)[0])`,
    'items whose texts never end': get`['a', { toString () { for (;;); } }].sort()`,
    'great length': get`Array.prototype.sort.call({ length: 2 ** 53 - 1 })`,
    'great length of a proxy': get`Array.prototype.sort.call(new Proxy({ length: 2 ** 53 - 1 }, { has: () => false }))`
  }
}
