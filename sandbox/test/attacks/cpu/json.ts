import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Writes and reads JSON that is long, shared, revived without end, or indented.',
  stoppedBy: ['STEPS_EXCEEDED', 'INSTRUCTIONS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    'shared parts': get`let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; JSON.stringify(a)`,
    'shared empty parts': get`let a = []; for (let i = 0; i < 60; i++) a = { a, b: a }; JSON.stringify(a)`,
    'huge array': get`JSON.stringify(new Array(1e7))`,
    'huge array-like proxy': get`JSON.stringify(new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 53 - 1 : undefined }))`,
    replacer: get`JSON.stringify({ a: 1 }, () => { for (;;); })`,
    'replacer that grows': get`JSON.stringify({ a: 1 }, (k, v) => ({ a: v }))`,
    'list of names': get`JSON.stringify({}, new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 53 - 1 : 'a' }))`,
    'names that repeat': get`const names = new Array(9000).fill(0).map((_, i) => 'n' + i); for (;;) JSON.stringify({}, names)`,
    reviver: get`JSON.parse('[1]', () => { for (;;); })`,
    'reviver that grows': get`JSON.parse('[1,[2]]', function (k, v) { if (Array.isArray(v)) v.push([1]); if (k === '0') this[1] = [1, [2]]; return v })`,
    'reviver of a great length': get`JSON.parse('[1,2]', function (k, v) { if (k === '0') this[1] = { length: 2 ** 53 - 1, __proto__: Array.prototype }; if (k === '0') this[1] = new Proxy([], { get: (t, k) => k === 'length' ? 2 ** 53 - 1 : 1 }); return v })`,
    parsing: get`const s = '[' + '1,'.repeat(5000) + '1]'; for (;;) JSON.parse(s)`,
    escapes: get`const s = '"' + '\\u0041'.repeat(5000) + '"'; for (;;) JSON.parse(s)`,
    'writing escapes': get`const s = '\u0001'.repeat(6000); for (;;) JSON.stringify(s)`,
    numbers: get`const s = '1' + '0'.repeat(20000); for (;;) JSON.parse(s)`,
    exponents: get`const s = '1.' + '9'.repeat(20000) + 'e-300'; for (;;) JSON.parse(s)`,
    indentation: get`let a = 1; for (let i = 0; i < 200; i++) a = [a]; for (;;) JSON.stringify(a, null, 10)`
  }
}
