import { event } from '../../support.ts'
import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Changes state and local, asks for actions, and then fails: nothing of it may be seen afterwards.',
  stoppedBy: [
    'HANDLER_THREW',
    'INSTRUCTIONS_EXCEEDED',
    'STEPS_EXCEEDED',
    'MEMORY_EXCEEDED',
    'STACK_EXCEEDED',
    'VALUE_INVALID',
    'ok'
  ],
  cases: {
    throws: [
      {
        code: get`this.n = 2; local.n = 2; comet.log('x'); comet.deleteSelf(); if (caller.id === 'alice') throw new Error('late'); return 1`,
        state: { n: 1 }
      },
      { code: get`return [this.n, local]`, state: { n: 1 }, replies: [1, {}] }
    ],
    'runs out of instructions': get`this.n = 2; for (;;) this.n++`,
    'runs out of steps': get`this.n = 2; Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)`,
    'runs out of memory': get`this.all = []; for (;;) this.all.push({})`,
    'runs out of stack': get`const f = () => { this.n = 3; f() }; f()`,
    'answers what is no value': get`this.n = 2; return () => 1`,
    'rejects late': get`this.n = 2; return (async () => { await null; this.n = 3; throw new Error('late') })()`,
    refuses: [
      {
        code: module`export default { n: 1, onPut () { this.n = 2; local.x = 1; comet.deleteSelf(); return null } }`,
        event: event('put'),
        state: { n: 1 },
        leaves: { n: 1 }
      }
    ],
    vetoes: [
      {
        code: module`export default { onDelete () { this.n = 2; local.x = 1; return false } }`,
        event: event('delete'),
        state: { n: 1 },
        leaves: { n: 1 }
      }
    ],
    'keeps the old one on update': [
      {
        code: module`export default { onUpdate (incoming) { this.n = 2; return null } }`,
        event: event('update', { incoming: {} }),
        state: { n: 1 },
        leaves: { n: 1 }
      }
    ]
  }
}
