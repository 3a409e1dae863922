import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Replaces the global `local`, which belongs to the sandbox, by what is not plain.',
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID', 'STEPS_EXCEEDED'],
  cases: {
    'made an accessor': get`Object.defineProperty(globalThis, 'local', { get () { for (;;); } })`,
    'frozen and replaced': get`local = Object.freeze({ a: 1 }); return 1`,
    'made constant': get`Object.defineProperty(globalThis, 'local', { writable: false, value: { a: 1 } }); return 1`,
    null: get`local = null`,
    'a proxy': get`local = new Proxy({}, { ownKeys () { for (;;); } })`,
    'an array': get`local = [1]`,
    'the state': get`local = this; return 1`,
    'the caller': get`local = caller; return 1`,
    'the global object': get`local = globalThis`,
    comet: get`local = comet`,
    'a class': get`local = new (class A { a = 1 })()`,
    'without a prototype': get`local = Object.create(null); local.a = 1; return 1`,
    'with a prototype that traps': get`Object.setPrototypeOf(local, new Proxy({}, { get () { throw 1 } })); return 1`,
    'a proxy for a prototype with an endless trap': get`Object.setPrototypeOf(local, new Proxy({}, { getPrototypeOf () { for (;;); } })); return 1`,
    shadowed: get`{ const local = { shadow: 1 }; local.x = 1 } return Object.keys(local)`,
    'made constant at load': module`Object.defineProperty(globalThis, 'local', { writable: false, value: {} }); export default { onGet () { local.a = 1; return local } }`,
    'a let of the same name': module`let local = { mine: 1 }; export default { onGet () { local.a = 1; return local } }`,
    'a var of the same name in eval': get`(0, eval)('var local = { evil: 1 }'); return local`
  }
}
