import { event } from '../../support.ts'
import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Runs every kind of event against objects whose handlers expect another.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'CODE_INVALID'],
  cases: {
    'all events of one object': (['load', 'put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map(
      (type) => ({
        code: module`const f = function (a, b) { return [typeof a, typeof b, typeof this] }; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
        event: event(type)
      })
    ),
    'without handlers': (['load', 'put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map(
      (type) => ({ code: module`export default { a: 1 }`, event: event(type) })
    ),
    'that throw': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map((type) => ({
      code: module`const f = () => { throw new Error('no') }; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
      event: event(type)
    })),
    'that answer null': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map((type) => ({
      code: module`const f = () => null; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
      event: event(type)
    })),
    'that answer this': (['put', 'update', 'get', 'timer', 'merge', 'delete'] as const).map((type) => ({
      code: module`const f = function () { return this }; export default { onPut: f, onUpdate: f, onGet: f, onTimer: f, onMerge: f, onDelete: f }`,
      event: event(type)
    })),
    'placed but never asked': [
      {
        code: module`export default { selectReplicas () { for (;;); }, onNothing () { for (;;); }, onGet: () => 1 }`,
        replies: 1
      }
    ]
  }
}
