import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: "Recurses without end in the program's own functions, also where it catches and tries again.",
  stoppedBy: ['STACK_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    plain: get`const f = () => f() + 1; f()`,
    'that catches': get`const f = () => { try { return f() + 1 } catch { return f() } }; f()`,
    'in finally': get`const f = () => { try { f() } finally { f() } }; f()`,
    mutual: get`const a = () => b() + 1, b = () => a() + 1; a()`,
    'with many arguments': get`const f = (...all) => f(...all, 1) + 1; f()`,
    'with many locals': get`Function('f', 'return f(f)')(Function('f', Array.from({ length: 300 }, (_, i) => 'let v' + i + ' = 1').join(';') + ';return f(f) + 1'))`,
    'of classes': get`class A { constructor () { this.a = new A() } } new A()`,
    'of super': get`class A { m () { return this.m() } } class B extends A { m () { return super.m() + 1 } } new B().m()`,
    'of field initializers': get`class A { a = new A() } new A()`,
    'of default parameters': get`const f = (a = f()) => a; f()`,
    'of spread': get`const f = () => [...f()]; f()`,
    'of templates': get`const f = () => \`\${f()}\`; f()`,
    'of tagged templates': get`const f = () => f\`x\` + 1; f()`,
    'of async functions': get`const f = async () => { await f() }; return f()`,
    'of generators': get`function * g () { yield * g() } [...g()]`,
    'of the Y combinator': get`const f = (x) => (v) => x(x)(v); f(f)(1)`,
    'of a method called by the sandbox': module`export default { onGet () { return this.onGet() + 1 } }`
  }
}
