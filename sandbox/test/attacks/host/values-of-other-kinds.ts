import { event, GREETING } from '../../support.ts'
import type { Attack } from '../attack.ts'
import { hostile } from '../hostile.ts'

export const attack: Attack = {
  tries: 'Hands the sandbox what is not a value.',
  stoppedBy: ['VALUE_INVALID'],
  cases: {
    function: [{ code: GREETING, state: hostile({ a: () => 1 }) }],
    symbol: [{ code: GREETING, state: hostile({ a: Symbol('x') }) }],
    'undefined in a list': [{ code: GREETING, state: hostile({ a: [undefined] }) }],
    hole: [
      // biome-ignore lint/suspicious/noSparseArray: the hole is the attack
      { code: GREETING, state: hostile({ a: [1, , 2] }) }
    ],
    date: [{ code: GREETING, state: hostile({ a: new Date(0) }) }],
    map: [{ code: GREETING, local: hostile({ a: new Map() }) }],
    'class instance': [{ code: GREETING, state: hostile(new (class A {})()) }],
    error: [{ code: GREETING, state: hostile({ a: new Error('x') }) }],
    promise: [{ code: GREETING, state: hostile({ a: Promise.resolve(1) }) }],
    NaN: [{ code: GREETING, state: { a: Number.NaN } }],
    infinite: [{ code: GREETING, state: { a: -1 / 0 } }],
    'half a pair': [{ code: GREETING, state: { a: '\ud800' } }],
    'half a pair in a name': [{ code: GREETING, state: { '\ud800': 1 } }],
    'half a pair as the key': [{ code: GREETING, key: '\udfff' }],
    'half a pair in the caller': [{ code: GREETING, event: event('get', { caller: { id: '\ud800' } }) }],
    'great big integer': [{ code: GREETING, state: { a: 2n ** 8192n } }],
    'typed array of another kind': [{ code: GREETING, state: hostile({ a: new Float64Array(2) }) }],
    buffer: [{ code: GREETING, state: hostile({ a: new ArrayBuffer(2) }) }],
    'array as the state': [{ code: GREETING, state: [1] }],
    'text as the state': [{ code: GREETING, state: 'text' }],
    'null as the state': [{ code: GREETING, state: null }],
    'array as local': [{ code: GREETING, local: [1] }],
    boxed: [{ code: GREETING, state: hostile({ a: Object(1) }) }],
    'time that is not a number': [{ code: GREETING, event: event('get', { time: Number.NaN }) }]
  }
}
