import { event } from '../../support.ts'
import { type Attack, get, module } from '../attack.ts'

export const attack: Attack = {
  tries: 'Turns the state into something else while it is the state.',
  stoppedBy: ['VALUE_INVALID', 'ok', 'HANDLER_THREW'],
  cases: {
    'array in its place': [
      {
        code: module`export default { onUpdate () { return [1] } }`,
        event: event('update', { incoming: { a: 1 } })
      }
    ],
    'bytes in its place': [
      { code: module`export default { onPut () { return new Uint8Array(3) } }`, event: event('put') }
    ],
    'function in its place': [
      { code: module`export default { onPut () { return () => 1 } }`, event: event('put') }
    ],
    'a proxy of this': [
      { code: module`export default { onPut () { return new Proxy(this, {}) } }`, event: event('put') }
    ],
    'a copy of this': [
      {
        code: module`export default { a: 1, onPut () { return { ...this } } }`,
        event: event('put'),
        leaves: { a: 1 }
      }
    ],
    'an object with this as its prototype': [
      { code: module`export default { onPut () { return Object.create(this) } }`, event: event('put') }
    ],
    'the caller': [
      {
        code: module`export default { onPut (caller) { return caller } }`,
        event: event('put'),
        leaves: { id: 'alice' }
      }
    ],
    local: [{ code: module`export default { onPut () { return local } }`, event: event('put') }],
    'a promise of null': [
      {
        code: module`export default { async onPut () { return null } }`,
        event: event('put'),
        state: { a: 1 },
        leaves: { a: 1 }
      }
    ],
    'incoming changed and answered': [
      {
        code: module`export default { onUpdate (incoming) { incoming.self = incoming; return incoming } }`,
        event: event('update', { incoming: { a: 1 } })
      }
    ],
    'incoming that is a text': [
      {
        code: module`export default { onUpdate (incoming) { return incoming } }`,
        event: event('update', { incoming: 'text' })
      }
    ],
    'siblings answered': [
      {
        code: module`export default { onMerge (siblings) { return siblings } }`,
        event: event('merge', { siblings: [{ a: 1 }, { b: 2 }] })
      }
    ],
    'one sibling answered': [
      {
        code: module`export default { onMerge (siblings) { return siblings[0] } }`,
        event: event('merge', { siblings: [{ a: 1 }, { b: 2 }] }),
        leaves: { a: 1 }
      }
    ],
    'null of a merge': [
      { code: module`export default { onMerge () { return null } }`, event: event('merge', { siblings: [] }) }
    ],
    sealed: get`Object.seal(this); Object.freeze(local); return this`,
    'symbols on it': get`this[Symbol.for('x')] = () => 1`,
    'reply undefined': [{ code: get`return undefined`, replies: undefined }]
  }
}
