import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: "Calls the sandbox's own code with hardly any stack or memory left, so that it stops half way.",
  stoppedBy: ['STACK_EXCEEDED', 'MEMORY_EXCEEDED', 'ok', 'HANDLER_THREW', 'VALUE_INVALID'],
  cases: {
    'comet.log at the bottom': get`const f = () => { try { f() } finally { comet.log('x') } }; f()`,
    'comet.deleteSelf at the bottom': get`const f = (n) => { comet.deleteSelf(); f(n + 1) }; try { f(0) } catch {} return (function g () { g() })()`,
    'Math.random at the bottom': get`const f = () => Math.random() + f(); f()`,
    'log with hardly any memory': get`const a = []; try { for (let i = 0; i < 3000; i++) a.push([i]) } catch {} comet.log('x'.repeat(2000)); for (;;) a.push(comet.log)`,
    'reply with hardly any memory': get`const all = 'x'.repeat(95000); return all.length`,
    'reply when the stack was deep': get`const f = (n) => n ? f(n - 1) : { deep: 1 }; return f(1200)`,
    'error when memory is short': get`const a = []; for (let i = 0; i < 1400; i++) a.push([i]); throw new Error('x'.repeat(20000))`
  }
}
