import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Uses weak references, weak maps and finalizers to keep, revive or multiply what is gone.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'weak references': get`const a = []; for (;;) a.push(new WeakRef({}))`,
    finalizers: get`const r = new FinalizationRegistry(() => {}); const a = []; for (;;) { const o = {}; a.push(o); r.register(o, 1) }`,
    'finalizers that allocate': get`const kept = []; const r = new FinalizationRegistry((x) => kept.push(new Array(100).fill(x))); for (;;) r.register({}, 1)`,
    'finalizers that revive': get`const kept = []; const r = new FinalizationRegistry((x) => { const o = {}; kept.push(o); r.register(o, x); r.register({}, x) }); r.register({}, 1); for (;;) kept.push([])`,
    unregister: get`const r = new FinalizationRegistry(() => {}), t = {}; for (;;) r.register({}, 1, t)`,
    'weak map of itself': get`const w = new WeakMap(); let k = {}; for (;;) { const n = {}; w.set(k, n); w.set(n, k); k = n; w.set(Symbol(), [k]) }`,
    'weak keys that keep each other': get`const w = new WeakMap(), a = []; for (;;) { const o = {}; w.set(o, o); a.push(o) }`,
    'weak set': get`const w = new WeakSet(), a = []; for (;;) { const o = {}; w.add(o); a.push(o) }`,
    'symbols as keys': get`const w = new WeakMap(); const a = []; for (;;) { const s = Symbol(); w.set(s, 1); a.push(s) }`
  }
}
