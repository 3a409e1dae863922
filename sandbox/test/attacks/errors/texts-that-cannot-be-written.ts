import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Throws errors whose texts hold half a surrogate pair, or would when they are cut.',
  stoppedBy: ['HANDLER_THREW'],
  cases: {
    message: get`throw new Error('a\ud800b')`,
    'message cut within a pair': get`throw new Error('x'.repeat(2047) + '\u{1f600}')`,
    name: get`throw Object.assign(new Error('x'), { name: '\udfff' })`,
    stack: get`throw Object.assign(new Error('x'), { stack: '\ud800\n at object.aso.js:1:1' })`,
    'name of the function': get`const f = { ['\ud800'] () { throw new Error('x') } }['\ud800']; f()`,
    nul: get`throw new Error('a\0b')`,
    'wide and long': get`throw new Error('\u20ac'.repeat(3000))`,
    'property that is missing': get`null['\ud800']`,
    'variable that is missing': get`Function('return x\\u{20000}')()`,
    rejected: get`return Promise.reject(new Error('\ud800'))`
  }
}
