import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets maps and sets compare, hash and combine without end.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    'union with an endless set-like': get`new Set([1]).union({ size: Infinity, has: () => true, keys: () => ({ next: () => ({ value: 1 }) }) })`,
    isSupersetOf: get`new Set([1]).isSupersetOf({ size: 1, has: () => true, keys: () => ({ next: () => ({ value: 1 }) }) })`,
    'difference of a great size': get`const s = new Set(Array.from({ length: 900 }, (_, i) => i)); for (;;) s.difference({ size: Infinity, has: () => false, keys () {} })`,
    symmetricDifference: get`new Set([1]).symmetricDifference({ size: 1, has: () => true, keys: () => ({ next: () => ({ value: 2 }) }) })`,
    isDisjointFrom: get`const s = new Set([1]); s.isDisjointFrom({ size: 0, has: () => false, keys: () => ({ next: () => ({ value: 2 }) }) })`,
    'intersection that feeds itself': get`const s = new Set([0]); s.intersection({ size: 9, has (x) { s.delete(x); s.add(x + 1); return true }, keys () {} })`,
    'colliding numbers': get`const m = new Map(); for (let i = 0; i < 1200; i++) m.set(i * 2 ** 32, i); for (;;) m.get(1199 * 2 ** 32)`,
    'colliding bigints': get`const m = new Map(); for (let i = 0n; i < 500n; i++) m.set(i << 64n, i); for (;;) m.get(499n << 64n)`,
    'colliding floats': get`const m = new Map(); for (let i = 1; i < 900; i++) m.set(i + 2 ** -30, i); for (;;) m.has(0.5)`,
    'long texts as keys': get`const m = new Map(), s = 'x'.repeat(30000); for (let i = 0; ; i++) m.get(s + (i % 2))`,
    'long bigints as keys': get`const m = new Map([[3n ** 9000n, 1]]); for (;;) m.get(3n ** 9000n)`,
    groupBy: get`const a = new Array(3000).fill(1); for (;;) Map.groupBy(a, Object)`,
    'getOrInsertComputed that never ends': get`new Map().getOrInsertComputed(1, () => { for (;;); })`,
    'getOrInsertComputed that inserts': get`const m = new Map(); for (let i = 0; ; i++) { m.getOrInsertComputed(i, () => { m.clear(); return 1 }) }`,
    'clear in forEach': get`const m = new Map([[1, 1]]); m.forEach(() => { m.clear(); m.set(1, 1) })`
  }
}
