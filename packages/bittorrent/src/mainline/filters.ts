// The filters of swarms (BEP 33), kept for a while: making them is dear, and anybody may ask for them.
import { LruMap } from '@halley/model'
import type { Family } from '../addresses.ts'
import type { PeerAddress, SwarmPeer, Swarms } from '../swarms.ts'
import { filterOf } from './bloom.ts'
import { FILTER_MS, FILTER_PEERS, FILTERED_SWARMS } from './limits.ts'

export interface SwarmFilters {
  readonly seeds: Buffer
  readonly peers: Buffer
}

interface Kept extends SwarmFilters {
  readonly until: number
}

export class Filters {
  readonly #swarms: Swarms
  readonly #kept = new LruMap<string, Kept>(FILTERED_SWARMS)

  constructor(swarms: Swarms) {
    this.#swarms = swarms
  }

  of(
    infoHash: Uint8Array,
    asker: PeerAddress,
    family: Family,
    now: number
  ): SwarmFilters | Promise<SwarmFilters> {
    const name = family + Buffer.from(infoHash).toString('latin1')
    const kept = this.#kept.get(name)
    if (kept !== undefined && now < kept.until) return kept
    const keep = (all: readonly SwarmPeer[]): SwarmFilters => {
      const seeds = filterOf(all.filter(({ seed }) => seed).map(({ ip }) => ip))
      const peers = filterOf(all.filter(({ seed }) => !seed).map(({ ip }) => ip))
      this.#kept.set(name, { seeds, peers, until: now + FILTER_MS })
      return { seeds, peers }
    }
    const all = this.#swarms.peers(infoHash, asker, { most: FILTER_PEERS, family })
    return all instanceof Promise ? all.then(keep) : keep(all)
  }
}
