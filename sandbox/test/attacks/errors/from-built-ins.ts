import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets the engine throw its own errors from the depths of built-ins.',
  stoppedBy: ['HANDLER_THREW'],
  cases: {
    'not a function': get`({}).x()`,
    'not a constructor': get`new (() => {})()`,
    'not iterable': get`const [a] = 5`,
    'not an object': get`Reflect.ownKeys(1)`,
    'reduce of nothing': get`[].reduce((a) => a)`,
    'private name': get`class A { #x; static read (o) { return o.#x } } A.read({})`,
    'super called twice': get`new (class extends Object { constructor () { super(); super() } })()`,
    'this before super': get`new (class extends Object { constructor () { this.x = 1 } })()`,
    'assignment to a constant': get`const c = 1; eval('c = 2')`,
    'delete of what stays': get`delete Object.freeze({ a: 1 }).a`,
    frozen: get`Object.freeze([1]).push(2)`,
    'symbol to text': get`\`\${Symbol('x')}\``,
    'mix of numbers': get`return 1n + 1`,
    'fraction to big integer': get`BigInt(0.5)`,
    'bad regular expression': get`new RegExp('(')`,
    'bad flags': get`new RegExp('a', 'gg')`,
    'bad escape': get`decodeURIComponent('%')`,
    'bad JSON': get`JSON.parse('{"a":')`,
    'cycle in JSON': get`const a = {}; a.a = a; JSON.stringify(a)`,
    'bad date': get`new Date(NaN).toISOString()`,
    'bad radix': get`(1).toString(99)`,
    'bad normal form': get`'x'.normalize('NFX')`,
    detached: get`const b = new ArrayBuffer(8); const v = new DataView(b); b.transfer(); v.getInt8(0)`,
    'generator running': get`const g = (function * () { g.next() })(); g.next()`,
    'proxy that lies': get`Object.keys(new Proxy(Object.freeze({ a: 1 }), { ownKeys: () => [] }))`,
    'too many arguments': get`Math.max.apply(null, new Array(70000))`,
    'temporal dead zone': get`x; let x`,
    'dead this': get`Function('"use strict"; return this.x')()`,
    'invalid array length': get`new Array(1.5)`,
    'species that is no constructor': get`class A extends Array { static get [Symbol.species] () { return 5 } } new A(1).map(Object)`
  }
}
