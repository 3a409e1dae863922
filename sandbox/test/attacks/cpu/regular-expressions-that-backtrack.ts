import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    "Regular expressions whose number of ways grows exponentially or as a high power of the text's length.",
  stoppedBy: ['STEPS_EXCEEDED'],
  cases: {
    'nested quantifiers': get`/(a+)+$/.test('a'.repeat(40) + 'b')`,
    alternatives: get`/^(a|a)*$/.test('a'.repeat(40) + 'b')`,
    backreferences: get`/^(.*)(.*)(.*)(.*)\1\2\3x$/.test('a'.repeat(500))`,
    lookahead: get`/^(?=(a+)+$)/.test('a'.repeat(40) + 'b')`,
    lookbehind: get`/(?<=c(a+)+)b/.test('a'.repeat(60) + 'b')`,
    'negative lookahead': get`/^(?!(a|aa)+$)b/.test('a'.repeat(60) + 'c')`,
    lazy: get`/^(a+?)+?$/.test('a'.repeat(40) + 'b')`,
    counted: get`/^(a{1,9}){1,9}(a{1,9}){1,9}(a{1,9}){1,9}b$/.test('a'.repeat(200))`,
    'ignoring case': get`/^(\w+\s?)*$/iu.test('aB cD '.repeat(20) + '!')`,
    'empty loops': get`/^(?:a?){60}a{60}$/.test('a'.repeat(60).slice(0, 59))`,
    'match in replace': get`'a'.repeat(40).concat('b').replace(/(a+)+$/, 'x')`,
    'match in split': get`'a'.repeat(40).concat('b').split(/(?:a+)+$/)`,
    polynomial: get`/x*x*x*x*y/.test('x'.repeat(2000))`
  }
}
