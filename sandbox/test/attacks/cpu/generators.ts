import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Suspends and resumes generators in odd orders: within themselves, in their own return, across yields of each other.',
  stoppedBy: [
    'INSTRUCTIONS_EXCEEDED',
    'STEPS_EXCEEDED',
    'MEMORY_EXCEEDED',
    'STACK_EXCEEDED',
    'HANDLER_THREW'
  ],
  cases: {
    'resumes itself': get`const g = (function * () { for (;;) { try { g.next() } catch {} yield 1 } })(); for (;;) g.next()`,
    'return that yields': get`const g = (function * () { for (;;) try { yield 1 } finally { yield 2; continue } })(); for (;;) g.return()`,
    'throw that is caught': get`const g = (function * () { for (;;) try { yield 1 } catch {} })(); g.next(); for (;;) g.throw(1)`,
    'delegation chain': get`function * g (n) { if (n) yield * g(n - 1); else for (;;) yield 1 } for (const x of g(100));`,
    'delegation that deepens': get`function * g () { yield 1; yield * g() } for (const x of g());`,
    'async delegation': get`async function * g () { yield 1; yield * g() } return (async () => { for await (const x of g()); })()`,
    'queue of requests': get`const g = (async function * () { for (;;) yield 1 })(); for (;;) g.next()`
  }
}
