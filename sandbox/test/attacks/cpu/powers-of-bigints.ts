import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Computes with big integers whose cost grows with the square of their length.',
  stoppedBy: ['STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    power: get`3n ** 100000000n`,
    'growing product': get`let a = 3n; for (;;) a *= a`,
    'great shift': get`let a = 1n << 900000n; return a`,
    division: get`const a = 3n ** 20000n, b = 7n ** 5000n; for (;;) a / b`,
    remainder: get`const a = 3n ** 20000n, b = 7n ** 5000n; for (;;) a % b`,
    'shifts back and forth': get`let a = 1n; for (;;) a = (a << 90000n) >> 90000n`,
    negation: get`let a = 3n ** 20000n; for (;;) a = -a`,
    'and or xor': get`const a = 3n ** 20000n, b = -(5n ** 12000n); for (;;) a & b | a ^ b`,
    comparison: get`const a = 3n ** 20000n, b = 3n ** 20000n; for (;;) if (a !== b) break`,
    'comparison with numbers': get`const a = 3n ** 20000n; for (;;) if (a < 1.5) break`,
    asUintN: get`const a = -(3n ** 20000n); for (;;) BigInt.asUintN(30000, a)`,
    'asIntN of few bits': get`for (let i = 0; ; i++) BigInt.asIntN(2 ** 53 - 1, -1n)`,
    'to a number': get`const a = 3n ** 20000n; for (;;) Number(a)`,
    increments: get`let a = 2n ** 30000n - 1n; for (;;) { a++; a-- }`
  }
}
