// Copies that need not be here any more, found and dropped, slowly:
//
//   leftovers  copies of keys of which this node is no home (any more): a nearer node joined, or it stood in for somebody
//              and the hint went home
//   spent      copies, here or at home, of objects that were deleted or have expired longer ago than the grace time
//
// Each key for itself: who are its homes; is nothing kept here for any of them; is none of them down; does each of them vouch
// for all that the copy knows (vouching.ts)? Only then it goes, in one write with its entry of the index (replica.ts).
import {
  COMPARED_REGIONS,
  type Deadline,
  isNothing,
  type Key,
  type Millis,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  type Prng,
  type Ranges,
  type Region,
  regionOf
} from '@halley/model'
import type { ReplicationCounts } from '../counts.ts'
import type { Preferences } from '../preferences.ts'
import type { Replica } from '../replica.ts'
import type { Trees } from '../trees.ts'
import { gapsBetween } from './gaps.ts'
import type { Listing, Listings, Page } from './listings.ts'
import type { Throttle } from './throttle.ts'
import type { Vouching } from './vouching.ts'

export interface LeftoversOptions {
  /** Milliseconds between two looks at copies of keys that have other homes now. */
  readonly sweepEveryMs: number
  /** Milliseconds between two looks for copies of deleted and expired objects; reads the whole index. */
  readonly reclaimEveryMs: number
  /** Milliseconds for which a deletion is remembered at least, and an expired object kept. */
  readonly graceMs: number
}

/** Which copies stay though this node is no home of them. */
export interface Keeping {
  /** Whether the copy is kept for somebody. */
  readonly isKept: (key: Key) => boolean
  /** Whether a copy that is kept is handed to its homes nevertheless. */
  readonly isAhead: (key: Key) => boolean
  /** All homes know what the copy knows. */
  readonly vouched: (key: Key) => void
}

export interface LeftoversInit extends Keeping {
  readonly self: NodeId
  readonly options: LeftoversOptions
  readonly trees: Trees
  readonly listings: Listings
  readonly throttle: Throttle
  readonly replica: Replica
  readonly preferences: Preferences
  readonly vouching: Vouching
  readonly counts: ReplicationCounts
  readonly prng: Prng
  /** The N of objects that do not choose their own. */
  readonly n: number
  readonly isDown: (node: NodeId) => boolean
  readonly isSpent: (record: ObjectRecord) => boolean
  readonly now: () => Millis
}

/** Keys of one page: what is remembered of a sweep at a time. */
const PAGE_KEYS = 64

interface Candidate {
  readonly key: Key
  readonly n: number
  readonly spent: boolean
}

export class Leftovers {
  readonly #init: LeftoversInit
  #ranges: Ranges | undefined
  #sweepAt: Millis | undefined
  #reclaimAt: Millis | undefined
  readonly #listings: Listing[] = []
  readonly #candidates: Candidate[] = []
  #listing = false
  #checking = 0

  constructor(init: LeftoversInit) {
    this.#init = init
  }

  /** The ranges are others now: some copies may have become leftovers. The exchanges have a head start. */
  ranged(ranges: Ranges): void {
    const { now, options, prng } = this.#init
    this.#ranges = ranges
    this.#sweepAt = now() + Math.ceil(options.sweepEveryMs * (0.25 + prng.next() / 4))
    this.#reclaimAt ??= now() + Math.ceil(options.reclaimEveryMs * (0.5 + prng.next()))
  }

  /** Sweeps as soon as may be. */
  sweepNow(): void {
    if (this.#ranges !== undefined) this.#sweepAt = this.#init.now()
  }

  /** Copies of keys of which this node is no home. */
  get count(): number {
    const { trees } = this.#init
    let count = 0
    for (const n of trees.sizes) for (const gap of this.#gaps(n)) count += trees.tree(n).sum(gap).count
    return count
  }

  get size(): number {
    return this.#checking
  }

  deadline(): Deadline | undefined {
    const at = Math.min(
      this.#sweepAt ?? Number.POSITIVE_INFINITY,
      this.#reclaimAt ?? Number.POSITIVE_INFINITY
    )
    if (at === Number.POSITIVE_INFINITY || this.#isSweeping) return undefined
    return { at, reason: 'the next look at leftovers' }
  }

  tick(now: Millis): void {
    if (this.#isSweeping || !this.#init.trees.ready) return this.#postpone(now)
    const { options, prng } = this.#init
    if (this.#sweepAt !== undefined && now >= this.#sweepAt) {
      this.#sweepAt = now + Math.ceil(options.sweepEveryMs * (0.5 + prng.next()))
      this.#planLeftovers()
    }
    if (this.#reclaimAt !== undefined && now >= this.#reclaimAt) {
      this.#reclaimAt = now + Math.ceil(options.reclaimEveryMs * (0.5 + prng.next()))
      this.#planSpent(now)
    }
    this.advance()
  }

  /** Does what may be done now. To be called again when the throttle opens. */
  advance(): void {
    const { throttle } = this.#init
    for (;;) {
      const isListing = this.#candidates.length === 0 && this.#listings.length > 0 && !this.#listing
      if (!isListing && this.#candidates.length === 0) return
      if (!throttle.begin()) return
      if (isListing) this.#list(this.#listings.shift() as Listing)
      else this.#check(this.#candidates.shift() as Candidate)
    }
  }

  get #isSweeping(): boolean {
    return this.#listing || this.#checking > 0 || this.#listings.length > 0 || this.#candidates.length > 0
  }

  // The index is still being read: nothing is known of what is here.
  #postpone(now: Millis): void {
    if (this.#isSweeping || this.#init.trees.ready) return
    const later = now + this.#init.options.sweepEveryMs
    if (this.#sweepAt !== undefined) this.#sweepAt = Math.max(this.#sweepAt, later)
    if (this.#reclaimAt !== undefined) this.#reclaimAt = Math.max(this.#reclaimAt, later)
  }

  #gaps(n: number): Region[] {
    return this.#ranges === undefined ? [] : gapsBetween(this.#ranges.of(n))
  }

  #planLeftovers(): void {
    const { trees } = this.#init
    for (const n of trees.sizes) {
      const tree = trees.tree(n)
      this.#plan(
        n,
        this.#gaps(n).filter((gap) => tree.sum(gap).count > 0)
      )
    }
  }

  #planSpent(now: Millis): void {
    const { trees, options } = this.#init
    const spentBy = Math.floor((now - options.graceMs) / 1_000)
    for (const n of trees.sizes) {
      const own = (this.#ranges?.of(n) ?? []).map(({ prefix, bits }) => regionOf(prefix, bits))
      this.#plan(n, [...new Set(own)], spentBy)
    }
  }

  #plan(n: number, regions: readonly Region[], spentBy?: number): void {
    for (let at = 0; at < regions.length; at += COMPARED_REGIONS) {
      this.#listings.push({
        n,
        regions: regions.slice(at, at + COMPARED_REGIONS),
        most: PAGE_KEYS,
        ...(spentBy === undefined ? {} : { spentBy })
      })
    }
  }

  #list(listing: Listing): void {
    this.#listing = true
    this.#init.listings.ask(listing, (page: Page) => {
      this.#listing = false
      const { n, spentBy } = listing
      for (const { key } of page.keys) this.#candidates.push({ key, n, spent: spentBy !== undefined })
      if (page.more !== undefined) this.#listings.unshift({ ...listing, after: page.more })
      this.#init.throttle.ended()
      this.advance()
    })
  }

  #check({ key, n, spent }: Candidate): void {
    const { preferences, isKept, isAhead, isDown, self, now } = this.#init
    this.#checking++
    if (isKept(key) && !isAhead(key)) return this.#done()
    preferences.find(key, now(), (list) => {
      const homes = list.slice(0, n)
      const others = homes.filter((home) => home !== self)
      const isHome = others.length < homes.length
      // Fewer homes than copies, and this node not among them: whoever was asked does not know the neighbourhood.
      const isShort = homes.length < n && this.#ranges?.complete !== true
      const isOdd = homes.length === 0 || (isShort && !isHome)
      const there = others.filter((home) => !isDown(home))
      // A copy that another home lacks is handed to those that are there; it goes only when all have it.
      const down = others.length - there.length
      if (isOdd || isHome !== spent || (spent && down > 0)) this.#done()
      else this.#vouch(key, n, spent, there, down)
    })
  }

  #vouch(key: Key, n: number, spent: boolean, others: readonly NodeId[], down: number): void {
    const { replica, vouching, isSpent, vouched } = this.#init
    replica.read(key, {
      refused: () => this.#done(),
      copied: ({ record }) => {
        const isMeant = (ownQuorum(record)?.n ?? this.#init.n) === n && !isNothing(record)
        if (!isMeant || (spent && !isSpent(record))) return this.#done()
        vouching.all(others, down, n, key, record, (all) => {
          if (!all || down > 0) return this.#done()
          vouched(key)
          this.#drop(key, record, spent)
        })
      }
    })
  }

  #drop(key: Key, record: ObjectRecord, spent: boolean): void {
    const { replica, counts, isKept } = this.#init
    if (isKept(key)) return this.#done()
    replica.write(
      key,
      { forget: record },
      {
        stored: () => {
          counts.add(spent ? 'reclaimed' : 'leftoversDropped')
          this.#done()
        },
        refused: () => this.#done()
      }
    )
  }

  #done(): void {
    this.#checking--
    this.#init.throttle.ended()
    this.advance()
  }
}
