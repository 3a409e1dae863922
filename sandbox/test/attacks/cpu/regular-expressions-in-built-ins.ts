import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets match, replace, split and search call a regular expression that never gets anywhere.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    'exec that never ends': get`const r = /a/g; r.exec = () => ({ index: 0, length: 1, 0: '' }); 'a'.replace(r, 'b')`,
    'empty matches of a great text': get`const s = 'a'.repeat(40000); for (;;) s.replace(/(?:)/g, '')`,
    'lastIndex that never moves': get`const r = { __proto__: RegExp.prototype, flags: 'g', exec: () => ['x'] , set lastIndex (v) {}, get lastIndex () { return 0 } }; RegExp.prototype[Symbol.match].call(r, 'x')`,
    'species of split': get`class R extends RegExp { exec () { return null } } const s = 'a'.repeat(50000); for (;;) s.split(new R('a'))`,
    matchAll: get`for (const m of 'a'.repeat(50000).matchAll(/(?:)/g));`,
    'replacement patterns': get`'a'.repeat(2000).replace(/a/g, '$\'$\`'.repeat(20))`,
    'search of an object': get`const r = { [Symbol.search] () { for (;;); } }; 'a'.search(r)`,
    'flags that never end': get`const r = /a/; Object.defineProperty(r, 'flags', { get () { for (;;); } }); 'a'.replaceAll(r, '')`,
    'sticky at the end': get`const r = /a*?$/gy, s = 'a'.repeat(30000); for (;;) { r.lastIndex = 0; r.test(s) }`
  }
}
