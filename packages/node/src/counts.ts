// All that the cores count, in one place.
import { COORDINATE_COUNTS, GOSSIP_COUNTS, LIVENESS_COUNTS } from '@halley/membership'
import { Counts } from '@halley/model'
import { OBJECTS_COUNTS } from '@halley/objects'
import { REPLICATION_COUNTS } from '@halley/replication'

export const ADMISSION_COUNTS = {
  busyClients:
    'requests of its own clients that this node refused with BUSY because it had too many under way',
  busyPeers: 'requests that other nodes handed to it, refused for the same reason'
} as const

export const REPLY_COUNTS = {
  repliesSent: 'replies to earlier callers that objects sent from this node',
  repliesTaken: 'replies that clients of this node were answered with',
  repliesMissed: 'clients of this node that no reply reached in their time',
  repliesUnknown: 'replies refused because nobody has given their capability, or it is long spent',
  repliesRepeated: 'replies refused because their capability was spent before, or its time is over',
  repliesForeign:
    'replies refused because another object used the capability, or a node that is not responsible'
} as const

export const NODE_COUNTS = {
  ...ADMISSION_COUNTS,
  ...REPLY_COUNTS,
  ...REPLICATION_COUNTS,
  ...OBJECTS_COUNTS,
  ...LIVENESS_COUNTS,
  ...COORDINATE_COUNTS,
  ...GOSSIP_COUNTS
} as const

export type NodeCount = keyof typeof NODE_COUNTS

/** What the parts have counted, by all names that there are: 0 for those of a part that is not there. */
export function countsOf(
  ...parts: readonly ({ readonly counts: { all(): Readonly<Record<string, number>> } } | undefined)[]
): Readonly<Record<NodeCount, number>> {
  return Object.assign(new Counts(NODE_COUNTS).all(), ...parts.map((part) => part?.counts.all()))
}
