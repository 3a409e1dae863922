// What membership counts: each name with what an operator reads beside the figure. Liveness and coordinates count at every
// node, gossip only where there is a ring.
import type { Counts } from '@halley/model'

export const LIVENESS_COUNTS = {
  suspicions: 'times that a peer was taken for down, because it was silent or lost',
  recoveries: 'times that a peer which was down was heard again',
  probes: 'messages sent to see whether a peer is still down',
  peersForgotten:
    'peers no longer taken for down without having been heard: they were it for long, or are too many'
} as const

export const COORDINATE_COUNTS = {
  roundTripsAsked: 'pings sent to measure the round trip to a peer, for the network coordinate',
  roundTrips: 'of these, answered in time'
} as const

export const GOSSIP_COUNTS = {
  gossipSent: 'messages of gossip sent: questions, answers and news',
  gossipReceived: 'messages of gossip received',
  gossipForeign: 'of these, from nodes of another ring: with another number of partitions',
  gossipNews: 'times that a message of gossip told something new of a member',
  membershipsRefused: 'times that the disk did not take what this node knows of the ring'
} as const

export type GossipCounts = Counts<keyof typeof GOSSIP_COUNTS>
