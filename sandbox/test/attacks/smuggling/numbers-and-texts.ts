import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Answers numbers and texts at the borders of what a value is.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'STATE_TOO_LARGE', 'MEMORY_EXCEEDED'],
  cases: {
    NaN: get`return NaN`,
    infinite: get`return [-1 / 0]`,
    'negative zero': get`return Object.is(-0, 0) ? 1 : [-0, 0]`,
    'smallest and greatest': get`return [5e-324, 1.7976931348623157e308, -(2 ** 53), 2 ** 31, -(2 ** 31), 2 ** 32 - 1, -1]`,
    'half a pair': get`return '\ud800'`,
    'half a pair within': get`return { a: ['x\udc00y'] }`,
    'half a pair in the state': get`this.x = '\ud83d'`,
    'pair the wrong way round': get`return '\udc00\ud800'`,
    'a pair made of two halves': get`return '\ud83d' + '\ude00'`,
    nul: get`return 'a\0b'`,
    'largest text': get`return 'x'.repeat(90000)`,
    'wide text': get`return '\u20ac'.repeat(30000)`,
    rope: get`let s = ''; for (let i = 0; i < 900; i++) s = i + s; return s`,
    'great big integer': get`return 2n ** 8191n - 1n`,
    'greater big integer': get`return 2n ** 8192n`,
    'much greater': get`return 3n ** 20000n`,
    'negative great': get`return -(2n ** 8191n)`,
    'beyond negative great': get`return -(2n ** 8191n) - 1n`,
    'big integers at byte borders': get`return [0n, -1n, 127n, 128n, -128n, -129n, 2n ** 63n, -(2n ** 63n), 2n ** 64n]`,
    boxed: get`return Object(1)`,
    'boxed within': get`return [Object('x'), Object(true), Object(1n)]`,
    symbol: get`return Symbol.iterator`,
    'document.all and its like': get`return typeof undefined`
  }
}
