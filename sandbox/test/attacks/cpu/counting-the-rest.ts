import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries:
    'Spends exactly what is left, by asking the sandbox itself, and tries to end with less than nothing.',
  stoppedBy: ['ok', 'INSTRUCTIONS_EXCEEDED'],
  cases: {
    'down to the last': get`while (comet.remaining() > 20); return comet.remaining()`,
    'beyond the last': get`for (;;) comet.remaining()`,
    'remaining as a comparator': get`[3, 2, 1].sort(comet.remaining); return comet.remaining.call(null, 1) > 0`
  }
}
