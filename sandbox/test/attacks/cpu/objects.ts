import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets built-ins of Object and Reflect work on great, sparse and dictionary-like objects.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    keys: get`const o = {}; for (let i = 0; i < 800; i++) o['k' + i] = 1; for (;;) Object.keys(o)`,
    'keys of a long text': get`const o = Object('x'.repeat(900)); for (;;) Object.getOwnPropertyNames(o)`,
    'keys of a very long text': get`Object.getOwnPropertyDescriptors(Object('x'.repeat(60000)))`,
    'keys of a typed array': get`const o = new Uint8Array(60000); Object.entries(o)`,
    'integer keys in falling order': get`const o = {}; for (let i = 900; i > 0; i--) o[i * 3] = i; for (;;) Object.keys(o)`,
    assign: get`const o = {}; for (let i = 0; i < 300; i++) o['k' + i] = 1; for (;;) Object.assign({}, o)`,
    spread: get`const o = {}; for (let i = 0; i < 300; i++) o['k' + i] = 1; for (;;) ({ ...o })`,
    freeze: get`const a = new Array(5000).fill(1); Object.freeze(a); for (;;) Object.isFrozen(a)`,
    defineProperties: get`Object.defineProperties({}, new Proxy({}, { ownKeys: () => Array.from({ length: 900 }, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({ value: {}, enumerable: true, configurable: true }), get: () => ({ get value () { for (;;); } }) }))`,
    'deep prototypes': get`let o = {}; for (let i = 0; i < 1500; i++) o = Object.create(o); for (;;) o.missing`,
    'for in over deep prototypes': get`let o = {}; for (let i = 0; i < 300; i++) { o = Object.create(o); o['k' + i] = 1 } for (;;) for (const k in o);`,
    'setPrototypeOf of a long chain': get`let o = {}; for (let i = 0; i < 1500; i++) o = Object.create(o); for (;;) Object.setPrototypeOf({}, o)`,
    'deleting and adding': get`const o = {}; for (let i = 0; i < 500; i++) o['k' + i] = 1; for (;;) { delete o.k0; o.k0 = 1 }`,
    'changing shapes': get`for (let i = 0; ; i++) { const o = {}; o['a' + i % 50] = 1; o['b' + i % 51] = 1; delete o['a' + i % 50] }`,
    'optional chain': get`let o = {}; for (;;) o?.a?.b?.c?.d?.e?.[o?.f]?.(o?.g)`,
    'apply of a great array-like': get`Reflect.apply(Math.max, null, { length: 65000 })`,
    'construct with a great list': get`for (;;) Reflect.construct(Array, new Array(2000).fill(1))`,
    'bound with many arguments': get`let f = Math.max; for (let i = 0; i < 60; i++) f = f.bind(null, 1, 2, 3, 4, 5); for (;;) f()`,
    'sparse array truncated': get`for (;;) { const a = []; a[4e9] = 1; a.length = 0 }`,
    'sparse array with a great length shortened': get`const a = []; a[2 ** 32 - 2] = 1; a.length = 5; for (;;) { a[2 ** 31] = 1; a.length = 1 }`
  }
}
