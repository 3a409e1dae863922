import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Watches what the garbage collector does, which depends on how full the heap is.',
  stoppedBy: ['ok'],
  cases: {
    survival: [1, 2].map(() => ({
      code: module`const w = new WeakRef({}); export default { onGet () { return w.deref() === undefined } }`,
      replies: undefined
    })),
    'finalizer across invocations': [1, 2].map(() => ({
      code: module`let n = 0; const r = new FinalizationRegistry(() => n++); r.register({}, 1); export default { onGet () { return n } }`,
      replies: 0
    })),
    'pressure from another object': [
      {
        code: get`const w = new WeakRef({}); let n = 0; for (let i = 0; i < 500; i++) { const o = {}; o.o = o; if (w.deref()) n++ } return n`,
        replies: undefined
      },
      { code: get`for (let i = 0; i < 900; i++) { const o = { i }; o.o = o }` },
      {
        code: get`const w = new WeakRef({}); let n = 0; for (let i = 0; i < 500; i++) { const o = {}; o.o = o; if (w.deref()) n++ } return n`,
        replies: undefined
      }
    ]
  }
}
