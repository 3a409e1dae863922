import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers things that run code when they are read.',
  stoppedBy: ['VALUE_INVALID', 'INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'ok'],
  cases: {
    getter: get`return { get a () { return 1 } }`,
    'getter that throws': get`return { get a () { throw 1 } }`,
    'getter that never ends': get`return { get a () { for (;;); } }`,
    'getter that changes its neighbours': get`const o = { a: 1, get b () { delete o.a; return 1 } }; return o`,
    'getter on the state': get`Object.defineProperty(this, 'x', { get () { for (;;); }, enumerable: true })`,
    'getter that is not enumerable': get`Object.defineProperty(this, 'x', { get () { for (;;); }, enumerable: false })`,
    'getter of an item': get`const a = [1]; Object.defineProperty(a, 1, { get () { for (;;); }, enumerable: true }); return a`,
    'getter of a hole': get`const a = [1]; a[5] = 1; Object.defineProperty(Array.prototype, 3, { get () { for (;;); } }); return a`,
    proxy: get`return new Proxy({}, {})`,
    'proxy without end': get`return new Proxy({ a: 1 }, { ownKeys () { for (;;); } })`,
    'proxy of an array': get`return new Proxy([1, 2], {})`,
    'proxy of bytes': get`return new Proxy(new Uint8Array(3), {})`,
    'proxy within': get`return { a: [new Proxy({}, {})] }`,
    'proxy as a prototype': get`return Object.create(new Proxy({}, { get () { for (;;); } }))`,
    'revoked proxy': get`const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy`,
    'revoked proxy as local': get`const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); local = proxy`,
    'answer that changes while it is read': get`let n = 0; const a = [1]; a[9] = 1; Object.defineProperty(Array.prototype, 5, { get () { return n++ }, configurable: true }); return a`,
    'answer that removes itself while it is read': get`const a = [{ x: 1 }, , { y: 1 }]; Object.defineProperty(Array.prototype, 1, { get () { a.length = 0; a.push(1); return 5 }, configurable: true }); return a`,
    setter: get`return { set a (v) {} }`
  }
}
