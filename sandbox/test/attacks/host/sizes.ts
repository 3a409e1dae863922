import { event, GREETING } from '../../support.ts'
import { type Attack, module } from '../attack.ts'
import { hostile } from '../hostile.ts'

export const attack: Attack = {
  tries: 'Hands the sandbox values that are as large as allowed, and larger.',
  stoppedBy: ['STATE_TOO_LARGE', 'ok', 'MEMORY_EXCEEDED', 'VALUE_INVALID', 'STEPS_EXCEEDED', 'CODE_INVALID'],
  cases: {
    'sparse array': [{ code: GREETING, state: hostile({ a: new Array(2 ** 32 - 1) }) }],
    'sparse array within the limit': [{ code: GREETING, state: hostile({ a: new Array(90_000) }) }],
    'large text': [{ code: GREETING, state: { a: 'x'.repeat(200_000) } }],
    'wide text': [{ code: GREETING, state: { a: '€'.repeat(60_000) } }],
    'a hundred thousand texts': [{ code: GREETING, state: { a: Array(100_000).fill('x') } }],
    'thousands of empty texts': [{ code: GREETING, event: event('put'), state: { a: Array(9000).fill('') } }],
    'large bytes': [{ code: GREETING, state: { a: new Uint8Array(1_000_000) } }],
    'many names': [
      { code: GREETING, state: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])) }
    ],
    'one long name': [{ code: GREETING, state: { ['k'.repeat(200_000)]: 1 } }],
    'as much as fits': [{ code: GREETING, state: { a: 'x'.repeat(90_000) } }],
    'state and local': [
      { code: GREETING, state: { a: 'x'.repeat(90_000) }, local: { a: 'x'.repeat(90_000) } }
    ],
    'great incoming': [
      {
        code: module`export default { onUpdate () {} }`,
        event: event('update', { incoming: 'x'.repeat(900_000) })
      }
    ],
    'greater incoming': [
      {
        code: module`export default { onUpdate () {} }`,
        event: event('update', { incoming: 'x'.repeat(2_000_000) })
      }
    ],
    'many siblings': [
      {
        code: module`export default { onMerge (all) { return all[0] } }`,
        event: event('merge', { siblings: Array.from({ length: 9000 }, (_, n) => ({ n })) })
      }
    ],
    'long key': [{ code: GREETING, key: 'k'.repeat(200_000) }],
    'long seed': [{ code: GREETING, event: event('get', { seed: 's'.repeat(1_000_000) }) }],
    'long code': [{ code: ' '.repeat(10_000_000) }],
    'code of wide characters': [{ code: '€'.repeat(22_000) }]
  }
}
