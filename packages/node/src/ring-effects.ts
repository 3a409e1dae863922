// What the membership of a ring is told, and what it asks for, carried out: by replication where keys have other nodes than before, else by the world.
import type { Membership, MembershipEffect } from '@halley/membership'
import type { Millis } from '@halley/model'
import type { Replication } from '@halley/replication'
import type { Effect } from './effects.ts'
import type { Input } from './inputs.ts'

export interface RingParts {
  readonly membership: Membership
  readonly replication: Replication
  /** Under way: each may leave one more copy here. */
  readonly turns: number
  readonly now: Millis
  readonly out: (effect: Effect) => void
}

type MembershipInput = Extract<
  Input,
  { type: 'membership.started' | 'membership.stored' | 'membership.unstored' | 'membership.leave' }
>

/** What the world tells the membership; nothing where keys are placed in the overlay. */
export function toMembership(membership: Membership | undefined, input: MembershipInput, now: Millis): void {
  switch (input.type) {
    case 'membership.started':
      return membership?.start(input.start, now)
    case 'membership.stored':
      return membership?.stored(now)
    case 'membership.unstored':
      return membership?.unstored(now)
    case 'membership.leave':
      return membership?.leave(input.id, input.member, now)
  }
}

export function onMembership(
  effect: MembershipEffect,
  { membership, replication, turns, now, out }: RingParts
): void {
  switch (effect.type) {
    case 'send':
      return out({ type: 'message.send', to: effect.to, message: effect.message })
    case 'store':
      return out({ type: 'membership.store', membership: effect.membership })
    case 'addresses':
      return out({ type: 'peer.addresses', peer: effect.peer, addresses: effect.addresses })
    case 'moved':
      replication.placementMoved()
      return replication.background(now).ranged(membership.ring, now)
    case 'vacate':
      return membership.vacated(replication.vacate(now) + turns)
    case 'departed':
      return out({ ...effect, type: 'membership.departed' })
    case 'gone':
      return out({ type: 'membership.gone' })
  }
}
