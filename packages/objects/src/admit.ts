// Whether an event may have a turn: bounded for the node, and for each object.
import type { Caller, Failure, Millis } from '@halley/model'
import type { ObjectsCounts } from './counts.ts'
import type { Mailboxes } from './mailbox.ts'
import type { ObjectsOptions } from './options.ts'
import type { Refusals } from './refusals.ts'
import type { Spending } from './spending.ts'
import type { TurnRequest } from './step.ts'
import { isUnasked } from './turn.ts'

export interface Crowd {
  readonly options: ObjectsOptions
  /** Turns under way. */
  readonly turns: number
  readonly mailboxes: Mailboxes
  readonly counts: ObjectsCounts
  readonly refusals: Refusals
  readonly spending: Spending
  readonly caller: Caller
  readonly now: Millis
}

/** Why not, if so; otherwise the event has a place in its object's mailbox. */
export function admit(
  request: TurnRequest,
  { options, turns, mailboxes, counts, refusals, spending, caller, now }: Crowd
): Failure | undefined {
  if (request.op === 'put' && request.code === undefined && request.value === undefined)
    return { code: 'REQUEST_INVALID', message: 'a put needs code, or a value, or both' }
  const again = refusals.again(request, caller, now)
  if (again !== undefined) {
    counts.add('refusedUnread')
    return again
  }
  // Before anything is read for it: a crowd of ticks that find no room would keep the node busy with reading.
  const noShare = isUnasked(request) ? spending.shareRefusal(true, now) : undefined
  if (noShare !== undefined) return noShare
  if (turns >= options.turns) {
    counts.add('busyTurns')
    const message = `this node has ${turns} requests under way; try again in a moment`
    return { code: 'BUSY', message, details: { allowed: options.turns } }
  }
  if (!mailboxes.arrive(request.key)) {
    counts.add('busyMailboxes')
    const allowed = options.mailboxEvents
    const message = `${allowed} events are waiting for this object; try again in a moment`
    return { code: 'BUSY', message, details: { allowed } }
  }
  return undefined
}
