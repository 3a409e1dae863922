import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers objects with property names that others might mistake for something else.',
  stoppedBy: ['VALUE_INVALID', 'HANDLER_THREW', 'ok', 'STATE_TOO_LARGE', 'MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    __proto__: [
      {
        code: get`const o = Object.create(null); o['__proto__'] = { polluted: 1 }; return Object.assign(Object.defineProperty({}, '__proto__', { value: 1, enumerable: true }), { a: 1 })`,
        replies: JSON.parse('{"__proto__":1,"a":1}')
      }
    ],
    '__proto__ of the state': get`Object.defineProperty(this, '__proto__', { value: { polluted: 1 }, enumerable: true, configurable: true, writable: true }); return this`,
    '__proto__ by a computed name': get`return { ['__proto__']: { polluted: 1 } }`,
    'constructor and prototype': get`return { constructor: { prototype: { polluted: 1 } }, hasOwnProperty: 1, toString: 2, valueOf: 3 }`,
    'then and toJSON': get`return { then: 1, toJSON: 2, length: -1 }`,
    'like numbers': get`return { 0: 1, '-0': 1, '01': 1, 4294967294: 1, 4294967295: 1, 4294967296: 1, '1e3': 1, ' 1': 1, 2147483647: 1, 2147483648: 1, 1073741823: 1, 1073741824: 1 }`,
    empty: get`return { '': 1, ' ': 2, '\0': 3 }`,
    'half a pair': get`return { '\ud800': 1 }`,
    'half a pair in the state': get`this['\udfff'] = 1`,
    'half a pair deep in local': get`local.a = [{ ['x' + '\ud800']: 1 }]`,
    'whole pair': [{ code: get`return { ['\ud83d' + '\ude00']: 1 }`, replies: { '😀': 1 } }],
    huge: get`return { ['k'.repeat(80000)]: 1 }`,
    many: get`const o = {}; for (let i = 0; i < 1500; i++) o['k' + i] = i; return o`,
    symbols: get`return { [Symbol.iterator]: 1, a: 1 }`,
    'not enumerable': get`return Object.defineProperty({ a: 1 }, 'hidden', { value: () => 1 })`,
    undefined: get`return { a: undefined, b: 1 }`,
    'private names': get`return new (class { #x = 1; static make () { return Object.setPrototypeOf(new this(), Object.prototype) } }).constructor.make()`,
    'in another order': get`const { a } = this; delete this.a; this.b = 1; this.a = a`
  }
}
