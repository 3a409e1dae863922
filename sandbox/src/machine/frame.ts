// Two messages in one run of bytes, which is what crosses between threads. A request's first message is the object's:
// what stays the same from one invocation to the next as long as nobody changes it. The second is the event's. A reply's
// first message is the new state, empty when it is as it was; the second is everything else.
//
//   request     [state, key, node's id, node's address]   [local, first argument, second argument, pure, coordinates]
//   reply       [state]                                   [local, reply, actions]
//   resumption  [ids]                                     [result…]
//
// What a handler that waits asks for is one message alone: [request…].

import { room } from '../values/room.ts'

/** The length of the first message stands before it. */
export function joinMessages(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = room(4 + first.length + second.length)
  const { length } = first
  joined[0] = length
  joined[1] = length >>> 8
  joined[2] = length >>> 16
  joined[3] = length >>> 24
  joined.set(first, 4)
  joined.set(second, 4 + length)
  return joined
}

export function splitMessages(frame: Uint8Array): { first: Uint8Array; second: Uint8Array } {
  const length = frame[0]! + frame[1]! * 0x100 + frame[2]! * 0x10000 + frame[3]! * 0x1000000
  return { first: frame.subarray(4, 4 + length), second: frame.subarray(4 + length) }
}
