import { event } from '../../support.ts'
import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Measures time within an invocation: every clock stands still.',
  stoppedBy: ['ok'],
  cases: {
    'Date.now': [
      { code: get`const a = Date.now(); for (let i = 0; i < 5000; i++); return Date.now() - a`, replies: 0 }
    ],
    'new Date': [
      { code: get`const a = new Date(); 'x'.repeat(900).split(''); return new Date() - a`, replies: 0 }
    ],
    'Date as a function': [
      { code: get`const a = Date(); for (let i = 0; i < 5000; i++); return Date() === a`, replies: true }
    ],
    'system time': [
      {
        code: get`const a = comet.getSystemTime(); for (let i = 0; i < 5000; i++); return comet.getSystemTime() - a`,
        replies: 0
      }
    ],
    'across awaits': [
      {
        code: get`return (async () => { const a = Date.now(); for (let i = 0; i < 99; i++) await null; return Date.now() - a })()`,
        replies: 0
      }
    ],
    'no other clocks': [
      {
        code: get`return ['performance', 'setTimeout', 'setInterval', 'setImmediate', 'Atomics', 'SharedArrayBuffer', 'requestAnimationFrame', 'queueMicrotask', 'gc', 'os', 'std', 'Worker'].filter((n) => n in globalThis)`,
        replies: []
      }
    ],
    'time of an error': [
      {
        code: get`const e = new Error('x'); return Object.getOwnPropertyNames(e).sort()`,
        replies: ['message', 'stack']
      }
    ],
    'clocks of odd times': [0, -1, 1e15, 8.64e15, 1.5].map((time) => ({
      code: get`return Date.now() === comet.getSystemTime() || [Date.now(), comet.getSystemTime()]`,
      event: event('get', { time }),
      replies: undefined
    }))
  }
}
