// How a node stands to the ring when it starts, by what its disk says. Joining is an explicit act, and so is leaving: a restart
// is neither.
//
//   nothing on the disk ──► joins      joined ──► still joined      leaving ──► goes on leaving      left ──► joins only if told to
//
// A node is leaving until another member knows that it has left: before that, the others would count on it for ever.
import type { Member, Membership, NodeId } from '@halley/model'

export type Standing = 'new' | 'joined' | 'leaving' | 'left'

export function standingOf(membership: Membership | undefined, self: NodeId): Standing {
  const status = membership?.members.find(({ id }) => id === self)?.status ?? 'new'
  return status === 'left' && membership?.told !== true ? 'leaving' : status
}

/** What a node says of itself. */
export interface Profile {
  readonly weight: number
  readonly zone?: string
  readonly addresses: readonly string[]
}

/** The own record after a start: the known one where it still holds, else its successor. */
export function ownRecord(
  self: NodeId,
  known: Member | undefined,
  profile: Profile,
  rejoin: boolean
): Member {
  const joined = { id: self, status: 'joined' as const, ...profile }
  if (known === undefined) return { ...joined, stamp: 1 }
  if (known.status === 'left') return rejoin ? { ...joined, stamp: known.stamp + 1 } : known
  return sameProfile(known, profile) ? known : { ...joined, stamp: known.stamp + 1 }
}

/** The record of a member that is gone for good: what is needed to remember that, and no more. */
export function farewell({ id, stamp, weight }: Member): Member {
  return { id, status: 'left', stamp: stamp + 1, weight, addresses: [] }
}

/**
 * What the owner answers to a later record of itself: nothing where it was removed, for that is an operator's act; else its own
 * word again, above what was said. Others may hold records of a life that its disk has forgotten.
 */
export function refutation(own: Member, said: Member): Member | undefined {
  return said.status === 'left' ? undefined : { ...own, stamp: said.stamp + 1 }
}

function sameProfile(a: Profile, b: Profile): boolean {
  return a.weight === b.weight && a.zone === b.zone && a.addresses.join(' ') === b.addresses.join(' ')
}
