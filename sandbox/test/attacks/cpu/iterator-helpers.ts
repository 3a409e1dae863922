import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Chains iterator helpers over endless sources, and drops, takes and flattens without end.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'STACK_EXCEEDED'],
  cases: {
    toArray: get`Iterator.from({ next: () => ({ value: 1 }) }).toArray()`,
    'filter that finds nothing': get`Iterator.from({ next: () => ({ value: 1 }) }).filter(() => false).next()`,
    'native filter': get`Iterator.from({ next: Object }).filter(Number.isNaN).next()`,
    drop: get`Iterator.from({ next: () => ({ value: 1 }) }).drop(Infinity).next()`,
    'drop with a native next': get`Iterator.from({ next: Object }).drop(2 ** 53 - 1).next()`,
    'take of drop': get`Iterator.from({ next: Object }).drop(2 ** 52).take(2 ** 52).toArray()`,
    flatMap: get`Iterator.from({ next: Object }).flatMap(() => []).next()`,
    'flatMap of itself': get`const f = () => Iterator.from([1]).flatMap(f); f().next()`,
    reduce: get`Iterator.from({ next: Object }).reduce(Math.max, 0)`,
    some: get`Iterator.from({ next: Object }).some(Number.isNaN)`,
    every: get`Iterator.from({ next: Object }).every(Object)`,
    find: get`Iterator.from({ next: Object }).find(Number.isNaN)`,
    forEach: get`Iterator.from({ next: Object }).forEach(Object)`,
    'map of map': get`let i = Iterator.from({ next: Object }); for (let n = 0; n < 300; n++) i = i.map(Object); for (;;) i.next()`,
    concat: get`Iterator.concat(...new Array(500).fill([])).toArray(); for (;;) Iterator.concat([1], [2]).toArray()`,
    'deep chain': get`let i = Iterator.from([]); for (;;) i = i.drop(1); i.next()`
  }
}
