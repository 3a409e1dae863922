// Refusals of a moment ago: what was refused for its object's budget is refused again without reading the object from a quorum, so
// that a crowd that asks on costs the network nothing. Only for a second, and not after a change that is known here: another
// coordinator may have changed the object meanwhile, and what it runs then may be somebody else's.
import { type Caller, type Failure, type Key, LruMap, type Millis, type NodeId } from '@halley/model'
import type { TurnRequest } from './step.ts'

interface Refusal {
  readonly failure: Failure
  readonly owner: NodeId
  readonly at: Millis
}

const OBJECTS = 1_000
const LASTS_MS = 1_000

export class Refusals {
  readonly #recent = new LruMap<string, Refusal>(OBJECTS)

  note({ op, key }: TurnRequest, owner: NodeId, failure: Failure, now: Millis): void {
    this.#recent.set(nameOf(op, key), { failure, owner, at: now })
  }

  /** The object has changed. */
  changed(key: Key): void {
    if (this.#recent.size === 0) return
    for (const op of ['get', 'put', 'delete'] as const) this.#recent.delete(nameOf(op, key))
  }

  /** The failure that the event would be refused with again. Of the owner it is not known. */
  again(request: TurnRequest, caller: Caller, now: Millis): Failure | undefined {
    if (this.#recent.size === 0 || (request.op === 'get' && request.source)) return undefined
    const refusal = this.#recent.get(nameOf(request.op, request.key))
    if (refusal === undefined || (request.op !== 'get' && caller.id === refusal.owner)) return undefined
    const { failure, at } = refusal
    const left = Number(failure.details?.retryAfterMs) - (now - at)
    if (now < at || now - at > LASTS_MS || !(left > 0)) return undefined
    return { ...failure, details: { ...failure.details, retryAfterMs: left } }
  }
}

function nameOf(op: TurnRequest['op'], key: Key): string {
  return `${op} ${key}`
}
