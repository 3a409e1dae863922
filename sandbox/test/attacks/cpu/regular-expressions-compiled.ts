import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Regular expressions that are costly to compile: nested counts, great classes, many groups, case folding.',
  stoppedBy: ['STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'HANDLER_THREW', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'nested counts': get`new RegExp('(?:'.repeat(10) + 'a' + '{2}){9}'.repeat(10)).test('a')`,
    'counts of counts': get`for (;;) /(?:(?:(?:a{1000}){1000}){1000}){1000}/.test('a'.repeat(100))`,
    'many groups': get`new RegExp('(a)'.repeat(250) + '(?:b{1000}){1000}'.repeat(50)).test('a'); for (const a = []; ;) a.push(new RegExp('x'.repeat(500)))`,
    'property classes': get`for (;;) new RegExp('[\\p{L}\\p{N}\\p{Script=Greek}]', 'u')`,
    'property classes ignoring case': get`for (;;) new RegExp('[^\\p{Lu}\\P{Ll}]', 'iu')`,
    'set operations': get`for (;;) new RegExp('[[\\p{L}--[a-z]]&&\\p{ASCII}]', 'v')`,
    'great class': get`new RegExp('[' + Array.from({ length: 3000 }, (_, i) => '\\u' + (0x1000 + 2 * i).toString(16)).join('') + ']', 'iu').test('x')`,
    alternatives: get`new RegExp(Array.from({ length: 2500 }, (_, i) => 'w' + i).join('|')).test('w2499x'.repeat(50))`,
    names: get`new RegExp(Array.from({ length: 240 }, (_, i) => '(?<n' + i + '>a?)').join('')).exec('a'.repeat(99)).groups.n1; for (;;) new RegExp('(?<a>x)\\k<a>')`,
    compile: get`const r = /a/; for (;;) r.compile('(?:[a-z]{3}){9}', 'gi')`,
    escape: get`const s = '\u2028^$\\'.repeat(4000); for (;;) RegExp.escape(s)`
  }
}
