import { event } from '../../support.ts'
import { type Attack, module } from '../attack.ts'

export const attack: Attack = {
  tries: "Reads clock, chance or the node's identity in onMerge, also where the refusal is caught.",
  stoppedBy: ['HANDLER_THREW', 'ok'],
  cases: {
    'Date.now': [
      {
        code: module`export default { onMerge () { return { t: Date.now() } } }`,
        event: event('merge', { siblings: [] })
      }
    ],
    caught: [
      {
        code: module`export default { onMerge () { try { return { t: Date.now() } } catch { return { t: 'caught' } } } }`,
        event: event('merge', { siblings: [] })
      }
    ],
    'in a job': [
      {
        code: module`export default { onMerge () { return Promise.resolve().then(() => ({ t: new Date().getTime() })).catch(() => ({ t: 1 })) } }`,
        event: event('merge', { siblings: [] })
      }
    ],
    'random caught': [
      {
        code: module`export default { onMerge () { try { return { t: Math.random() } } catch { return { t: 'caught' } } } }`,
        event: event('merge', { siblings: [] }),
        leaves: { t: 'caught' }
      }
    ],
    'kept from the load': [
      {
        code: module`const { random } = Math, { getNodeID } = comet; export default { onMerge () { const out = []; for (const f of [random, getNodeID]) try { out.push(f()) } catch { out.push('caught') } return { out } } }`,
        event: event('merge', { siblings: [] }),
        leaves: { out: ['caught', 'caught'] }
      }
    ],
    'in a thrown message': [
      {
        code: module`export default { onMerge () { throw { get message () { return String(Date.now()) } } } }`,
        event: event('merge', { siblings: [] })
      }
    ],
    'in a date of text': [
      {
        code: module`export default { onMerge () { return { t: [Date.parse('12:00'), new Date('2020-01-01').getTime(), Date.UTC(2020)].map(String) } } }`,
        event: event('merge', { siblings: [] })
      }
    ],
    'in a date that is invalid': [
      {
        code: module`export default { onMerge () { return { t: String(new Date(NaN)) } } }`,
        event: event('merge', { siblings: [] }),
        leaves: { t: 'Invalid Date' }
      }
    ]
  }
}
