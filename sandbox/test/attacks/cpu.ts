// Attacks on the processor: endless and nearly endless work, in bytecode and inside native built-ins.
import type { Attacks } from './support.ts'

export const CPU: Attacks = {
  'endless loop': 'for (;;);',
  'endless loop that catches': 'for (;;) try { for (;;); } catch {} finally { continue }',
  'indexOf over 2^53': 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
  'includes over 2^53': 'Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)',
  'reverse over 2^53': 'Array.prototype.reverse.call({ length: 2 ** 53 - 1 })',
  'every over 2^53': 'Array.prototype.every.call({ length: 2 ** 53 - 1 }, Boolean)',
  'lastIndexOf over 2^53': 'Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)',
  'copyWithin over 2^53': 'Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1)',
  'great power': '3n ** 100000000n',
  'growing product': 'let a = 3n; for (;;) a *= a',
  'catastrophic regular expression': '/(a+)+$/.test("a".repeat(40) + "b")',
  'catastrophic alternatives': '/^(a|a)*$/.test("a".repeat(40) + "b")',
  backreferences: '/^(.*)(.*)(.*)(.*)\\1\\2\\3x$/.test("a".repeat(500))',
  'endless comparator': 'const a = Array.from({ length: 100 }, (_, i) => i); a.sort(() => { for (;;); })',
  'lying comparator': 'const a = Array.from({ length: 800 }, (_, i) => i); for (;;) a.sort(() => 1)',
  'endless generator': 'function * g () { for (;;) yield 1 } for (const x of g());',
  'endless fromEntries':
    'Object.fromEntries({ [Symbol.iterator]: () => ({ next: () => ({ value: [1, 1] }) }) })',
  'endless await': 'return (async () => { for (;;) await 1 })()',
  'endless queueMicrotask chain':
    'const f = () => { Promise.resolve().then(f) }; f(); return new Promise(() => {})',
  'compare long texts':
    'const a = "a".repeat(30000) + "b", b = "a".repeat(30000) + "c"; for (;;) if (a === b) break',
  'fill a buffer again and again': 'const a = new Uint8Array(50000); for (;;) a.fill(1)',
  'copy a buffer again and again': 'const a = new Uint8Array(50000); for (;;) a.copyWithin(1, 0)',
  'set a buffer again and again':
    'const a = new Uint8Array(20000), b = new Uint8Array(20000); for (;;) a.set(b)',
  'format numbers': 'for (;;) (1.1).toFixed(100)',
  'parse dates': 'for (;;) Date.parse("2020-01-01T00:00:00Z")',
  'throw deep errors': 'const f = (n) => n ? f(n - 1) : new Error().stack; for (;;) f(100)',
  'function constructor': 'Function("for (;;);")()',
  'getter on a prototype':
    'Object.defineProperty(Object.prototype, "x", { get () { for (;;); } }); return {}.x',
  'proxy whose keys never end': 'return new Proxy({}, { ownKeys () { for (;;); } })'
}
