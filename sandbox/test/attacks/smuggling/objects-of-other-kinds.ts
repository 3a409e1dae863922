import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Answers objects that are not plain: dates, maps, promises, errors, functions, and plain-looking disguises of them.',
  stoppedBy: ['VALUE_INVALID', 'ok'],
  cases: {
    Date: get`return new Date(0)`,
    Map: get`return { m: new Map([[1, 2]]) }`,
    Set: get`return [new Set([1])]`,
    WeakMap: get`return new WeakMap()`,
    RegExp: get`return /x/`,
    Error: get`return new Error('x')`,
    'promise within': get`return { p: Promise.resolve(1) }`,
    function: get`return () => 1`,
    class: get`return class {}`,
    generator: get`return (function * () { yield 1 })()`,
    iterator: get`return [1].values()`,
    'global object': get`return globalThis`,
    comet: get`return { comet }`,
    Math: get`return Math`,
    'Reflect within': get`return [Reflect]`,
    namespace: [
      {
        code: module`export const a = 1; export default { onGet () { return import('object.aso.js').catch(() => 1) } }`
      }
    ],
    'Date disguised': get`return Object.setPrototypeOf(new Date(0), Object.prototype)`,
    'Map disguised': get`return Object.setPrototypeOf(new Map([[1, 2]]), Object.prototype)`,
    'function disguised': get`return Object.setPrototypeOf(() => 1, Object.prototype)`,
    'error disguised': get`return Object.setPrototypeOf(new Error('x'), Object.prototype)`,
    'promise disguised': get`return [Object.setPrototypeOf(Promise.resolve(1), null)]`,
    'proxy disguised': get`return [new Proxy({}, { getPrototypeOf: () => Object.prototype })]`,
    'regular expression disguised': get`return Object.setPrototypeOf(/x/, null)`,
    'boxed disguised': get`return { a: Object.setPrototypeOf(Object(5), Object.prototype) }`,
    'generator disguised': get`return Object.setPrototypeOf((function * () {})(), Object.prototype)`,
    'arguments disguised': get`return Object.setPrototypeOf((function () { return arguments })(1), Array.prototype)`,
    'symbol boxed and disguised': get`return Object.setPrototypeOf(Object(Symbol('x')), Object.prototype)`,
    'instance with a plain prototype': get`return Object.create(Object.prototype, { a: { value: 1, enumerable: true } })`,
    'prototype of its own': get`return Object.create({ a: 1 })`,
    'prototype that is the state': get`return Object.create(this)`,
    'no prototype': get`return Object.assign(Object.create(null), { a: 1 })`,
    'weak reference disguised': get`return Object.setPrototypeOf(new WeakRef({}), Object.prototype)`
  }
}
