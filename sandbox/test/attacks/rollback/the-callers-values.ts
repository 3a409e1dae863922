import { event } from '../../support.ts'
import { type Attack, get } from '../attack.ts'
import { BYTES, PAYLOAD } from '../hostile.ts'

export const attack: Attack = {
  tries: "Changes what it was given; the caller's own values outside stay what they are.",
  stoppedBy: ['ok', 'HANDLER_THREW'],
  cases: {
    payload: [1, 2].map(() => ({
      code: get`caller.payload.list.push(9); return caller.payload.list`,
      event: event('get', { caller: { id: 'a', payload: PAYLOAD } }),
      replies: [1, 9]
    })),
    state: [1, 2].map(() => ({ code: get`this.list.push(9); throw 1`, state: PAYLOAD })),
    bytes: [1, 2].map(() => ({
      code: get`caller.payload.fill(9); return caller.payload`,
      event: event('get', { caller: { id: 'a', payload: BYTES } }),
      replies: Uint8Array.of(9, 9)
    }))
  }
}
