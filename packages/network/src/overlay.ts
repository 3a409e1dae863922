/**
 * The overlay: who is nearest to a key.
 *
 * In the steady state the answer is arithmetic over the roster, exact because the key lies in a region that a
 * lookup has proved complete (`regions.ts`). Otherwise one iterative lookup through kad-dht finds the
 * neighbourhood; everybody it met or heard of near the key is contacted, so that only nodes that can be
 * dialled and speak Halley enter the roster, and the region is known from then on. Old regions answer at once
 * and are renewed in the background: those who lie in one are asked first, and tell in a question or three what a lookup tells in
 * dozens, unless somebody new has come. A node that joins looks itself up, which makes it known to its
 * future neighbours, the very nodes that will be asked for the keys around it.
 *
 *     closest('greeting', 3) → position 6a…; region 6 (4 bits) proved 20 s ago with 9 nodes inside → local answer
 */
import type { AbortOptions, Libp2p, PeerId } from '@libp2p/interface'
import type { KadDHT } from '@libp2p/kad-dht'
import { LookupNews } from './lookup-news.ts'
import { compareDistance, kadId, keyPosition, sharedPrefixBits } from './nearest.ts'
import type { NetworkTuning } from './options.ts'
import type { NodeId } from './port.ts'
import { BUCKET_SIZE } from './protocol.ts'
import type { Ask } from './question.ts'
import { type Knowledge, Regions } from './regions.ts'
import type { Roster } from './roster.ts'

/** Lookups that run at once; a cold node asked for many keys queues the rest. */
const MAX_LOOKUPS = 4
/** Lookups for regions that are known but old give way to those somebody waits for. */
const BACKGROUND_LOOKUPS = 2
/**
 * So many of the nearest must be exact, unless fewer are asked for; what is behind them is the best of who is known. A lookup
 * is not sure about those behind either.
 */
const SURE = BUCKET_SIZE / 2
/** Lookups that one caller waits for where its key's region is known and those around it are not. */
const GAPS_AT_ONCE = 4
/** Lookups under way and queued; a caller beyond them gets the local answer. */
const MAX_WAITING = 1_000

/** Nodes that have to say alike that nobody new is there. */
const WITNESSES = 3
/** Nodes remembered that others tell of and that could not be reached, and for how many renewals they are no news. */
const MAX_GONE = 1_000
const GONE_RENEWALS = 2

/** When a node that joined looks itself up again, in milliseconds after joining. */
const JOIN_AGAIN_MS = [1_000, 4_000, 16_000]

/**
 * kad-dht holds queries back until its own first self-query has run, except those that are self-queries; and
 * it holds all of them back until it knows a node. We want the second and not the first.
 */
const AT_ONCE = { isSelfQuery: true }

export interface Contact {
  /** Resolves when the peer is connected and identified, whatever it speaks; rejects when that fails. */
  reach(peer: PeerId, options: AbortOptions): Promise<void>
}

export class Overlay {
  readonly #dht: KadDHT
  readonly #libp2p: Libp2p
  readonly #roster: Roster
  readonly #regions: Regions
  readonly #contact: Contact
  readonly #ask: Ask
  readonly #tuning: NetworkTuning
  readonly #stopping = new AbortController()
  /** Lookups under way, by key in base64, so that the same one runs once. */
  readonly #running = new Map<string, Promise<boolean>>()
  readonly #waiting: (() => void)[] = []
  /** When others told of them, and they could not be reached. */
  readonly #goneAt = new Map<NodeId, number>()
  readonly #again: NodeJS.Timeout[] = []
  #active = 0

  constructor(
    libp2p: Libp2p,
    dht: KadDHT,
    roster: Roster,
    contact: Contact,
    ask: Ask,
    tuning: NetworkTuning
  ) {
    this.#ask = ask
    this.#libp2p = libp2p
    this.#dht = dht
    this.#roster = roster
    this.#contact = contact
    this.#tuning = tuning
    this.#regions = new Regions(tuning.refreshMs)
  }

  async closest(key: string, count: number): Promise<NodeId[]> {
    const position = keyPosition(key)
    const sure = Math.min(count, SURE)
    const knowledge = this.#knowledge(position, sure)
    if (knowledge !== 'fresh' && this.#libp2p.getPeers().length > 0) {
      if (knowledge === 'none') await this.#learn(key, position, sure)
      // One lookup renews a region for all its keys, so a few in the background are enough.
      else if (this.#running.size < BACKGROUND_LOOKUPS) void this.#lookupAround(key, position, sure)
    }
    return this.#roster.nearest(position, count)
  }

  /** A node entered the roster uncalled: others may have come with it, so its regions are looked up again. */
  arrived(id: NodeId): void {
    if (this.#running.size === 0) this.#regions.doubt(kadId(id), Date.now())
  }

  /**
   * Makes this node known to its neighbours, and them to it: a lookup of itself, and a look around a few times more,
   * because nodes that join at the same moment are not yet in anybody's table. Resolves after the first.
   */
  async join(): Promise<void> {
    this.#regions.clear()
    for (const timer of this.#again.splice(0)) clearTimeout(timer)
    for (const delayMs of JOIN_AGAIN_MS) {
      this.#again.push(setTimeout(() => void this.#lookupSelf(false), delayMs).unref())
    }
    await this.#lookupSelf(true)
  }

  stop(): void {
    this.#stopping.abort()
    for (const timer of this.#again) clearTimeout(timer)
    for (const start of this.#waiting.splice(0)) start()
  }

  // Later on those around tell of others that have come meanwhile, if there are any.
  async #lookupSelf(isFirst: boolean): Promise<void> {
    await this.#lookup(this.#libp2p.peerId.toMultihash().bytes, kadId(this.#roster.self), () => true, isFirst)
  }

  // Until the nearest are known: by a lookup of the key, or where its region is known, of what is missing around that.
  async #learn(key: string, position: Uint8Array, sure: number): Promise<void> {
    for (let left = GAPS_AT_ONCE; left > 0; left--) {
      const around = this.#regions.covers(position, Date.now())
      const made = await this.#lookupAround(key, position, sure)
      if ((made && !around) || this.#knowledge(position, sure) !== 'none') return
    }
  }

  #lookupAround(key: string, position: Uint8Array, sure: number): Promise<boolean> {
    const now = Date.now()
    const target = this.#regions.gap(position, now) ?? { bytes: Buffer.from(key, 'utf8'), position }
    const forKey = target.position === position && this.#regions.covers(position, now)
    const isCovered = (): boolean => !forKey && this.#regions.covers(target.position, Date.now())
    return this.#lookup(
      target.bytes,
      target.position,
      () => this.#knowledge(position, sure) !== 'fresh' && !isCovered()
    )
  }

  #knowledge(position: Uint8Array, count: number): Knowledge {
    return this.#regions.knows(
      position,
      count,
      (bits) => this.#roster.countWithin(position, bits),
      Date.now()
    )
  }

  /**
   * `needed` is asked when the lookup's turn comes: another may have answered the question. Resolves to whether it was made.
   * Never rejects.
   * @param isOwn it is also to make this node known
   */
  #lookup(key: Uint8Array, position: Uint8Array, needed: () => boolean, isOwn = false): Promise<boolean> {
    const name = Buffer.from(key).toString('base64')
    let running = this.#running.get(name)
    if (running === undefined) {
      if (this.#running.size >= MAX_WAITING) return Promise.resolve(false)
      running = this.#enter()
        .then(async () => {
          if (!needed()) return false
          const signal = this.#timeLimit()
          if (isOwn || !(await this.#isAsKnown(key, position, signal)))
            await this.#explore(key, position, this.#timeLimit())
          return true
        })
        .catch((error: unknown) => {
          this.#libp2p.logger.forComponent('halley:overlay')('lookup failed - %e', error)
          return true
        })
        .finally(() => this.#leave(name))
      this.#running.set(name, running)
    }
    return running
  }

  #timeLimit(): AbortSignal {
    return AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#tuning.lookupTimeoutMs)])
  }

  // Whether those nearest to the position tell of nobody who is near it and unknown here: then it is proved as by a lookup. A newcomer
  // has presented itself to all nodes of its region, so one witness has to lie in there.
  async #isAsKnown(key: Uint8Array, position: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const { self } = this.#roster
    const near = this.#roster.nearest(position, BUCKET_SIZE + 1).filter((id) => id !== self)
    near.splice(BUCKET_SIZE)
    const witnesses = near.filter((id) => this.#roster.get(id)?.connected).slice(0, WITNESSES)
    const bits = provenBits(position, near)
    if (bits === 0 || witnesses.length < WITNESSES) return false
    if (sharedPrefixBits(position, kadId(witnesses[0]!)) < bits) return false
    const told = await Promise.all(witnesses.map((peer) => this.#ask(peer, key, signal)))
    const farthest = kadId(near[BUCKET_SIZE / 2 - 1]!)
    const isNews = (id: NodeId): boolean =>
      id !== self &&
      !this.#roster.has(id) &&
      !this.#isGone(id) &&
      compareDistance(position, kadId(id), farthest) < 0
    if (signal.aborted || told.some((ids) => ids === undefined || ids.some(isNews))) return false
    this.#regions.proved(position, bits, Date.now())
    return true
  }

  async #explore(key: Uint8Array, position: Uint8Array, signal: AbortSignal): Promise<void> {
    const heard = new Map<NodeId, PeerId>()
    const news = new LookupNews(position, this.#roster.self)
    const named = (peer: PeerId): NodeId => {
      const id = peer.toString()
      heard.set(id, peer)
      return id
    }
    for await (const event of this.#dht.getClosestPeers(key, { ...AT_ONCE, signal })) {
      if (event.name === 'SEND_QUERY') news.told(named(event.to))
      if (event.name === 'QUERY_ERROR') news.failed(named(event.from))
      if (event.name !== 'PEER_RESPONSE') continue
      news.answered(named(event.from))
      for (const { id } of event.closer) news.told(named(id))
      if (news.isOver()) break
    }
    const near = news.nearest()
    const reached = await Promise.all(near.map((id) => this.#reach(heard.get(id)!, signal)))
    if (signal.aborted || !reached.includes(true)) return
    for (const [at, id] of near.entries()) if (!reached[at]) this.#forget(id)
    this.#regions.proved(position, provenBits(position, near), Date.now())
  }

  async #reach(peer: PeerId, signal: AbortSignal): Promise<boolean> {
    if (this.#roster.get(peer.toString())?.connected === true) return true
    try {
      await this.#contact.reach(peer, { signal })
      return true
    } catch {
      // Others remember a node that is gone; it stays out of the roster, or leaves by the roster's own rule.
      return false
    }
  }

  #forget(id: NodeId): void {
    if (this.#goneAt.size >= MAX_GONE) this.#goneAt.clear()
    this.#goneAt.set(id, Date.now())
  }

  #isGone(id: NodeId): boolean {
    const at = this.#goneAt.get(id)
    return at !== undefined && Date.now() - at < GONE_RENEWALS * this.#tuning.refreshMs
  }

  #enter(): Promise<void> {
    if (this.#active < MAX_LOOKUPS) {
      this.#active++
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #leave(name: string): void {
    this.#running.delete(name)
    const next = this.#waiting.shift()
    if (next === undefined) this.#active--
    else next()
  }
}

/**
 * Below how many shared bits the lookup leaves nothing unknown. Kademlia's lookups are sure about the nearest
 * and less so about the last of the k, so only the nearer half counts.
 */
export function provenBits(position: Uint8Array, near: readonly NodeId[]): number {
  if (near.length < BUCKET_SIZE) return 0
  const positions = near.map(kadId).sort((a, b) => compareDistance(position, a, b))
  return sharedPrefixBits(position, positions[BUCKET_SIZE / 2 - 1]!) + 1
}
