// A member of the ring, as gossip carries it. Records of one member are ordered: by stamp, then `left` before `joined`, then
// by their text. Whoever holds two keeps the later one, so it does not matter who told whom, how often, or in what order.
import type { NodeId } from './request.ts'

/** A member leaves by an explicit act only: one that is merely down is still joined. */
export type MemberStatus = 'joined' | 'left'

export interface Member {
  readonly id: NodeId
  readonly status: MemberStatus
  /** Counts the changes of this record. Raised by the member itself, and by an operator who removes it elsewhere. */
  readonly stamp: number
  /** Its share of the keys, in proportion to the weights of the others: a whole number from 1 to MEMBER_WEIGHT. */
  readonly weight: number
  /** What fails together: a rack, a room, a datacenter. */
  readonly zone?: string
  /** Multiaddrs under which it can be reached, where it has any. */
  readonly addresses: readonly string[]
}

/** What a node keeps of the ring on its disk. */
export interface Membership {
  readonly partitions: number
  readonly members: readonly Member[]
  /** This node has left, and another member knows it. */
  readonly told?: true
}

/** Negative when `b` is the later record of the two, positive when `a` is, 0 when they say the same. */
export function compareMembers(a: Member, b: Member): number {
  if (a.stamp !== b.stamp) return a.stamp - b.stamp
  if (a.status !== b.status) return a.status === 'left' ? 1 : -1
  const [left, right] = [memberText(a), memberText(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The record as one text: equal for equal records. */
export function memberText({ id, status, stamp, weight, zone, addresses }: Member): string {
  return JSON.stringify([id, status, stamp, weight, zone ?? null, addresses])
}
