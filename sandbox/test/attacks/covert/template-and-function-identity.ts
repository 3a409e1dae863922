import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Recognises objects that the engine keeps for each place in the source: template objects, functions, classes.',
  stoppedBy: ['ok'],
  cases: {
    'template object': [1, 2].map(() => ({
      code: module`const seen = new WeakSet(); const tag = (s) => { const was = seen.has(s); seen.add(s); return was }; export default { onGet: () => tag\`x\` }`,
      replies: false
    })),
    'template object marked': [1, 2].map(() => ({
      code: module`const marks = new WeakMap(); const tag = (s) => { const n = (marks.get(s) ?? 0) + 1; marks.set(s, n); return n }; export default { onGet () { const f = () => tag\`x\`; f(); return f() } }`,
      replies: 2
    })),
    'bound function': [1, 2].map(() => ({
      code: module`const f = function () {}.bind(); export default { onGet () { f.n = (f.n ?? 0) + 1; return f.n } }`,
      replies: 1
    })),
    'method of the prototype': [1, 2].map(() => ({
      code: module`export default { helper () {}, onGet () { this.helper.n = (this.helper.n ?? 0) + 1; return this.helper.n } }`,
      replies: 1
    }))
  }
}
