import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Makes a new hidden shape for each object, so that what is kept for speed costs more than the objects.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'each its own names': get`for (let i = 0; ; i++) { const o = {}; for (let k = 0; k < 9; k++) o['n' + i + '_' + k] = 1 }`,
    'orders of the same names': get`const a = []; for (let i = 0; ; i++) { const o = {}; for (let k = 0; k < 8; k++) o['p' + (i >> k & 1 ? k : 7 - k)] = 1; a.push(o) }`,
    prototypes: get`const a = []; for (;;) { const p = {}; a.push(Object.create(p)) }`,
    dictionaries: get`const o = {}; for (let i = 0; ; i++) { o['k' + i] = 1; delete o['k' + (i - 1)]; o['j' + i] = {} }`,
    accessors: get`const o = {}; for (let i = 0; ; i++) o.__defineGetter__('k' + i, () => i)`,
    'a site that sees everything': get`const f = (o) => o.x; const a = []; for (let i = 0; ; i++) { const o = { ['y' + i]: 1, x: 1 }; a.push(o); f(o) }`
  }
}
