import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Waits at load for what never comes, for ever, or for what throws.',
  stoppedBy: ['CODE_INVALID', 'INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'ok'],
  cases: {
    never: module`await new Promise(() => {}); export default {}`,
    'for ever': module`for (;;) await 1; export default {}`,
    'jobs for ever': module`const f = () => Promise.resolve().then(f); f(); export default {}`,
    rejection: module`await Promise.reject(new Error('x')); export default {}`,
    'rejection of odd things': module`await Promise.reject({ get message () { for (;;); } }); export default {}`,
    'unhandled rejection': module`Promise.reject(1); export default {}`,
    thenable: module`await { then (f) { f({ then (g) { g(1) } }) } }; export default {}`,
    'thenable that keeps its answer': module`let keep; export default { onGet () { keep(1); return 1 } }; await { then (f) { keep = f } }`,
    'default that is a promise': module`export default Promise.resolve({ onGet () { return 1 } })`,
    'default with then': module`export default { then (f) { for (;;); }, onGet () { return 1 } }`,
    'export named then': module`export const then = (f) => { for (;;); }; export default {}`,
    'promises left for the handler': module`export let go; const p = new Promise((f) => { go = f }); p.then(() => { for (;;); }); export default { onGet () { go(1) } }`,
    'for await': module`for await (const x of (async function * () { for (;;) yield 1 })()); export default {}`
  }
}
