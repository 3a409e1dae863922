// What the Mainline DHT and the trackers ask of the swarms behind them: who is there, and that somebody came. An info-hash is 20
// bytes, a key behind which a tracker object keeps the peers.

export interface PeerAddress {
  /** Canonical text: dotted for IPv4; lower case and shortest for IPv6. */
  readonly ip: string
  /** 1 to 65,535. */
  readonly port: number
}

export interface SwarmPeer extends PeerAddress {
  /** Whether it has everything. */
  readonly seed: boolean
}

export interface Announcement {
  /** Absent: a regular one, or of a client that says no such thing (BEP 5). */
  readonly event?: 'started' | 'stopped' | 'completed'
  /** Whether the peer has everything. */
  readonly seed?: boolean
  /** From this gateway to the peer, if it was measured: where there are coordinates, it is as much farther away. */
  readonly rttMs?: number
}

export interface Wanted {
  /** Peers at most. */
  readonly most: number
  readonly family: 4 | 6
  /** Seeds come before others: for who has not got everything. */
  readonly seedsFirst?: boolean
}

export interface SwarmCounts {
  readonly seeds: number
  readonly leechers: number
  /** Downloads that were said to be completed. */
  readonly completed: number
}

export interface Swarms {
  /** Resolves when the announcement is as durable as docs/bittorrent.md says. */
  announce(infoHash: Uint8Array, peer: PeerAddress, what: Announcement): Promise<void>
  /**
   * Peers for who asks from `asker`: nearest first, seeds first for leechers, some at random. Synchronous from a cache where there is
   * one; none where nobody knows the swarm.
   */
  peers(
    infoHash: Uint8Array,
    asker: PeerAddress,
    want: Wanted
  ): readonly SwarmPeer[] | Promise<readonly SwarmPeer[]>
  scrape(infoHash: Uint8Array): Promise<SwarmCounts>
  /** Info-hashes known at this gateway, at most so many (BEP 51). */
  sample(most: number): readonly Uint8Array[]
}
