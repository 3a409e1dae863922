// What a gateway counts: each name with what an operator reads beside the figure; and what it has, as it is when it is looked at.
import { Counts } from '@halley/model'

export const BITTORRENT_COUNTS = {
  // The Mainline node (mainline/node.ts).
  packetsIn: 'packets that came to the Mainline node',
  packetsOut: 'packets that it sent',
  packetsDropped: 'of the packets that came, dropped: no message of the DHT, or without a transaction',
  answersUnasked: 'answers that came to no question of the Mainline node',
  answersCut: 'answers that were cut, because their askers had not proven their addresses',
  pings: 'pings answered',
  findNodes: 'find_node answered',
  getPeers: 'get_peers answered',
  samples: 'sample_infohashes answered',
  announcements: 'announcements by the DHT that were made durable',
  itemGets: 'gets of items answered',
  itemPuts: 'puts of items that were made durable',
  refusedOften: 'announcements and puts by the DHT refused, because their address had enough',
  refusedBusy:
    'questions by the DHT refused, because all together were too many, or the network behind did not do it',
  refusedWrong:
    'questions by the DHT refused as wrong: arguments, tokens, ports, addresses, methods, sizes, signatures',
  refusedStale: 'puts of items refused, because another was put before',
  idFailures:
    'times an id of the Mainline node could not be written to the disk: it has another one after a start',
  // Trackers (tracker/desk.ts, tracker/udp-tracker.ts).
  trackerAnnouncements: 'announcements to the trackers that were made durable',
  trackerScrapes: 'swarms that trackers were asked to count',
  trackerDropped: 'packets to the UDP tracker that were no questions',
  trackerStrangers: 'questions to the UDP tracker without an id of a connection that counts',
  trackerRefused: 'questions to the trackers refused: wrong ones, and of addresses that had enough',
  trackerBusy: 'questions to the trackers refused, because all together were too many',
  trackerFailures: 'announcements and counts that the network behind did not do',
  // Swarms (swarm/keeper.ts).
  swarmPuts: 'puts of announcements that were gathered, to objects of swarms',
  swarmLooks: 'times an object of a swarm was asked who is there'
} as const

type BittorrentCount = keyof typeof BITTORRENT_COUNTS

export class BittorrentCounts extends Counts<BittorrentCount> {
  constructor() {
    super(BITTORRENT_COUNTS)
  }
}

/** Something that a gateway counts or has, for metrics. */
export interface Figure {
  readonly name: string
  readonly help: string
  /** A counter grows from 0 on. */
  readonly kind: 'counter' | 'gauge'
  read(): number
}

/** @param held what the gateway has now */
export function figuresOf(
  counts: BittorrentCounts,
  held: { readonly swarms: () => number; readonly peers: () => number; readonly nodes: () => number }
): Figure[] {
  const counters = Object.entries(BITTORRENT_COUNTS).map(
    ([name, help]): Figure => ({
      name: `bittorrent_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      help,
      kind: 'counter',
      read: () => counts.all()[name as BittorrentCount]
    })
  )
  const gauge = (name: string, help: string, read: () => number): Figure => {
    return { name: `bittorrent_${name}`, help, kind: 'gauge', read }
  }
  return [
    ...counters,
    gauge('swarms', 'swarms that this gateway remembers, of both families', held.swarms),
    gauge('peers', 'peers in what it remembers of them', held.peers),
    gauge('mainline_nodes', 'good nodes of the DHT that it knows', held.nodes)
  ]
}
