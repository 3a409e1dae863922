import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Builds texts out of texts, so that little code holds much.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    rope: get`let s = ''; for (;;) s += 'abcdefghijklmnop'`,
    'rope to the left': get`let s = ''; for (;;) s = 'abcdefghijklmnop' + s`,
    doubling: get`let s = 'ab'; for (;;) { s += s; s.charCodeAt(1) }`,
    'slices that keep the whole': get`const a = []; for (let i = 0; ; i++) a.push('x'.repeat(2000).slice(i % 7))`,
    split: get`'a'.repeat(50000).split('')`,
    replaceAll: get`'a'.repeat(10000).replaceAll('a', 'b'.repeat(1000))`,
    'replace with itself': get`let s = 'ab'; for (;;) s = s.replace(/a/g, '$&$\`$\'a')`,
    normalize: get`'\u0344'.repeat(20000).normalize('NFD')`,
    'normalize to many': get`'\ufdfa'.repeat(9000).normalize('NFKD')`,
    toUpperCase: get`'\u0390'.repeat(20000).toUpperCase()`,
    encodeURIComponent: get`encodeURIComponent('\u1234'.repeat(10000))`,
    escape: get`escape('\u1234'.repeat(15000))`,
    concat: get`[].concat(...new Array(100).fill(new Array(60000).fill(1)))`,
    raw: get`String.raw({ raw: new Array(2000).fill('x'.repeat(100)) })`,
    wide: get`'a'.repeat(60000) + '\u1234'; ('a'.repeat(60000) + '\u1234').charAt(1)`,
    'numbers joined': get`new Array(9000).fill(1 / 3).join()`,
    'JSON indented': get`let a = 1; for (let i = 0; i < 200; i++) a = [a]; JSON.stringify(a, null, 10)`,
    fonts: get`let s = 'x'; for (;;) s = s.fontcolor(s).anchor('"')`
  }
}
