import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Fails at load in ways that are costly or odd to describe.',
  stoppedBy: ['CODE_INVALID', 'INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'STACK_EXCEEDED'],
  cases: {
    null: module`throw null; export default {}`,
    undefined: module`throw undefined; export default {}`,
    symbol: module`throw Symbol('x'); export default {}`,
    'message without end': module`throw { get message () { for (;;); } }; export default {}`,
    'message that is huge': module`throw new Error('x'.repeat(90000)); export default {}`,
    'name that is huge': module`throw Object.assign(new Error('x'), { name: 'n'.repeat(90000) }); export default {}`,
    'stack that is odd': module`throw Object.assign(new Error('x'), { stack: 'object.aso.js:99999999999999999999:NaN' }); export default {}`,
    proxy: module`throw new Proxy(new Error('x'), { get () { throw 1 } }); export default {}`,
    'message with nul and surrogates': module`throw new Error('a\0b\ud800c'); export default {}`,
    'loads no module but says so': module`throw new Error('could not load module filename \'/etc/passwd\''); export default {}`,
    'deep recursion': module`const f = () => f() + 1; f(); export default {}`,
    endless: module`for (;;); export default {}`,
    memory: module`const a = []; for (;;) a.push({}); export default {}`,
    native: module`Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1); export default {}`,
    'regular expression': module`/(a+)+$/.test('a'.repeat(40) + 'b'); export default {}`,
    bigint: module`3n ** 100000000n; export default {}`,
    clock: module`Date.now(); export default {}`,
    'clock caught': module`try { Date.now() } catch {} export default {}`,
    'clock in a promise': module`await Promise.resolve().then(() => new Date()); export default {}`,
    chance: module`Math.random(); export default {}`,
    'system time': module`comet.getSystemTime(); export default {}`,
    'cycle as a cause': module`const e = new Error('x'); e.cause = e; throw e; export default {}`,
    'temporal dead zone': module`export default { a: later }; const later = 1`,
    'assigns a constant': module`const a = 1; a = 2; export default {}`
  }
}
