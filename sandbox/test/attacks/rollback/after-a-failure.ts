import { event } from '../../support.ts'
import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Runs the same code again right after it was stopped half way through.',
  stoppedBy: [
    'ok',
    'INSTRUCTIONS_EXCEEDED',
    'MEMORY_EXCEEDED',
    'STACK_EXCEEDED',
    'STEPS_EXCEEDED',
    'HANDLER_THREW',
    'CODE_INVALID'
  ],
  cases: {
    instructions: [true, false, true, false].map((fail) => ({
      code: module`let n = 0; export default { onGet ({ payload }) { n++; while (payload); return n } }`,
      event: event('get', { caller: { id: 'a', payload: fail } }),
      replies: fail ? undefined : 1
    })),
    memory: [true, false].map((fail) => ({
      code: module`const all = []; export default { onGet ({ payload }) { while (payload) all.push({}); return all.length } }`,
      event: event('get', { caller: { id: 'a', payload: fail } }),
      replies: fail ? undefined : 0
    })),
    stack: [true, false].map((fail) => ({
      code: module`let n = 0; const f = () => { n++; f() }; export default { onGet ({ payload }) { if (payload) f(); return n } }`,
      event: event('get', { caller: { id: 'a', payload: fail } }),
      replies: fail ? undefined : 0
    })),
    'in a sort': [true, false].map((fail) => ({
      code: module`const a = [3, 1, 2]; export default { onGet ({ payload }) { a.sort((x, y) => { while (payload); return x - y }); return a } }`,
      event: event('get', { caller: { id: 'a', payload: fail } }),
      replies: fail ? undefined : [1, 2, 3]
    })),
    'in a promise': [true, false].map((fail) => ({
      code: module`const order = []; export default { async onGet ({ payload }) { order.push(1); await null; while (payload) await null; return order } }`,
      event: event('get', { caller: { id: 'a', payload: fail } }),
      replies: undefined
    })),
    'while loading': [1, 2].map(() => ({
      code: module`globalThis.n = (globalThis.n ?? 0) + 1; if (n === 1) for (;;); export default { onGet: () => n }`
    }))
  }
}
