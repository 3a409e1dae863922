import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Registers, looks up and describes symbols without end.',
  stoppedBy: ['INSTRUCTIONS_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED'],
  cases: {
    registry: get`for (let i = 0; ; i++) Symbol.for('s' + i)`,
    'the same one': get`const s = 'x'.repeat(30000); for (;;) Symbol.for(s)`,
    keyFor: get`const s = Symbol.for('x'.repeat(30000)); for (;;) Symbol.keyFor(s)`,
    texts: get`const s = Symbol('x'.repeat(30000)); for (;;) s.toString()`,
    'colliding names': get`const o = {}; for (let i = 0; ; i++) o[String.fromCharCode(i & 255, i >> 8)] = 1`
  }
}
