import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Formats and parses numbers in the costliest ways there are.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    toFixed: get`for (;;) (1.1).toFixed(100)`,
    toPrecision: get`for (;;) (5e-324).toPrecision(100)`,
    toExponential: get`for (;;) (1.7976931348623157e308).toExponential(100)`,
    'base 3': get`for (;;) (5e-324).toString(3)`,
    'base 2 of a great one': get`for (;;) (1.7976931348623157e308).toString(2)`,
    'base 36': get`for (;;) (0.1 + 1e-17).toString(36)`,
    parseFloat: get`const s = '0.' + '0'.repeat(20000) + '1'; for (;;) parseFloat(s)`,
    parseInt: get`const s = 'z'.repeat(20000); for (;;) parseInt(s, 36)`,
    Number: get`const s = ' '.repeat(20000) + '1'; for (;;) Number(s)`,
    'halfway cases': get`const s = '9007199254740993' + '0'.repeat(800) + '1e-800'; for (;;) +s`,
    sumPrecise: get`const a = Array.from({ length: 2000 }, (_, i) => (i % 2 ? 1e308 : -1e-308) * i); for (;;) Math.sumPrecise(a)`,
    'sumPrecise of an endless iterator': get`Math.sumPrecise({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) })`,
    hypot: get`for (;;) Math.hypot(...new Array(5000).fill(1e200))`,
    max: get`for (;;) Math.max.apply(null, new Array(5000).fill(0))`,
    transcendental: get`for (let x = 1e300; ; x /= 1.0001) Math.sin(x) + Math.tan(x) + Math.pow(x, 1.1)`,
    remainder: get`let x = 1.7e308; for (;;) x % 5e-324`
  }
}
