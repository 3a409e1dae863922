// What keeps replicas alike without anybody asking (Dynamo, section 4.7): trees over what is here, exchanges with the other
// homes, answers to theirs, and a look at what need not be here any more. It works in the background: see exchange/throttle.ts.
//
//   stored ──► trees ──► exchanges ──compare, list──► another home
//                │           └──transfer──► replica, remote copies
//                └──► leftovers ──vouching──► all homes ──► replica: forgotten
import {
  createPrng,
  type Deadline,
  earliest,
  type IndexEntry,
  type Key,
  type Message,
  type Millis,
  type NodeId,
  type ObjectRecord,
  type Quorum,
  type Ranges
} from '@halley/model'
import type { Copy } from './copy.ts'
import type { ReplicationCounts } from './counts.ts'
import { Absence, type Attendance, type RememberEffect } from './exchange/absence.ts'
import { Answering, type Comparison } from './exchange/answering.ts'
import { Exchanges, type ExchangesOptions } from './exchange/exchanges.ts'
import { type Keeping, Leftovers, type LeftoversOptions } from './exchange/leftovers.ts'
import { type ListEffect, Listings, type Page } from './exchange/listings.ts'
import { Meetings, type MergeEffect } from './exchange/meetings.ts'
import { Neighbourhood, type NeighbourhoodOptions } from './exchange/neighbourhood.ts'
import { Quarantine } from './exchange/quarantine.ts'
import { type KeyRepair, Repair } from './exchange/repair.ts'
import { isOld } from './exchange/spent.ts'
import type { Throttle, ThrottleOptions } from './exchange/throttle.ts'
import { Transfers } from './exchange/transfers.ts'
import { Vouching } from './exchange/vouching.ts'
import type { Preferences } from './preferences.ts'
import type { Questions } from './questions.ts'
import type { RemoteCopies } from './remote-copies.ts'
import type { Replica } from './replica.ts'
import type { StoredBytes } from './stored-bytes.ts'
import type { Trees } from './trees.ts'
import type { Neighbour } from './xor-ranges.ts'

export interface AntiEntropyOptions
  extends ExchangesOptions,
    LeftoversOptions,
    ThrottleOptions,
    NeighbourhoodOptions {
  readonly quorum: Quorum
}

/** What happens that concerns only the comparing of replicas. */
export type BackgroundInput =
  /**
   * Where keys are placed by XOR: the nodes known near this one, itself among them. Of which keys it is a home follows from
   * where they lie.
   */
  | { readonly type: 'placement.neighbours'; readonly neighbours: readonly Neighbour[] }
  /** What the index holds from before the start, in its order, some entries at a time. */
  | { readonly type: 'storage.indexed'; readonly entries: readonly IndexEntry[]; readonly last: boolean }
  /** A page of the index. */
  | { readonly type: 'storage.listed'; readonly id: number; readonly page: Page }
  /** An operator asks that a key, or everything, be made whole now. Answered by `repaired`. */
  | { readonly type: 'operator.repair'; readonly id: number; readonly key?: Key }

/** What a repair of everything begins. */
export interface AllRepair {
  /** Exchanges with other homes that are due now, one soon after the other. */
  readonly exchanges: number
}

export interface RepairedEffect {
  readonly type: 'repaired'
  readonly id: number
  readonly report: KeyRepair | AllRepair
}

/** How things stand now. */
export interface ComparisonState {
  /** Pieces of background work, and questions to other nodes that belong to them. */
  readonly underWay: number
  readonly questions: number
  /** Copies of keys of which this node is no home. */
  readonly leftovers: number
  /** Memory that the trees take. */
  readonly treeBytes: number
}

export interface AntiEntropyInit extends Keeping {
  readonly self: NodeId
  readonly boot: number
  readonly attendance: Attendance | undefined
  readonly options: AntiEntropyOptions
  readonly trees: Trees
  readonly counts: ReplicationCounts
  readonly replica: Replica
  readonly questions: Questions
  /** Copies that nobody waits for. */
  readonly remote: RemoteCopies
  readonly preferences: Preferences
  readonly isDown: (node: NodeId) => boolean
  readonly isOwed: (home: NodeId, key: Key) => boolean
  readonly isSpent: (record: ObjectRecord) => boolean
  /** Until when a replica may take that is asked now. */
  readonly patience: () => Millis
  /** Of all that this node does in the background. */
  readonly throttle: Throttle
  readonly now: () => Millis
  readonly answer: (to: NodeId, message: Message) => void
  readonly emit: (effect: ListEffect | RememberEffect | RepairedEffect | MergeEffect) => void
}

export class AntiEntropy {
  /** What the copies here take up. */
  readonly storage: StoredBytes
  readonly #trees: Trees
  readonly #listings: Listings
  readonly #throttle: Throttle
  readonly #answering: Answering
  readonly #exchanges: Exchanges
  readonly #leftovers: Leftovers
  readonly #meetings: Meetings
  readonly #absence: Absence
  readonly #quarantine: Quarantine
  readonly #neighbourhood: Neighbourhood
  readonly #now: () => Millis
  readonly #questions: Questions
  readonly #replica: Replica
  readonly #repair: Repair
  readonly #emit: AntiEntropyInit['emit']
  #ranges: Ranges | undefined

  constructor(init: AntiEntropyInit) {
    const { self, options, trees, replica, questions, remote, patience } = init
    const prng = createPrng(`${self}/${init.boot}`)
    const listings = new Listings(init.emit)
    const vouching = new Vouching({
      ...{ questions, replica },
      remote,
      patience,
      isOwed: init.isOwed,
      isSpent: init.isSpent,
      isOld: (record) => isOld(record, init.options.graceMs, init.now())
    })
    const shared = { ...init, listings, n: options.quorum.n }
    this.#trees = trees
    this.storage = trees.storage
    this.#now = init.now
    this.#neighbourhood = new Neighbourhood(self, options, (...ranged) => this.ranged(...ranged))
    this.#questions = questions
    this.#replica = replica
    this.#emit = init.emit
    this.#repair = new Repair(shared)
    this.#quarantine = new Quarantine({ ...shared, graceMs: options.graceMs })
    this.#absence = new Absence(options.graceMs, init.attendance, init.emit, (away) => {
      this.#quarantine.begin(away)
      // What was compared before counts no more.
      this.#exchanges.compareAll()
    })
    this.#listings = listings
    this.#throttle = init.throttle
    this.#answering = new Answering({
      ...shared,
      ranges: () => this.#ranges,
      peek: (key) => this.#quarantine.doubted(key),
      since: () => this.#absence.since
    })
    this.#exchanges = new Exchanges({
      ...shared,
      prng: prng.fork('exchanges'),
      transfers: new Transfers(replica, remote),
      roundOver: () => {
        if (this.#leftovers.count === 0) this.#quarantine.end()
      }
    })
    this.#leftovers = new Leftovers({ ...shared, prng: prng.fork('leftovers'), vouching })
    this.#meetings = new Meetings({ ...shared, prng: prng.fork('meetings') })
  }

  // ── what happens ──

  /**
   * Which keys this node is a home of, from now on.
   *
   * @param all the same if nobody were passed over who is down
   */
  ranged(ranges: Ranges, now: Millis, all = ranges): void {
    this.#absence.placed(now)
    this.#ranges = ranges
    this.#exchanges.ranged(ranges, all)
    this.#leftovers.ranged(ranges)
  }

  take(input: BackgroundInput): void {
    switch (input.type) {
      case 'placement.neighbours':
        return this.#neighbourhood.around(input.neighbours, this.#now())
      case 'storage.indexed':
        this.#trees.restore(input.entries, input.last)
        for (const { key, apart } of input.entries) if (apart) this.met(key)
        if (input.last) this.#exchanges.ready()
        return
      case 'storage.listed':
        return this.#listings.listed(input.id, input.page)
      case 'operator.repair':
        return this.#repairNow(input.id, input.key)
    }
  }

  /** A copy from the disk, on its way to the replica: one that is in doubt is asked about first. */
  loaded(key: Key, copy: Copy, now: Millis): void {
    this.#absence.note(now)
    const replica = this.#replica
    if (!this.#quarantine.doubts(key, copy)) return replica.loaded(key, copy)
    this.#quarantine.examine(key, copy, {
      trusted: () => replica.loaded(key, copy),
      disowned: () => replica.distrust(key, copy),
      unsure: (failure) => replica.unloaded(key, failure)
    })
  }

  /** Another node compares, or asks for what is known here. */
  receive(from: NodeId, message: Message & { type: Comparison }): void {
    if (message.type === 'compare') this.#answering.compare(from, message)
    else if (message.type === 'list') this.#answering.list(from, message)
    else this.#answering.versions(from, message)
  }

  /** Versions that a merge would make one came together in the own copy. */
  met(key: Key): void {
    this.#meetings.met(key)
  }

  /** Such a merge had its turn (answers `merge`); or not, because the object could not be read or written. */
  merged(key: Key, done: boolean): void {
    this.#meetings.merged(key, done)
  }

  /** A node is no longer to be reckoned with. */
  down(node: NodeId, now: Millis): void {
    this.#neighbourhood.down(node, now)
  }

  /** A home is there again. */
  up(node: NodeId, now: Millis): void {
    this.#neighbourhood.up(node, now)
    this.#exchanges.up(node)
  }

  deadline(): Deadline | undefined {
    return earliest(
      this.#exchanges.deadline(),
      this.#leftovers.deadline(),
      this.#meetings.deadline(),
      this.#absence.deadline(),
      this.#neighbourhood.deadline()
    )
  }

  tick(now: Millis): void {
    this.#absence.note(now)
    this.#neighbourhood.tick(now)
    this.#exchanges.tick(now)
    this.#leftovers.tick(now)
    this.#meetings.tick(now)
  }

  // ── what there is to know ──

  /** Looks at all leftovers at once, until none is left. Returns how many there are. */
  vacate(): number {
    this.#leftovers.sweepNow()
    return this.#leftovers.count + (this.#trees.ready ? 0 : 1)
  }

  /** How things stand now. */
  get state(): ComparisonState {
    return {
      underWay: this.#throttle.running,
      questions: this.#questions.background,
      leftovers: this.#leftovers.count,
      treeBytes: this.#trees.bytes
    }
  }

  #repairNow(id: number, key?: Key): void {
    if (key === undefined) {
      this.#leftovers.sweepNow()
      this.#emit({ type: 'repaired', id, report: { exchanges: this.#exchanges.compareAll() } })
    } else this.#repair.key(key, (report) => this.#emit({ type: 'repaired', id, report }))
  }

  /** The throttle may have opened. */
  advance(): void {
    this.#exchanges.advance()
    this.#leftovers.advance()
    this.#meetings.advance()
  }
}
