// Attacks on the sandbox's own code in the heap, and attempts to smuggle something out or leave something behind.
import type { Attacks } from './support.ts'

/** These may succeed in confusing themselves; what comes out must be a value or a typed error, and nothing stays behind. */
export const TAMPERING: Attacks = {
  'toJSON on Object.prototype': 'Object.prototype.toJSON = () => ({ evil: 1 }); return { a: 1 }',
  'JSON replaced': 'JSON.stringify = JSON.parse = () => { throw 1 }; return { a: 1 }',
  'JSON removed': 'delete globalThis.JSON; return 1',
  'setter for index 0':
    'for (const p of [Object.prototype, Array.prototype]) Object.defineProperty(p, 0, { set () { throw 1 }, get () { return 666 } }); comet.log("x"); return [1]',
  'descriptor properties on Object.prototype':
    'for (const n of ["get", "set", "value", "writable", "enumerable"]) Object.prototype[n] = () => 1; comet.log("x"); return { a: 1 }',
  'Symbol.iterator': 'Array.prototype[Symbol.iterator] = function * () { for (;;) yield 1 }; return [1, 2]',
  'then on Object.prototype': 'Object.prototype.then = (f) => f(5); return { a: 1 }',
  'constructor of errors':
    'Error.prepareStackTrace = () => { for (;;); }; Error.prototype.name = { toString () { for (;;); } }; throw new Error("x")',
  'every global removed':
    'for (const n of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[n] } catch {} return 1',
  'every global replaced':
    'for (const n of Object.getOwnPropertyNames(globalThis)) try { globalThis[n] = () => { throw n } } catch {} return 1',
  'every prototype frozen':
    'for (const n of Object.getOwnPropertyNames(globalThis)) try { Object.freeze(globalThis[n].prototype) } catch {} return { a: [1] }',
  'every prototype emptied':
    'for (const n of Object.getOwnPropertyNames(globalThis)) try { const p = globalThis[n].prototype; for (const k of Reflect.ownKeys(p)) delete p[k] } catch {} return { a: 1 }',
  'local made an accessor': 'Object.defineProperty(globalThis, "local", { get () { for (;;); } })',
  'local frozen and replaced': 'local = Object.freeze({ a: 1 }); return 1',
  'comet replaced': 'globalThis.comet = { log () {} }; return 1',
  'comet’s functions replaced': 'comet.log = 1',
  'prototype of this replaced': 'Object.setPrototypeOf(this, { onGet () {} }); return 1',
  'this made a proxy’s prototype': 'Object.setPrototypeOf(this, new Proxy({}, {}))',
  'this frozen': 'Object.freeze(this); return this',
  'methods changed': 'Object.getPrototypeOf(this).onGet = () => "changed"; return 1',
  'constructor walk':
    'return this.constructor.constructor("return typeof process + typeof globalThis.remaining")()',
  'caller walk': 'return (function f () { return f.caller && f.caller.toString().slice(0, 50) })()',
  'stack of the bootstrap':
    'try { comet.log(Symbol.iterator, { toString () { throw new Error("x") } }) } catch (e) { return e.stack }',
  'answer that changes while it is read':
    'let n = 0; const a = [1]; a[9] = 1; Object.defineProperty(Array.prototype, 5, { get () { return n++ }, configurable: true }); return a',
  'answer that removes itself while it is read':
    'const a = [{ x: 1 }, , { y: 1 }]; Object.defineProperty(Array.prototype, 1, { get () { a.length = 0; a.push(1); return 5 }, configurable: true }); return a',
  'state with __proto__':
    'Object.defineProperty(this, "__proto__", { value: { polluted: 1 }, enumerable: true, configurable: true, writable: true }); return this',
  'array with an endless getter':
    'const a = [1]; a[5] = 1; Object.defineProperty(Array.prototype, 3, { get () { for (;;); } }); return a',
  import: 'return import("node:fs")',
  'secret of a module variable': 'globalThis.leak = (globalThis.leak ?? 0) + 1; return globalThis.leak',
  'symbols registered': 'return Symbol.for("left behind").description',
  'actions flood': 'for (let i = 0; i < 100; i++) comet.log("x".repeat(500))'
}

/** Odd things that handlers throw. */
export const THROWN: Attacks = {
  null: 'throw null',
  undefined: 'throw undefined',
  'a symbol': 'throw Symbol("x")',
  'a number': 'throw -0',
  'a function': 'throw () => {}',
  'a proxy': 'throw new Proxy({}, { get () { throw 1 }, getPrototypeOf () { throw 2 } })',
  'a proxy without end': 'throw new Proxy({}, { get () { for (;;); } })',
  'a message without end': 'throw { get message () { for (;;); } }',
  'a message that recurses':
    'const e = new Error("x"); Object.defineProperty(e, "message", { get () { return e.message } }); throw e',
  'a huge message': 'throw new Error("x".repeat(50000))',
  'a message that is an object':
    'throw Object.assign(new Error("x"), { message: { toString: () => { throw 1 } }, stack: 5, name: null })',
  'an error of the interpreter’s own kind': 'throw new InternalError("out of memory")',
  'a rejected promise of odd things': 'return Promise.reject({ get stack () { throw 1 } })'
}
