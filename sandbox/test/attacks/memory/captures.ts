import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Keeps matches, captures and their groups.',
  stoppedBy: ['MEMORY_EXCEEDED', 'STEPS_EXCEEDED'],
  cases: {
    'many groups': get`new RegExp('(a)'.repeat(250) + '{1,1000}' + '(?:b{1000}){1000}'.repeat(50)).test('a'); for (const a = []; ;) a.push(new RegExp('x'.repeat(500)))`,
    'matches kept': get`const r = new RegExp('(a?)'.repeat(250)), a = []; for (;;) a.push(r.exec('a'.repeat(250)))`,
    indices: get`const r = new RegExp('(a?)'.repeat(200), 'd'), a = []; for (;;) a.push(r.exec('a'.repeat(200)).indices)`,
    'match of a long text': get`'a'.repeat(50000).match(/a/g)`,
    matchAll: get`[...'a'.repeat(50000).matchAll(/(?<x>a)/g)]`,
    'split with captures': get`'ab'.repeat(20000).split(/(a)(b)/)`,
    'backtracking states': get`/(?:a|ab|abc|abcd)*x/.test('abcd'.repeat(15000))`,
    'deep lookaheads': get`new RegExp('(?='.repeat(200) + 'a' + ')'.repeat(200)).test('a'); /^(?:(a)|b)*$/.test('ab'.repeat(30000)); for (const a = []; ;) a.push([...'x'])`
  }
}
