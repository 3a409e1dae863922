import { event } from '../../support.ts'
import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Keeps things in module variables, closures and the object itself; each invocation starts from the module as it was loaded.',
  stoppedBy: ['ok'],
  cases: {
    counter: [1, 2, 3].map(() => ({
      code: module`let n = 0; export default { onGet () { return ++n } }`,
      replies: 1
    })),
    object: [1, 2].map(() => ({
      code: module`const kept = []; export default { onGet ({ id }) { kept.push(id); return kept } }`,
      replies: ['alice']
    })),
    'static field': [1, 2].map(() => ({
      code: module`class A { static n = 0 } export default { onGet () { return ++A.n } }`,
      replies: 1
    })),
    closure: [1, 2].map(() => ({
      code: module`const next = ((n) => () => n++)(5); export default { onGet: () => next() }`,
      replies: 5
    })),
    generator: [1, 2].map(() => ({
      code: module`const g = (function * () { yield 1; yield 2 })(); export default { onGet: () => g.next().value }`,
      replies: 1
    })),
    'memoised promise': [1, 2].map(() => ({
      code: module`let p; export default { async onGet () { const was = p === undefined; p ??= Promise.resolve(1); await p; return was } }`,
      replies: true
    })),
    'between handlers': [
      {
        code: module`let n = 0; export default { onTimer () { n = 7 }, onGet () { return n } }`,
        event: event('timer')
      },
      { code: module`let n = 0; export default { onTimer () { n = 7 }, onGet () { return n } }`, replies: 0 }
    ],
    'after a failure': [
      {
        code: module`let n = 0; export default { onTimer () { n = 7 }, onGet () { return n } }`,
        event: event('timer')
      },
      { code: module`let n = 0; export default { onTimer () { n = 7 }, onGet () { return n } }`, replies: 0 }
    ].toReversed()
  }
}
