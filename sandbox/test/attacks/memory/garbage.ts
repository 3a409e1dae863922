import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Makes more garbage than the limit, in cycles: it is collected, and only what is held counts.',
  stoppedBy: ['ok', 'INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    cycles: get`for (let i = 0; i < 1500; i++) { const a = { i }; a.a = a }`,
    'cycles through closures': get`for (let i = 0; i < 900; i++) { const o = {}; o.f = () => o }`,
    'cycles through maps': get`for (let i = 0; i < 900; i++) { const m = new Map(); m.set(m, m) }`,
    'dropped texts': get`for (let i = 0; i < 900; i++) 'x'.repeat(9000)`,
    'cycles through promises': get`for (let i = 0; i < 300; i++) { let r; const p = new Promise((f) => { r = f }); p.r = r; p.p = p }`,
    'cycles of generators': get`for (let i = 0; i < 400; i++) { const g = (function * () { yield g })(); g.next() }`
  }
}
