import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Recurses through the compiler: each level parses, compiles and runs another.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STACK_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    eval: get`const f = () => eval('f()'); f()`,
    'that catches': get`const f = () => eval('f()'); for (;;) try { f() } catch {}`,
    Function: get`const f = () => Function('f', 'f()')(f); f()`,
    'default parameter': get`Function('f', 'a = f(f)', '')(function f (g) { return Function('f', 'a = f(f)', '')(g) })`,
    'template in eval': get`globalThis.f = () => eval('\`\${f()}\`'); f()`,
    'static block': get`globalThis.f = () => eval('class A { static { f() } }'); f()`
  }
}
