// What both trackers do with an announcement and a scrape once they have understood it: who may, what the swarms are asked, what is said.
import { type Endpoint, familyOf, isLocal, isUnicast } from '../addresses.ts'
import { BittorrentCounts } from '../counts.ts'
import { BittorrentError } from '../errors.ts'
import { RateLimit, type RateOptions } from '../mainline/rates.ts'
import type { SwarmCounts, SwarmPeer, Swarms } from '../swarms.ts'
import { ASKS, PEERS_DEFAULT, PEERS_MOST, UNDERWAY_MOST } from './limits.ts'

/** What is asked of swarms here: counts are told with each announcement, so as of the last look, without another one. */
export interface CountedSwarms extends Swarms {
  counts(infoHash: Uint8Array, family: 4 | 6): SwarmCounts
}

export interface Asked {
  readonly infoHash: Uint8Array
  readonly event?: 'started' | 'stopped' | 'completed'
  /** Bytes that the client lacks; absent where it does not say. */
  readonly left?: number | bigint
  /** Peers wanted; absent or negative: as many as are usual. */
  readonly most?: number
  readonly rttMs?: number
}

export interface Told {
  readonly peers: readonly SwarmPeer[]
  readonly counts: SwarmCounts
}

export class Desk {
  readonly #swarms: CountedSwarms
  readonly #localPeers: boolean
  readonly #asks: RateLimit
  readonly #now: () => number
  readonly counts: BittorrentCounts
  #underWay = 0

  /**
   * @param localPeers whether peers at private addresses are of use: the tracker is at one itself
   * @param rates what is taken, where it is other than usual
   */
  constructor(
    swarms: CountedSwarms,
    localPeers: boolean,
    now: () => number,
    counts = new BittorrentCounts(),
    rates: RateOptions = {}
  ) {
    this.#swarms = swarms
    this.#localPeers = localPeers
    this.#asks = new RateLimit({ ...ASKS, ...rates }, now())
    this.#now = now
    this.counts = counts
  }

  /**
   * Resolves when the announcement is durable.
   * @throws BittorrentError TRACKER_REFUSED, SWARM_BUSY, SWARM_REFUSED, SWARM_UNREACHABLE
   */
  async announce(peer: Endpoint, { infoHash, event, left, most = -1, rttMs }: Asked): Promise<Told> {
    if (peer.port < 1 || peer.port > 65_535) throw refused('port is not 1 to 65535')
    if (!isUnicast(peer.ip) || (!this.#localPeers && isLocal(peer.ip))) throw refused('address is private')
    this.#enter(peer.ip)
    try {
      const family = familyOf(peer.ip)
      const seed = left !== undefined && BigInt(left) === 0n
      await this.#swarms.announce(infoHash, peer, {
        seed,
        ...(event === undefined ? {} : { event }),
        ...(rttMs === undefined ? {} : { rttMs })
      })
      this.counts.add('trackerAnnouncements')
      const wanted = most < 0 ? PEERS_DEFAULT : Math.min(most, PEERS_MOST[family])
      const want = { most: wanted, family, seedsFirst: !seed }
      const peers = event === 'stopped' ? [] : await this.#swarms.peers(infoHash, peer, want)
      return { peers, counts: this.#swarms.counts(infoHash, family) }
    } finally {
      this.#underWay--
    }
  }

  /** @throws BittorrentError TRACKER_REFUSED, SWARM_BUSY, SWARM_REFUSED, SWARM_UNREACHABLE */
  async scrape(ip: string, hashes: readonly Uint8Array[]): Promise<SwarmCounts[]> {
    const all: SwarmCounts[] = []
    for (const infoHash of hashes) {
      this.#enter(ip)
      try {
        all.push(await this.#swarms.scrape(infoHash))
        this.counts.add('trackerScrapes')
      } finally {
        this.#underWay--
      }
    }
    return all
  }

  /** Counts what failed. @returns what a client is told of it: no keys and no nodes */
  reasonOf(error: unknown): string {
    const code = error instanceof BittorrentError ? error.code : undefined
    this.counts.add(
      code === 'TRACKER_REFUSED'
        ? 'trackerRefused'
        : code === 'SWARM_BUSY'
          ? 'trackerBusy'
          : 'trackerFailures'
    )
    if (!(error instanceof BittorrentError)) return 'internal error'
    if (error.code === 'TRACKER_REFUSED') return error.message
    return REASONS[error.code as keyof typeof REASONS] ?? 'internal error'
  }

  #enter(ip: string): void {
    const enough = this.#asks.take(ip, this.#now())
    if (enough === 'address') throw refused('too many requests of your address')
    if (enough === 'all' || this.#underWay >= UNDERWAY_MOST)
      throw new BittorrentError('SWARM_BUSY', 'too many requests; try again later')
    this.#underWay++
  }
}

function refused(why: string): BittorrentError {
  return new BittorrentError('TRACKER_REFUSED', why)
}

const REASONS = {
  SWARM_BUSY: 'busy, try again later',
  SWARM_REFUSED: 'refused',
  SWARM_UNREACHABLE: 'not available, try again later'
}
