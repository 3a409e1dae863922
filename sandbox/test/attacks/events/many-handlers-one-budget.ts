import { event } from '../../support.ts'
import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Spends budgets in every kind of event: none has more than another.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'HANDLER_THREW', 'ok'],
  cases: {
    'endless in each': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map((type) => ({
      code: module`const f = () => { for (;;); }; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
      event: event(type)
    })),
    'native in each': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map((type) => ({
      code: module`const f = () => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1); export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
      event: event(type)
    })),
    'memory in each': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map((type) => ({
      code: module`const f = () => { const a = []; for (;;) a.push({}) }; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
      event: event(type)
    })),
    'one that calls another': get`return this.onPut?.() ?? 1`,
    'flood of actions in each': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map(
      (type) => ({
        code: module`const f = () => { for (let i = 0; i < 65; i++) comet.deleteSelf() }; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
        event: event(type)
      })
    )
  }
}
