// The keeper of swarms: what the Mainline DHT and the trackers of a gateway ask (swarms.ts), answered by tracker objects in the
// network. It gathers announcements into puts (writes.ts) and answers from what the objects said within about a second (looks.ts,
// swarm.ts). What it keeps is a cache: any gateway answers for any swarm, and one that is started again asks anew.
import { setTimeout } from 'node:timers/promises'
import { HalleyError, type HalleyNode } from 'halley'
import { type Family, familyOf } from '../addresses.ts'
import { BittorrentCounts } from '../counts.ts'
import type { Announcement, PeerAddress, SwarmCounts, SwarmPeer, Swarms, Wanted } from '../swarms.ts'
import { failure } from './failure.ts'
import { BUSY_WAITS_MS, CACHED_PEERS, COUNTS_MS, SWARMS_MOST, VIEW_MS, VIEW_STALE_MS } from './limits.ts'
import { Looks } from './looks.ts'
import { knownPeer, recordOf, type View } from './record.ts'
import { type Share, Swarm, summed } from './swarm.ts'
import { type Batch, Writes } from './writes.ts'

export interface KeeperOptions {
  /** The source of the tracker object, for swarms that nobody has announced before. */
  readonly code: string
  /** By an operator, of that source. Default: none. */
  readonly signature?: string
  /** Milliseconds since the epoch. Default: the clock. */
  readonly now?: () => number
  /** What happens is counted there. Default: nowhere. */
  readonly counts?: BittorrentCounts
}

type Node = Pick<HalleyNode, 'put' | 'get' | 'coordinates'>

export class SwarmKeeper implements Swarms {
  readonly #node: Node
  readonly #source: Pick<KeeperOptions, 'code' | 'signature'>
  readonly #now: () => number
  readonly #counts: BittorrentCounts
  readonly #writes: Writes<Share>
  readonly #looks: Looks
  /** By family and info-hash; those that were asked for last at the end. */
  readonly #swarms = new Map<string, Swarm>()
  /** Peers in the views of them all. */
  #cached = 0

  constructor(node: Node, { now = Date.now, counts = new BittorrentCounts(), ...source }: KeeperOptions) {
    this.#node = node
    this.#source = source
    this.#now = now
    this.#counts = counts
    this.#writes = new Writes((share, batch) => this.#put(share, batch), now)
    this.#looks = new Looks(node, now, (share, view, askedAt) => this.#saw(share, view, askedAt))
  }

  /** @throws BittorrentError SWARM_BUSY, SWARM_REFUSED, SWARM_UNREACHABLE */
  async announce(infoHash: Uint8Array, address: PeerAddress, what: Announcement): Promise<void> {
    const { event, seed = event === 'completed', rttMs } = what
    const swarm = this.#swarm(infoHash, familyOf(address.ip))
    const peer = knownPeer(address, seed)
    const path = swarm.sharesOf(peer)
    const gone = event === 'stopped'
    // Objects that had it before the swarm was shared may still have it.
    if (gone) await Promise.all(path.map((share) => this.#writes.add(share, peer.name, undefined, false)))
    else {
      const record = recordOf(peer, this.#now(), this.#node.coordinates(), rttMs)
      await this.#writes.add(path.at(-1) as Share, peer.name, record, event === 'completed')
    }
    swarm.heard(peer, gone, this.#now())
  }

  /** @throws BittorrentError SWARM_BUSY, SWARM_UNREACHABLE, SWARM_REFUSED */
  peers(
    infoHash: Uint8Array,
    asker: PeerAddress,
    want: Wanted
  ): readonly SwarmPeer[] | Promise<readonly SwarmPeer[]> {
    const swarm = this.#swarm(infoHash, want.family)
    const age = this.#now() - swarm.root.lookedAt
    if (age > VIEW_STALE_MS) return this.#looks.around(swarm).then(() => swarm.pick(asker, want))
    // What fails is told to who asks when the view is too old.
    if (age > VIEW_MS) this.#looks.around(swarm).catch(() => {})
    return swarm.pick(asker, want)
  }

  /** @throws BittorrentError SWARM_BUSY, SWARM_UNREACHABLE, SWARM_REFUSED */
  async scrape(infoHash: Uint8Array): Promise<SwarmCounts> {
    const swarms = ([4, 6] as const).map((family) => this.#swarm(infoHash, family))
    await Promise.all(swarms.map((swarm) => this.#looks.all(swarm, VIEW_MS, COUNTS_MS)))
    return summed(swarms.map(({ counts }) => counts))
  }

  /** As of the last look, without another one. */
  counts(infoHash: Uint8Array, family: Family): SwarmCounts {
    return this.#swarm(infoHash, family).counts
  }

  sample(most: number): readonly Uint8Array[] {
    const hashes = new Map<string, Uint8Array>()
    for (const [name, { infoHash, cached }] of this.#swarms) {
      if (hashes.size >= most) break
      if (cached > 0) hashes.set(name.slice(1), infoHash)
    }
    return [...hashes.values()]
  }

  /** What is remembered: swarms, and peers in the views of them all. */
  get remembered(): { readonly swarms: number; readonly peers: number } {
    return { swarms: this.#swarms.size, peers: this.#cached }
  }

  /** Resolves when all that was announced is durable, or has failed. */
  settle(): Promise<void> {
    return this.#writes.settle()
  }

  async #put(share: Share, batch: Batch): Promise<void> {
    try {
      await this.#write(share, batch)
      batch.end()
    } catch (error) {
      if (!(error instanceof HalleyError && error.code === 'REFUSED' && (await this.#isShared(share)))) {
        batch.fail(failure(share.key, error))
        return
      }
      // It is full, and has said who shares the swarm: what it did not take goes there.
      const swarm = share.swarm
      const moved = [...batch.peers].map(([name, record]) => {
        const to = record === undefined ? share : (swarm.sharesOf({ name }).at(-1) as Share)
        return record === undefined ? undefined : this.#writes.add(to, name, record, false)
      })
      Promise.all(moved).then(
        () => batch.end(),
        (why: unknown) => batch.fail(why)
      )
    }
  }

  /** Sends a batch, again where the node was busy: then nothing of it was done, and meanwhile the next batch gathers. */
  async #write(share: Share, batch: Batch): Promise<void> {
    for (const waitMs of BUSY_WAITS_MS) {
      try {
        return await this.#send(share, batch)
      } catch (error) {
        if (!(error instanceof HalleyError && error.code === 'BUSY')) throw error
        await setTimeout(waitMs)
      }
    }
    return this.#send(share, batch)
  }

  async #send({ key, swarm }: Share, { peers, completed }: Batch): Promise<void> {
    this.#counts.add('swarmPuts')
    const here: Uint8Array[] = []
    const gone: Uint8Array[] = []
    for (const [name, record] of peers)
      if (record === undefined) gone.push(Buffer.from(name, 'latin1'))
      else here.push(record)
    const news = { peers: joined(here), gone: joined(gone), completed }
    try {
      await this.#node.put(key, { value: { news }, update: true })
    } catch (error) {
      if (!(error instanceof HalleyError && error.code === 'NOT_FOUND')) throw error
      // Where another gateway has just made it, its onUpdate takes the news from this put as from any other.
      const bytes = swarm.family === 4 ? 4 : 16
      await this.#node.put(key, { ...this.#source, value: { bytes, news } })
    }
  }

  async #isShared(share: Share): Promise<boolean> {
    await this.#looks.look(share)
    return share.branches.length > 0
  }

  #saw(share: Share, view: View, askedAt: number): void {
    const { swarm } = share
    this.#counts.add('swarmLooks')
    swarm.saw(share, view, askedAt)
    if (this.#swarms.get(swarm.name) !== swarm) return
    this.#cached += swarm.cached - swarm.counted
    swarm.counted = swarm.cached
    this.#makeRoom()
  }

  #swarm(infoHash: Uint8Array, family: Family): Swarm {
    const name =
      family + Buffer.from(infoHash.buffer, infoHash.byteOffset, infoHash.length).toString('latin1')
    const now = this.#now()
    const known = this.#swarms.get(name)
    if (known !== undefined && now - known.usedAt < VIEW_MS) return known
    const swarm = known ?? new Swarm(name, infoHash, family)
    swarm.usedAt = now
    this.#swarms.delete(name)
    this.#swarms.set(name, swarm)
    this.#makeRoom()
    return swarm
  }

  /** Forgets the swarms that nobody has asked for, for longest. What is on its way to them goes on. */
  #makeRoom(): void {
    for (const [name, swarm] of this.#swarms) {
      if (this.#swarms.size <= SWARMS_MOST && this.#cached <= CACHED_PEERS) return
      this.#swarms.delete(name)
      this.#cached -= swarm.counted
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
