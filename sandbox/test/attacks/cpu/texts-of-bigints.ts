import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Turns big integers into text and back, in bases that need division.',
  stoppedBy: ['STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'great text': get`(2n ** 300000n).toString()`,
    decimal: get`const a = 3n ** 20000n; for (;;) String(a)`,
    'base 36': get`const a = 3n ** 20000n; for (;;) a.toString(36)`,
    'base 32': get`const a = 3n ** 20000n; for (;;) a.toString(32)`,
    parsing: get`const s = '9'.repeat(20000); for (;;) BigInt(s)`,
    'parsing hexadecimal': get`const s = '0x' + 'f'.repeat(40000); for (;;) BigInt(s)`,
    'parsing a literal': get`const s = '9'.repeat(9000) + 'n'; for (;;) eval(s)`,
    'comparison with text': get`const a = 3n ** 2000n, s = '9'.repeat(1000); for (;;) if (a == s) break`,
    'as a property name': get`const o = {}, a = 3n ** 9000n; for (;;) o[a]`,
    locale: get`const a = 3n ** 9000n; for (;;) a.toLocaleString()`
  }
}
