import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Allocates small things of every kind for ever, and keeps them.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    objects: get`const a = []; for (;;) a.push({})`,
    'linked list': get`let l = null; for (;;) l = { l }`,
    texts: get`const a = []; for (let i = 0; ; i++) a.push('s' + i)`,
    symbols: get`const a = []; for (;;) a.push(Symbol())`,
    'symbols with long descriptions': get`const a = []; for (let i = 0; ; i++) a.push(Symbol('d'.repeat(100) + i))`,
    'property names': get`const o = {}; for (let i = 0; ; i++) o['k' + i] = 1`,
    closures: get`const a = []; for (;;) a.push(() => a)`,
    classes: get`const a = []; for (;;) a.push(class { #x = 1; static y = 2 })`,
    promises: get`for (;;) Promise.resolve().then(() => {})`,
    'microtasks that breed': get`const f = () => { Promise.resolve().then(f); Promise.resolve().then(f) }; f(); return new Promise(() => {})`,
    'promises that wait for each other': get`const f = () => Promise.resolve().then(f); return f()`,
    generators: get`function * g () { yield 1 } const a = []; for (;;) { const x = g(); x.next(); a.push(x) }`,
    'async functions that hang': get`for (;;) (async () => { await new Promise(() => {}) })()`,
    'regular expressions': get`const a = []; for (let i = 0; ; i++) a.push(new RegExp('x' + i))`,
    dates: get`const a = []; for (;;) a.push(new Date(0))`,
    'errors with stacks': get`const a = []; for (;;) a.push(new Error('x'))`,
    boxed: get`const a = []; for (;;) a.push(Object(1n), Object('x'), Object(Symbol.iterator))`,
    'numbers that are not small': get`const a = []; for (;;) a.push(Object(Math.random()))`,
    'big integers': get`const a = []; for (let i = 2n ** 64n; ; i++) a.push(i)`,
    'small buffers': get`const a = []; for (;;) a.push(new Uint8Array(8))`,
    'views of one buffer': get`const a = [], b = new ArrayBuffer(8); for (;;) a.push(new DataView(b))`,
    'maps of maps': get`const a = []; for (;;) a.push(new Map([[1, new Set([2])]]))`,
    iterators: get`const a = [], m = new Map(); for (;;) a.push(m.entries(), a.values())`,
    arguments: get`const a = []; (function () { for (;;) a.push((function () { return arguments })(1, 2, 3)) })()`,
    'template objects': get`const tag = (s) => s, a = []; for (;;) a.push(eval('tag\`a\${1}b\`'))`,
    'modules that do not exist': get`for (let i = 0; ; i++) import('m' + i).catch(() => {})`
  }
}
