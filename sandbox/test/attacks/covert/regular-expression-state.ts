import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: "Keeps state in the engine's regular expressions: last index, last match, the compiled source.",
  stoppedBy: ['ok'],
  cases: {
    "lastIndex of a module's literal": [1, 2].map(() => ({
      code: module`const r = /a/g; export default { onGet () { r.test('aaa'); return r.lastIndex } }`,
      replies: 1
    })),
    "lastIndex of a handler's literal": [1, 2].map(() => ({
      code: get`const r = /a/g; r.test('aaa'); return r.lastIndex`,
      replies: 1
    })),
    'legacy properties': [
      { code: get`/(s)ecret/.exec('secret'); return 1` },
      {
        code: get`return [typeof RegExp.$1, typeof RegExp.lastMatch, typeof RegExp.input]`,
        replies: ['undefined', 'undefined', 'undefined']
      }
    ],
    recompiled: [1, 2].map(() => ({
      code: module`const r = /a/; export default { onGet () { const was = r.source; r.compile('b'); return was } }`,
      replies: 'a'
    })),
    'match iterator': [1, 2].map(() => ({
      code: module`const i = 'abc'.matchAll(/./g); export default { onGet () { return i.next().value[0] } }`,
      replies: 'a'
    }))
  }
}
