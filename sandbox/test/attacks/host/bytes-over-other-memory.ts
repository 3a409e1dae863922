import { event } from '../../support.ts'
import { type Attack, get } from '../attack.ts'
import { detached } from '../hostile.ts'

export const attack: Attack = {
  tries:
    'Hands the sandbox views of shared, resizable and detached memory: what it reads once is what the object sees.',
  stoppedBy: ['ok', 'VALUE_INVALID'],
  cases: {
    shared: [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: new Uint8Array(new SharedArrayBuffer(4)) } }),
        replies: Uint8Array.of(0, 0, 0, 0)
      }
    ],
    resizable: [
      {
        code: get`return caller.payload`,
        event: event('get', {
          caller: { id: 'a', payload: new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })) }
        }),
        replies: new Uint8Array(4)
      }
    ],
    detached: [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: detached() } }),
        replies: new Uint8Array(0)
      }
    ],
    'part of a large one': [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: new Uint8Array(1_000_000).subarray(5, 7) } }),
        replies: Uint8Array.of(0, 0)
      }
    ],
    Buffer: [
      {
        code: get`return caller.payload`,
        event: event('get', { caller: { id: 'a', payload: Buffer.from('hi') } }),
        replies: Uint8Array.of(104, 105)
      }
    ],
    'Buffer with properties': [
      {
        code: get`return caller.payload`,
        event: event('get', {
          caller: { id: 'a', payload: Object.assign(Uint8Array.of(1), { x: () => 1 }) }
        }),
        replies: Uint8Array.of(1)
      }
    ]
  }
}
