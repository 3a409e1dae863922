import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Builds data that is too deep to be freed, copied, compared or read by recursion.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STACK_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    'JSON of deep brackets': get`JSON.parse('['.repeat(100000))`,
    'deep list dropped': get`const a = []; for (;;) { let l = null; for (let i = 0; i < 700; i++) l = { l }; if (a.length < 2) a.push(l); else a.push([a]) }`,
    'bound functions': get`let f = () => 1; for (;;) f = f.bind()`,
    prototypes: get`let o = {}; for (;;) o = Object.create(o)`,
    proxies: get`let p = {}; for (;;) p = new Proxy(p, {})`,
    'handlers of proxies': get`let p = {}; for (;;) p = new Proxy({}, p)`,
    closures: get`let f = () => 1; for (;;) { const g = f; f = () => g }`,
    promises: get`let p = Promise.resolve(1); for (;;) p = p.then(() => p)`,
    thenables: get`let t = 1; for (;;) { const u = t; t = { then: (f) => f(u) } }`,
    causes: get`let e; for (;;) e = new Error('', { cause: e })`,
    'maps as keys': get`let m = new Map(); for (;;) m = new Map([[m, m]])`,
    classes: get`let C = class {}; for (;;) C = class extends C {}`,
    'a deep one freed at once': get`let a = []; for (let i = 0; i < 1400; i++) a = [a]; a = null; for (;;) { let l = []; for (let i = 0; i < 1000; i++) l = [l] }`
  }
}
