// What an event releases, once what it wrote is durable: its answer, replies to earlier callers, and copies at the nodes that its
// handlers named. An event that fails releases nothing but its failure.
import type { ClientResponse } from '@halley/model'
import type { ObjectsEffect } from './effects.ts'
import { repliesOf, type TurnRequest } from './step.ts'
import { isUnasked, type Turn } from './turn.ts'

/** @param affords whether the object may have so many nodes asked to keep copies */
export function release(
  turn: Turn,
  response: ClientResponse | undefined,
  affords: (nodes: number) => boolean
): readonly ObjectsEffect[] {
  if (response?.ok === false) return []
  const { id, request, outcomes, copies, afterwards = {} } = turn
  const { selects, chosen } = afterwards
  const { key } = request
  const replies = repliesOf(outcomes)
  const released: ObjectsEffect[] = []
  if (replies.length > 0) released.push({ type: 'reply', turn: id, key, replies })
  if (copies !== undefined) released.push({ type: 'spread', turn: id, key, nodes: copies })
  if (selects) released.push({ type: 'select', turn: id, key })
  if (chosen !== undefined && affords(chosen.length))
    released.push({ type: 'place', turn: id, key, nodes: chosen })
  return released
}

/** The answer to whoever asked; of what nobody asked for, that it is over. */
export function told(
  turn: number,
  request: TurnRequest,
  response: ClientResponse | undefined
): ObjectsEffect {
  if (response === undefined || isUnasked(request))
    return { type: 'ended', turn, done: response === undefined }
  return { type: 'respond', turn, response }
}
