import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Hides endless loops where reading, writing, listing or converting calls code.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'VALUE_INVALID'],
  cases: {
    'getter on a prototype': get`Object.defineProperty(Object.prototype, 'x', { get () { for (;;); } }); return {}.x`,
    setter: get`({ set x (v) { for (;;); } }).x = 1`,
    'keys that never end': get`return new Proxy({}, { ownKeys () { for (;;); } })`,
    'each trap': get`const p = new Proxy(function () {}, new Proxy({}, { get: () => () => { for (;;); } })); p()`,
    'trap of a trap': get`const p = new Proxy({}, new Proxy({}, { get () { for (;;); } })); p.x`,
    'ownKeys of a great length': get`Object.keys(new Proxy({}, { ownKeys: () => new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 53 - 1 : 'a' + String(k) }) }))`,
    'ownKeys with the same name': get`Reflect.ownKeys(new Proxy({}, { ownKeys: () => Array.from({ length: 4000 }, (_, i) => 'k' + i) }))`,
    'getPrototypeOf for instanceof': get`({}) instanceof new Proxy(function () {}, { get () { for (;;); } })`,
    'prototypes that are proxies': get`const p = new Proxy({}, { getPrototypeOf: () => p }); p instanceof Object`,
    toPrimitive: get`\`\${{ [Symbol.toPrimitive] () { for (;;); } }}\``,
    'valueOf in arithmetic': get`1 + { valueOf () { for (;;); } }`,
    'toString as a name': get`({})[{ toString () { for (;;); } }]`,
    hasInstance: get`1 instanceof { [Symbol.hasInstance] () { for (;;); } }`,
    toStringTag: get`Object.prototype.toString.call({ get [Symbol.toStringTag] () { for (;;); } })`,
    isConcatSpreadable: get`[].concat({ get [Symbol.isConcatSpreadable] () { for (;;); } })`,
    unscopables: get`Function('o', 'with (o) x')({ x: 1, get [Symbol.unscopables] () { for (;;); } })`,
    species: get`class A extends Array { static get [Symbol.species] () { for (;;); } } new A(1, 2).map(Object)`,
    asyncIterator: get`return (async () => { for await (const x of { get [Symbol.asyncIterator] () { for (;;); } }); })()`,
    '__lookupGetter__ up a proxy': get`Object.prototype.__lookupGetter__.call(new Proxy({}, { getPrototypeOf: (t) => new Proxy({}, { getPrototypeOf () { for (;;); } }) }), 'x')`,
    'isPrototypeOf through proxies': get`const p = new Proxy({}, { getPrototypeOf: () => p }); Object.prototype.isPrototypeOf.call({}, p)`,
    'for in over a proxy': get`for (const k in new Proxy({}, { getPrototypeOf: () => new Proxy({ a: 1 }, { ownKeys () { for (;;); } }) }));`
  }
}
