// What replication counts: each name with what an operator reads beside the figure.
import type { Counts } from '@halley/model'

export const REPLICATION_COUNTS = {
  // Requests on their way to a coordinator (routing.ts).
  answeredDirectly: 'gets and puts that this node began to answer itself, without the coordinator',
  directDeclined:
    'of these, handed to the coordinator after all: its handlers decide, or the quorum was not met',
  handedOver: 'requests handed to other nodes to coordinate',
  movedOnSilence: 'requests that went on to the next coordinator because one was lost or silent',
  movedOnRefusal:
    'requests that went on to the next coordinator because one could not coordinate: its disk, or it leaves',
  hedges: 'gets that another coordinator was asked for besides, because the first was late',
  hedgesWon: 'of these, answered first by the other',
  hedgesDeclined: 'of these, left to the first by the other, because handlers would have to run',
  coordinatorsChecked: 'times that a coordinator was late and was asked whether it is there',
  requestsTimedOut: 'requests that no coordinator answered in time',
  replicasAbsent: 'requests for which none of the responsible nodes could be reached',
  abandoned: 'requests dropped just before their write, because nobody waited for them any more',
  // Reads and writes that this node coordinates (operations.ts).
  readQuorumsUnmet: 'reads coordinated here that fewer replicas answered than they need',
  readsWidened: 'reads of which the homes knew nothing, so that as many nodes again were asked',
  readsHedged: 'reads of some homes for which another was asked besides, because one was late',
  readRepairs: 'copies sent to homes that a read found to lack something',
  writeQuorumsUnmet: 'writes coordinated here that fewer nodes made durable than they need',
  standIns:
    'copies that a fallback was given, or that this node keeps as one, for a home that was down or did not store its own',
  copiesOwed: 'copies that a home did not get and no fallback took: this node keeps them for it',
  // Hints (handoff.ts).
  hintsKept: 'copies that this node began to keep for others',
  hintsRefused: 'copies for others that this node did not keep, because of the caps on hints',
  hintsDelivered: 'kept copies that their homes now have',
  hintsRehomed: 'kept copies that went to other homes, because theirs is none any more',
  hintsGivenUp: 'kept copies older than the grace time: not handed over, but left to be asked about',
  handoffsFailed: 'times that a kept copy was sent, or was to be sent, and did not arrive',
  // Copies besides the homes (copies.ts, leases.ts).
  leasesAsked: 'nodes asked to keep copies of objects of which they are no homes',
  leasesGranted:
    'copies that this node was asked to keep, for the first time or again, and keeps for a while',
  leasesRefused: 'copies that this node was asked to keep and did not, for want of room',
  copiesSpread: 'copies sent to nodes that keep them besides the homes',
  copiesUnspread: 'of these, those that did not arrive',
  copiesSpared: 'copies not sent because the node’s own said the same',
  // Other nodes, and the disk (replication.ts).
  questionsLapsed: 'questions that other nodes let lapse',
  loadsRefused: 'copies that the disk could not read this time',
  copiesDamaged: 'copies found damaged for good on the disk: the other homes fill them again',
  storesRefused: 'writes that the disk refused',
  // Room (stored-bytes.ts).
  ownersFull: 'writes refused because the objects of their owner would take up more than one owner’s may',
  storageFull: 'writes refused because all objects would take up more than they may at this node',
  // Comparing replicas (exchange/).
  busyBackground:
    'questions for the background work of others that were refused with BUSY because too many waited',
  exchanges: 'exchanges begun with other homes',
  sumsCompared: 'sums of regions sent to other homes to be compared',
  keysCompared: 'keys with digests that other homes listed',
  differences: 'keys that this node and another home did not hold alike',
  transfers: 'copies read from or sent to other homes because they differed',
  transfersFailed: 'copies that could not be moved',
  merges: 'merges begun because concurrent versions met in a copy here, without any request',
  // Timers (timetable.ts).
  ticksBegun: 'ticks begun here because a timer was due',
  ticksPutOff:
    'of these, tried again later: the object could not be read or written, or its handler not be run',
  mergesLeft: 'keys whose versions met and were left to the next get, because too many waited to be merged',
  leftoversDropped: 'copies dropped because this node is no home of their keys any more',
  reclaimed: 'copies dropped because their objects were deleted or expired longer ago than the grace time',
  disowned: 'copies dropped because this node was away for longer than the grace time and no home knows them'
} as const

export type ReplicationCount = keyof typeof REPLICATION_COUNTS

export type ReplicationCounts = Counts<ReplicationCount>
