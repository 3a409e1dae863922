import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Leaves data in the default export that is costly to read, after the module itself has ended within its budget.',
  stoppedBy: ['CODE_INVALID', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'STACK_EXCEEDED', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'great sparse array': module`const a = []; a.length = 2 ** 32 - 1; export default { a, onGet () {} }`,
    'many sparse arrays': module`const a = {}; for (let i = 0; i < 100; i++) a['k' + i] = new Array(1e6); export default { a, onGet () {} }`,
    'shared parts': module`let a = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]; for (let i = 0; i < 40; i++) a = [a, a]; export default { a, onGet () {} }`,
    'shared texts': module`let a = ['x'.repeat(20000)]; for (let i = 0; i < 30; i++) a = [a, a]; export default { a, onGet () {} }`,
    'shared empty parts': module`let a = {}; for (let i = 0; i < 50; i++) a = { a, b: a }; export default { a, onGet () {} }`,
    'shared buffers': module`const b = new Uint8Array(90000), a = []; for (let i = 0; i < 900; i++) a.push(b.subarray(1)); export default { a, onGet () {} }`,
    deep: module`let a = []; for (let i = 0; i < 1500; i++) a = [a]; export default { a, onGet () {} }`,
    'getter in a hole': module`Object.defineProperty(Array.prototype, 0, { get () { for (;;); } }); const a = [, 1]; a.length = 5; export default { a, onGet () {} }`,
    'getter in a hole of a sparse array': module`Object.defineProperty(Array.prototype, 0, { get () { for (;;); } }); const a = []; a[1e6] = 1; export default { a, onGet () {} }`,
    proxy: module`export default { a: new Proxy({}, { ownKeys () { for (;;); } }), onGet () {} }`,
    cycle: module`const a = {}; a.a = a; export default { a, onGet () {} }`,
    'accessor below': module`export default { a: { get x () { for (;;); } }, onGet () {} }`,
    'subclass of bytes': module`export default { a: new (class extends Uint8Array {})(1e6), onGet () {} }`,
    'proxy of an array': module`export default { a: new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 32 : 1 }), onGet () {} }`
  }
}
