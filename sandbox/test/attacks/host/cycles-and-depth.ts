import { event, GREETING } from '../../support.ts'
import { type Attack, module } from '../attack.ts'
import { cycle, cyclicArray, deep, doubling } from '../hostile.ts'

export const attack: Attack = {
  tries: 'Hands the sandbox values that contain themselves, or are nested without bound.',
  stoppedBy: ['VALUE_INVALID', 'STATE_TOO_LARGE'],
  cases: {
    cycle: [{ code: GREETING, state: cycle() }],
    'cycle of an array': [{ code: GREETING, state: { a: cyclicArray() } }],
    '65 levels': [{ code: GREETING, state: { a: deep(64) } }],
    'a hundred thousand levels': [{ code: GREETING, state: { a: deep(100_000) } }],
    'shared doubling': [{ code: GREETING, state: { a: doubling(60) } }],
    'shared doubling of objects': [{ code: GREETING, local: { a: doubling(40) } }],
    'siblings of siblings': [
      { code: module`export default { onMerge () {} }`, event: event('merge', { siblings: doubling(50) }) }
    ]
  }
}
