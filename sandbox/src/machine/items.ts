// The items of a request's frame: overlaying a new object's state on its code's own data, and encoding again.
import type { Limits } from '../limits.ts'
import { openMessage, ValueReader } from '../values/decode.ts'
import { encodeParts, SizeError } from '../values/encode.ts'
import { type Value, ValueError } from '../values/value.ts'
import { invalidValue } from './failures.ts'
import { InvocationFailure, type MachineRequest } from './outcome.ts'
import type { Program } from './program.ts'

// The request's items with the state laid over the code's own data.
export function overlay(program: Program, request: MachineRequest): (Value | undefined)[] {
  const reader = new ValueReader(openMessage(request.frame))
  const items = ITEMS.map((name) => reader.next(name, Number.MAX_SAFE_INTEGER))
  items[0] = { ...program.data, ...(items[0] as Record<string, Value> | undefined) }
  return items
}

const ITEMS = [
  'the state',
  'local',
  'the first argument',
  'the second argument',
  'pure',
  'time',
  'key',
  'node',
  'node'
] as const

export function encodeItems(items: readonly (Value | undefined)[], limits: Limits): Uint8Array {
  const maxBytes = limits.stateBytes
  try {
    return encodeParts(items.map((value, index) => ({ name: ITEMS[index]!, value, maxBytes }))).bytes
  } catch (error) {
    if (error instanceof ValueError) throw new InvocationFailure(invalidValue(error.message))
    if (!(error instanceof SizeError)) throw error
    const { message, used, allowed } = error
    throw new InvocationFailure({ code: 'STATE_TOO_LARGE', message, limit: 'stateBytes', used, allowed })
  }
}
