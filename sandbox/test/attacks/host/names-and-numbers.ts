import { event } from '../../support.ts'
import { type Attack, get } from '../attack.ts'
import { BIGINTS, deep, hostile, NAMES, NUMBERS } from '../hostile.ts'

export const attack: Attack = {
  tries: 'Hands the sandbox values at the borders of what is allowed; they arrive as what they are.',
  stoppedBy: ['ok'],
  cases: {
    names: [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: NAMES } }),
        replies: NAMES
      }
    ],
    numbers: [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: NUMBERS } }),
        replies: NUMBERS
      }
    ],
    'big integers': [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: BIGINTS } }),
        replies: BIGINTS
      }
    ],
    'without a prototype': [
      {
        code: get`return caller.payload`,
        event: event('get', {
          caller: { id: 'a', payload: hostile(Object.assign(Object.create(null), { a: 1 })) }
        }),
        replies: { a: 1 }
      }
    ],
    frozen: [{ code: get`this.a = 2; return this`, state: Object.freeze({ a: 1 }), replies: { a: 2 } }],
    'not enumerable': [
      {
        code: get`return this`,
        state: Object.defineProperty({ a: 1 }, 'b', { value: () => 1 }),
        replies: { a: 1 }
      }
    ],
    symbols: [
      { code: get`return this`, state: hostile({ a: 1, [Symbol.iterator]: () => 1 }), replies: { a: 1 } }
    ],
    '64 levels': [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: deep(62) } }),
        replies: deep(62)
      }
    ]
  }
}
