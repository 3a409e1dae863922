import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Makes handlers out of functions that are not methods: classes, generators, bound and native functions, proxies.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'CODE_INVALID', 'VALUE_INVALID', 'PROMISE_PENDING', 'MEMORY_EXCEEDED'],
  cases: {
    class: module`export default { onGet: class A {} }`,
    generator: module`export default { * onGet () { yield 1 } }`,
    'async generator': module`export default { async * onGet () { yield 1 } }`,
    async: module`export default { async onGet () { await null; return 1 } }`,
    'async that never ends': module`export default { async onGet () { await new Promise(() => {}) } }`,
    arrow: module`export default { onGet: () => typeof this }`,
    bound: module`export default { onGet: function () { return this.a }.bind({ a: 1 }) }`,
    native: module`export default { onGet: Math.max }`,
    'native that compiles': module`export default { onGet: Function }`,
    eval: module`export default { onGet: eval }`,
    'native that reads this': module`export default { onGet: Object.prototype.valueOf }`,
    'native that sets the prototype of this': module`export default { onGet: Object.setPrototypeOf }`,
    Array: module`export default { onGet: Array }`,
    'Proxy of a function': module`export default { onGet: new Proxy(function () { return 1 }, { apply: () => 2 }) }`,
    'Proxy that is not callable': module`export default { onGet: new Proxy({}, {}) }`,
    revoked: module`const { proxy, revoke } = Proxy.revocable(() => 1, {}); revoke(); export default { onGet: proxy }`,
    'revoked by a handler': module`const { proxy, revoke } = Proxy.revocable(() => { revoke(); return 1 }, {}); export default { onGet: proxy }`,
    "comet's": module`export default { onGet: comet.remaining }`,
    'comet.log': module`export default { onGet: comet.log }`,
    'data of the name': module`export default { onGet: 5 }`,
    'null of the name': module`export default { onGet: null }`,
    'the same as another': module`const f = function () { return Object.keys(this) }; export default { onGet: f, onPut: f, helper: f }`,
    'with a name of its own': module`const f = () => 1; Object.defineProperty(f, 'name', { get () { for (;;); } }); export default { onGet: f }`,
    'with another prototype': module`const f = () => 1; Object.setPrototypeOf(f, null); export default { onGet: f }`,
    'constructor of promises': module`export default { onGet: Promise.resolve.bind(Promise, 1) }`,
    'promise that is a subclass': module`class P extends Promise { get then () { for (;;); } } export default { onGet: () => new P((f) => f(1)) }`,
    'handlers of names that are not': module`export default { on: () => 1, 'on ': () => 1, onget: () => 1, ['on' + 'x'.repeat(9000)]: () => 1, onGet: () => 1 }`,
    super: module`export default { onGet () { return typeof super.toString } }`,
    'new.target': module`export default { onGet () { return typeof new.target } }`
  }
}
