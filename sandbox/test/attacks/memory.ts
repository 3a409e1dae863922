// Attacks on memory: one large thing, a great many small ones, and growth inside native built-ins.
import type { Attacks } from './support.ts'

export const MEMORY: Attacks = {
  'join of a huge array': 'new Array(1e9) + ""',
  'repeat beyond the heap': '"x".repeat(2 ** 29)',
  'repeat beyond the limit': '"x".repeat(2 ** 20)',
  padEnd: '"a".padEnd(2 ** 28)',
  'spread of a huge array': '[...new Array(1e8)]',
  'apply with a huge array': 'Math.max.apply(null, { length: 65000 })',
  'spread of an endless generator': 'function * g () { for (;;) yield 1 } [...g()]',
  'large ArrayBuffer': 'new ArrayBuffer(2 ** 30)',
  'ArrayBuffer just beyond the limit': 'new ArrayBuffer(100001)',
  'resizable ArrayBuffer': 'const b = new ArrayBuffer(1, { maxByteLength: 2 ** 30 }); b.resize(2 ** 29)',
  'million tiny objects': 'const a = []; for (;;) a.push({})',
  'linked list': 'let l = null; for (;;) l = { l }',
  'many texts': 'const a = []; for (let i = 0; ; i++) a.push("s" + i)',
  'many symbols': 'const a = []; for (;;) a.push(Symbol())',
  'many property names': 'const o = {}; for (let i = 0; ; i++) o["k" + i] = 1',
  'many closures': 'const a = []; for (;;) a.push(() => a)',
  'many promises': 'for (;;) Promise.resolve().then(() => {})',
  'microtasks that breed':
    'const f = () => { Promise.resolve().then(f); Promise.resolve().then(f) }; f(); return new Promise(() => {})',
  'promises that wait for each other': 'const f = () => Promise.resolve().then(f); return f()',
  rope: 'let s = ""; for (;;) s += "abcdefghijklmnop"',
  split: '"a".repeat(50000).split("")',
  replaceAll: '"a".repeat(10000).replaceAll("a", "b".repeat(1000))',
  normalize: '"\\u0344".repeat(20000).normalize("NFD")',
  encodeURIComponent: 'encodeURIComponent("\\u1234".repeat(10000))',
  'JSON of a huge array': 'JSON.stringify(new Array(1e7))',
  'JSON of deep brackets': 'JSON.parse("[".repeat(100000))',
  'many bound functions': 'let f = () => 1; for (;;) f = f.bind()',
  'long prototype chain': 'let o = {}; for (;;) o = Object.create(o)',
  'great shift': 'let a = 1n << 900000n; return a',
  'great text of a number': '(2n ** 300000n).toString()',
  'Array.from': 'Array.from({ length: 1e9 })',
  concat: '[].concat(...new Array(100).fill(new Array(60000).fill(1)))',
  flat: 'let a = []; for (let i = 0; i < 3000; i++) a = [a]; a.flat(Infinity)',
  'regular expression with many groups':
    'new RegExp("(a)".repeat(250) + "{1,1000}".repeat(1) + "(?:b{1000}){1000}".repeat(50)).test("a"); for (const a = []; ;) a.push(new RegExp("x".repeat(500)))',
  'catches and goes on': 'const a = []; for (;;) try { a.push(new ArrayBuffer(1000)) } catch {}',
  'weak references': 'const a = []; for (;;) a.push(new WeakRef({}))',
  finalizers:
    'const r = new FinalizationRegistry(() => {}); const a = []; for (;;) { const o = {}; a.push(o); r.register(o, 1) }',
  'maps of maps': 'const a = []; for (;;) a.push(new Map([[1, new Set([2])]]))'
}
