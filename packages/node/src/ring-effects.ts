// What the membership of a ring asks for, carried out: by replication where keys have other nodes than before, else by the world.
import type { Membership, MembershipEffect } from '@halley/membership'
import type { Millis } from '@halley/model'
import type { Replication } from '@halley/replication'
import type { Effect } from './effects.ts'

export interface RingParts {
  readonly membership: Membership
  readonly replication: Replication
  /** Under way: each may leave one more copy here. */
  readonly turns: number
  readonly now: Millis
  readonly out: (effect: Effect) => void
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
