// Machines of this thread, for tests that look behind the sandbox: requests as the sandbox makes them, replies without the
// one figure that is not reproducible.
import { DEFAULT_LIMITS, type EventType, type Limits, type Value } from '../src/index.ts'
import { joinMessages } from '../src/machine/frame.ts'
import type { MachineReply, MachineRequest } from '../src/machine/outcome.ts'
import { encodeParts } from '../src/values/encode.ts'

export interface Happening {
  readonly type?: EventType
  readonly state?: Value
  readonly local?: Value
  readonly first?: Value
  readonly key?: string
  readonly limits?: Partial<Limits>
}

export function request(
  code: string,
  happening: Happening = {}
): MachineRequest & { readonly type: EventType } {
  const { type = 'get', state = {}, local = {}, first, key = 'key', limits } = happening
  const [object, event] = [
    [state, key, 'node', '10.0.0.1'],
    [local, first, undefined, type === 'merge']
  ].map((values) => encodeParts(values.map((value) => ({ name: 'it', value, maxBytes: 1_000_000 }))).bytes)
  const frame = joinMessages(object!, event!)
  return {
    code,
    hash: code,
    type,
    frame,
    time: 5,
    seed: 7n,
    chain: 0,
    limits: { ...DEFAULT_LIMITS, ...limits }
  }
}

/** A reply as text that can be compared: everything but the wall-clock time. */
export function comparableReply(reply: MachineReply): string {
  return JSON.stringify({ ...reply, usage: { ...reply.usage, microseconds: 0 } }, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
  )
}
