import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: "Plants properties on the prototypes that the sandbox's own code might read through.",
  stoppedBy: ['ok', 'HANDLER_THREW', 'VALUE_INVALID'],
  cases: {
    toJSON: get`Object.prototype.toJSON = () => ({ evil: 1 }); return { a: 1 }`,
    'setter for index 0': get`for (const p of [Object.prototype, Array.prototype]) Object.defineProperty(p, 0, { set () { throw 1 }, get () { return 666 } }); comet.log('x'); return [1]`,
    'parts of descriptors': get`for (const n of ['get', 'set', 'value', 'writable', 'enumerable', 'configurable']) Object.prototype[n] = () => 1; comet.log('x'); return { a: 1 }`,
    'iterator of arrays': get`Array.prototype[Symbol.iterator] = function * () { for (;;) yield 1 }; return [1, 2]`,
    'then on objects': get`Object.prototype.then = (f) => f(5); return { a: 1 }`,
    'then on arrays': get`Array.prototype.then = function (f) { f('stolen') }; return [1]`,
    'then on numbers': get`Number.prototype.then = function (f) { f('stolen') }; return 5`,
    'type of actions': get`Object.defineProperty(Object.prototype, 'type', { get: () => 'deleteSelf', set () { throw 1 } }); comet.log('x')`,
    length: get`Object.defineProperty(Object.prototype, 'length', { value: 2 ** 53 - 1 }); return {}`,
    "names of the outcome's parts": get`for (const n of ['state', 'local', 'reply', 'actions', 'decision', 'ok']) Object.prototype[n] = 'evil'; return { a: 1 }`,
    default: get`Object.prototype.default = 1; return 1`,
    'onPut on Object.prototype': get`Object.prototype.onPut = () => null; return Object.keys(this)`,
    '__proto__ removed': get`delete Object.prototype.__proto__; return { a: 1 }`,
    '__proto__ as an accessor': get`Object.defineProperty(Object.prototype, '__proto__', { get () { throw 1 }, set () { throw 2 } }); comet.log('x'); return { a: 1 }`,
    constructor: get`Object.prototype.constructor = { get name () { throw 1 } }; return new (class A {})()`,
    'toString and valueOf': get`Object.prototype.toString = Object.prototype.valueOf = () => { throw 1 }; comet.log({}); return 1`,
    species: get`Object.defineProperty(Array, Symbol.species, { get () { throw 1 } }); comet.log('a', 'b'); return [1]`,
    'numeric names': get`for (let i = 0; i < 9; i++) Object.defineProperty(Array.prototype, i, { get: () => 'evil', set () {}, configurable: true }); comet.log('x', 'y'); return [1, 2]`
  }
}
