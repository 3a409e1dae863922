// Attacks on the stacks: recursion of the program, and of the interpreter's own C code.
import type { Attacks } from './support.ts'

export const STACK: Attacks = {
  recursion: 'const f = () => f() + 1; f()',
  'recursion that catches': 'const f = () => { try { return f() + 1 } catch { return f() } }; f()',
  'mutual recursion through sort': 'const f = () => [2, 1].sort(f); f()',
  'recursion through toString': 'const o = { toString () { return "" + o } }; "" + o',
  'recursion through a proxy': 'const p = new Proxy({}, { get: (t, k, r) => r[k] }); p.x',
  'recursion through a getter': 'const o = { get a () { return o.a } }; o.a',
  'recursion through JSON': 'const o = { toJSON: () => JSON.stringify(o) }; JSON.stringify(o)',
  'recursion through a regular expression': 'const f = () => "a".replace(/a/, f); f()',
  'recursion through Reflect.construct': 'function F () { Reflect.construct(F, []) } new F()',
  'recursion through a generator': 'function * g () { yield * g() } [...g()]',
  'recursion through eval': 'const f = () => eval("f()"); f()',
  'nested evals that catch': 'const f = () => eval("f()"); for (;;) try { f() } catch {}',
  'recursion through apply': 'const f = () => Reflect.apply(f, null, []); f()',
  'recursion through instanceof':
    'const o = { [Symbol.hasInstance] (v) { return v instanceof o } }; 1 instanceof o',
  'parser: blocks': 'eval("{".repeat(20000))',
  'parser: parentheses': 'eval("(".repeat(15000))',
  'parser: arrays': 'eval("[".repeat(5000) + "]".repeat(5000))',
  'parser: unary operators': 'eval("-".repeat(20000) + "1")',
  'parser: conditionals': 'eval("1?".repeat(15000))',
  'parser: arrows': 'eval("a=>".repeat(8000) + "1")',
  'parser: new': 'eval("new ".repeat(9000) + "a")',
  'parser: templates': 'eval("`${".repeat(15000))',
  'parser: exponents': 'eval("1**".repeat(15000) + "1")',
  'parser: destructuring': 'eval("[".repeat(15000) + "a" + "]".repeat(15000) + "=1")',
  'parser: functions': 'eval("(function(){".repeat(3000))',
  'JSON of nested arrays':
    'let a = []; for (let i = 0; i < 900; i++) a = [a]; return JSON.stringify(a).length > 1 && JSON.parse("[".repeat(9000) + "]".repeat(9000))',
  'regular expression of nested groups': 'new RegExp("(?:".repeat(8000) + ")".repeat(8000))',
  'answer of nested arrays': 'let a = []; for (let i = 0; i < 900; i++) a = [a]; return a'
}
