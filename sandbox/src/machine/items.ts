// The items of a request's frame: overlaying a new object's state on its code's own data, and encoding again.
import type { Limits } from '../limits.ts'
import { openMessage, ValueReader } from '../values/decode.ts'
import { encodeParts } from '../values/encode.ts'
import type { Value } from '../values/value.ts'
import { valueFailure } from './failures.ts'
import type { MachineRequest } from './outcome.ts'
import type { Program } from './program.ts'

/** The object's message with its state laid over the code's own data. @throws InvocationFailure when that is too large */
export function overlay(program: Program, message: Uint8Array, { limits }: MachineRequest): Uint8Array {
  const reader = new ValueReader(openMessage(message))
  const items = OBJECT.map((name) => reader.next(name, message.length))
  items[0] = { ...program.data, ...(items[0] as Record<string, Value> | undefined) }
  return encode(OBJECT, items, limits)
}

/** The state of an object's message, as a message of its own. */
export function stateAlone(message: Uint8Array, { limits }: MachineRequest): Uint8Array {
  return encode(OBJECT, [new ValueReader(openMessage(message)).next('the state', message.length)], limits)
}

/** What a handler would have left that does nothing: `local` as it came, no reply, no actions. */
export function restAlone(event: Uint8Array, { limits }: MachineRequest): Uint8Array {
  const local = new ValueReader(openMessage(event)).next('local', event.length)
  return encode(['local', 'the reply', 'the actions'], [local, undefined, undefined], limits)
}

const OBJECT = ['the state', 'the key', "the node's id", "the node's address"] as const

function encode(names: readonly string[], items: readonly (Value | undefined)[], limits: Limits): Uint8Array {
  const maxBytes = limits.stateBytes
  try {
    return encodeParts(items.map((value, index) => ({ name: names[index]!, value, maxBytes }))).bytes
  } catch (error) {
    throw valueFailure(error)
  }
}
