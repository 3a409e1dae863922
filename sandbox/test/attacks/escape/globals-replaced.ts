import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: "Replaces, removes or freezes every global that the sandbox's own code might use.",
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID'],
  cases: {
    'JSON replaced': get`JSON.stringify = JSON.parse = () => { throw 1 }; return { a: 1 }`,
    'JSON removed': get`delete globalThis.JSON; return 1`,
    'every global removed': get`for (const n of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[n] } catch {} return 1`,
    'every global replaced': get`for (const n of Object.getOwnPropertyNames(globalThis)) try { globalThis[n] = () => { throw n } } catch {} return 1`,
    'every global an accessor': get`for (const n of Object.getOwnPropertyNames(globalThis)) try { Object.defineProperty(globalThis, n, { get () { throw n } }) } catch {} return 1`,
    'every prototype frozen': get`for (const n of Object.getOwnPropertyNames(globalThis)) try { Object.freeze(globalThis[n].prototype) } catch {} return { a: [1] }`,
    'every prototype emptied': get`for (const n of Object.getOwnPropertyNames(globalThis)) try { const p = globalThis[n].prototype; for (const k of Reflect.ownKeys(p)) delete p[k] } catch {} return { a: 1 }`,
    'every built-in replaced on its prototype': get`const { getOwnPropertyNames, getOwnPropertyDescriptor } = Object; for (const n of getOwnPropertyNames(globalThis)) try { const p = globalThis[n].prototype; for (const k of getOwnPropertyNames(p)) if (typeof getOwnPropertyDescriptor(p, k).value === 'function') p[k] = () => { throw k } } catch {} return { a: [1] }`,
    'Reflect and Object emptied': get`for (const o of [Reflect, Object]) for (const k of Reflect.ownKeys(o)) try { delete o[k] } catch {} comet.log('x'); return { a: 1 }`,
    'String replaced': get`globalThis.String = () => ({}); String.prototype = {}; comet.log(1); return 'x'`,
    'Math.random replaced and kept': get`const { random } = Math; Math.random = () => 4; return [Math.random(), typeof random()]`,
    'global object frozen': get`Object.freeze(globalThis); local = { a: 1 }`,
    'global object without extensions': get`Object.preventExtensions(globalThis); return { a: 1 }`,
    'prototype of the global object': get`Object.setPrototypeOf(globalThis, new Proxy({}, { get () { throw 1 }, has: () => true })); return typeof nothing`,
    'globalThis replaced': get`globalThis.globalThis = {}; var local2 = 1; return 1`,
    'all at load': module`for (const n of Object.getOwnPropertyNames(globalThis)) try { globalThis[n] = null } catch {} export default { onGet () { return 1 } }`,
    'prototypes frozen at load': module`Object.freeze(Object.prototype); Object.freeze(Array.prototype); export default { a: 1, onGet () { this.b = [1]; local.c = 2; comet.log('x'); return { d: 1 } } }`,
    'Object.prototype without its names at load': module`for (const k of Reflect.ownKeys(Object.prototype)) delete Object.prototype[k]; export default { a: 1, onGet () { return this } }`
  }
}
