import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Hands endless iterators to whatever consumes one.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    'for of': get`function * g () { for (;;) yield 1 } for (const x of g());`,
    'native next': get`const next = Reflect.get.bind(null, { done: false }, 'x'); for (const x of { [Symbol.iterator]: () => ({ next: () => ({}) }) });`,
    'Object.fromEntries': get`Object.fromEntries({ [Symbol.iterator]: () => ({ next: () => ({ value: [1, 1] }) }) })`,
    'Object.groupBy': get`Object.groupBy({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }, () => 'a')`,
    Map: get`new Map({ [Symbol.iterator]: () => ({ next: () => ({ value: [1, 1] }) }) })`,
    Set: get`new Set({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    WeakSet: get`const o = {}; new WeakSet({ [Symbol.iterator]: () => ({ next: () => ({ value: o }) }) })`,
    'Promise.all': get`return Promise.all({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    'Promise.race': get`return Promise.race({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    destructuring: get`const [...all] = { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }`,
    'spread into a call': get`Math.max(...{ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    'yield star': get`function * g () { yield * { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) } } for (const x of g());`,
    'typed array': get`new Uint8Array({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    AggregateError: get`new AggregateError({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    'array that grows': get`const a = [1]; for (const x of a) a.push(x)`,
    'map that grows': get`const m = new Map([[0, 0]]); for (const [k] of m) { m.delete(k); m.set(k + 1, 0) }`,
    'set that moves': get`const s = new Set([0]); s.forEach((x) => { s.delete(x); s.add(x + 1) })`,
    'return that never ends': get`for (const x of { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return () { for (;;); } }) }) break`
  }
}
