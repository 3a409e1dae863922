import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Lets built-ins of String.prototype walk long texts again and again.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    comparison: get`const a = 'a'.repeat(30000) + 'b', b = 'a'.repeat(30000) + 'c'; for (;;) if (a === b) break`,
    order: get`const a = 'a'.repeat(30000) + 'b', b = 'a'.repeat(30000) + 'c'; for (;;) if (a > b) break`,
    localeCompare: get`const a = 'é'.repeat(8000), b = 'e\u0301'.repeat(8000); for (;;) a.localeCompare(b)`,
    normalize: get`const a = 'e\u0301'.repeat(6000); for (;;) a.normalize('NFC')`,
    'normalize marks out of order': get`const a = 'a' + '\u0315\u0300\u05ae\u0323'.repeat(1500); for (;;) a.normalize('NFKD')`,
    toUpperCase: get`const a = 'ß'.repeat(9000); for (;;) a.toUpperCase()`,
    'toLowerCase of final sigmas': get`const a = 'Σ'.repeat(9000); for (;;) a.toLowerCase()`,
    'sigma after marks': get`const a = ('A' + '\u0300'.repeat(2000) + 'Σ').repeat(3); for (;;) a.toLowerCase()`,
    indexOf: get`const a = 'a'.repeat(40000), b = 'a'.repeat(20000) + 'b'; for (;;) a.indexOf(b)`,
    lastIndexOf: get`const a = 'a'.repeat(40000), b = 'b' + 'a'.repeat(20000); for (;;) a.lastIndexOf(b)`,
    includes: get`const a = 'a'.repeat(40000); for (;;) a.includes('b')`,
    'split by a long text': get`const a = 'a'.repeat(40000), b = 'a'.repeat(2000) + 'b'; for (;;) a.split(b)`,
    trim: get`const a = ' '.repeat(50000); for (;;) a.trim()`,
    isWellFormed: get`const a = '\u{1f600}'.repeat(9000); for (;;) a.isWellFormed()`,
    toWellFormed: get`const a = '\ud800'.repeat(9000); for (;;) a.toWellFormed()`,
    'codePointAt through an iterator': get`const a = '\u{1f600}'.repeat(9000); for (;;) for (const c of a);`,
    'replaceAll of nothing': get`const a = 'a'.repeat(20000); for (;;) a.replaceAll('', '')`,
    concat: get`const a = 'a'.repeat(9000); for (;;) a.concat(a, a, a).at(5)`,
    anchor: get`const a = '"'.repeat(9000); for (;;) a.anchor(a)`,
    'slice of a rope': get`let a = ''; for (let i = 0; i < 3000; i++) a += 'ab'; for (;;) a = a.slice(1) + 'a'`,
    raw: get`String.raw({ raw: { length: 2 ** 53 - 1 } })`,
    'raw of a getter': get`String.raw({ get raw () { for (;;); } })`,
    fromCodePoint: get`const a = new Array(9000).fill(0x1f600); for (;;) String.fromCodePoint(...a)`
  }
}
