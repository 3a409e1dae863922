// A simulated disk. What it acknowledged survives every crash; what was under way when the node crashed is there or
// not, but no store is there in part. Stores become durable one by one, or in batches as in a group commit: then a crash
// leaves the whole batch or nothing of it, or, on a disk that tears batches, the first stores of it.
//
// Now and then it refuses, is slow or full, writes nothing any more, or finds that a record is damaged.
import type {
  EncodedValue,
  IndexMark,
  Key,
  Membership,
  Millis,
  NodeId,
  ObjectRecord,
  Prng
} from '@halley/model'
import type { Effect } from '@halley/node'
import type { Agenda } from './agenda.ts'
import { draw, type Latency, steady } from './latency.ts'
import { Shelf } from './shelf.ts'
import { TimerShelf } from './timer-shelf.ts'
import type { Trace } from './trace.ts'

export interface DiskOptions {
  readonly storing: Latency
  readonly loading: Latency
  /** Probability that a store (or a batch of them) fails, nothing of it being written. */
  readonly storeFails: number
  readonly loadFails: number
  /** alone: each store for itself, in any order; batches: what comes during one sync goes into the next. */
  readonly commits: 'alone' | 'batches' | 'torn'
}

export interface Copy {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
  readonly mark?: { readonly n: number; readonly epoch: number }
}

type Debt = Extract<Effect, { type: 'storage.owe' }>['debts'][number]

/** Why a copy cannot be read, in the words of the storage engine. */
export type Unreadable = 'CORRUPT_VALUE' | 'READ_FAILED'

/** One atomic change: what the core calls a store. */
export interface Store {
  readonly key: Key
  readonly record?: ObjectRecord
  readonly local?: EncodedValue | null
  readonly hints: readonly NodeId[]
  readonly unhints: readonly NodeId[]
  readonly index?: IndexMark
  readonly unindex?: number
  readonly wake?: Millis
  readonly unwake?: Millis
  readonly forgotten?: true
  readonly epoch?: number
  /** What the node knows of its ring: then it is a store of that and nothing else. */
  readonly membership?: Membership
}

type Done = (durable: boolean) => void

interface Pending {
  readonly store: Store
  readonly done: Done
}

interface Sync {
  readonly stores: readonly Pending[]
  cancel: () => void
}

const NOTHING: Copy = { record: { context: {}, siblings: [] }, local: null }

export class Disk {
  readonly #node: NodeId
  #options: DiskOptions
  readonly #agenda: Agenda
  readonly #trace: Trace
  readonly #prng: Prng
  readonly index = new Shelf()
  readonly timers = new TimerShelf()
  /** What the node had written down of its being there. */
  attendance: { readonly since: Millis; readonly seenAt: Millis } | undefined
  membership: Membership | undefined
  /** The highest epoch of any copy, as the core has it. */
  epoch = 0
  readonly #copies = new Map<Key, Copy>()
  readonly #debts = new Map<string, Debt>()
  readonly #hints = new Map<NodeId, Set<Key>>()
  readonly #damaged = new Set<Key>()
  readonly #syncs = new Set<Sync>()
  /** For the next batch. */
  #waiting: Pending[] = []
  /** Refused by a disk that broke down: they may be there nevertheless, as the next start will see. */
  readonly #unsure: Store[] = []
  #addMs: Millis = 0
  #full = false
  #broken = false

  constructor(node: NodeId, options: DiskOptions, agenda: Agenda, trace: Trace, prng: Prng) {
    this.#node = node
    this.#options = options
    this.#agenda = agenda
    this.#trace = trace
    this.#prng = prng
  }

  /** Calls `done` with true once the store is durable, with false when nothing of it was written. */
  store(store: Store, done: Done): void {
    if (this.#options.commits === 'alone') return this.#sync([{ store, done }])
    this.#waiting.push({ store, done })
    if (this.#syncs.size === 0) this.#syncWaiting()
  }

  /** Calls `done` with the copy, or with why it could not be read. */
  load(key: Key, done: (found: Copy | Unreadable) => void): void {
    const fails = this.#prng.chance(this.#options.loadFails)
    this.#agenda.after(draw(this.#options.loading, this.#prng), () => {
      const damaged = this.#damaged.has(key)
      if (fails || damaged) this.#trace.add(this.#node, { type: 'unloaded', key })
      done(damaged ? 'CORRUPT_VALUE' : fails ? 'READ_FAILED' : this.copy(key))
    })
  }

  /** The power fails: of each sync under way there is all, nothing, or a part. Returns how many stores are lost. */
  crash(): number {
    let lost = this.#waiting.length
    for (const { stores, cancel } of this.#syncs) {
      cancel()
      const kept = this.#broken ? 0 : this.#prng.chance(0.3) ? stores.length : this.#torn(stores.length)
      for (const { store } of stores.slice(0, kept)) this.#apply(store)
      lost += stores.length - kept
    }
    this.#syncs.clear()
    this.#waiting = []
    if (this.#prng.chance(0.5)) for (const store of this.#unsure) this.#apply(store)
    this.#unsure.length = 0
    this.#broken = false
    return lost
  }

  /** Every store takes so much longer. */
  slow(addMs: Millis): void {
    this.#addMs = addMs
  }

  /** No store succeeds while it is full. */
  fill(full: boolean): void {
    this.#full = full
  }

  /** No store succeeds any more until the node has crashed. */
  breakDown(): void {
    this.#broken = true
  }

  get isBroken(): boolean {
    return this.#broken
  }

  /** What the disk has of the key is damaged until it is written anew. */
  corrupt(key: Key): void {
    if (!this.#copies.has(key)) return
    this.#damaged.add(key)
    this.#trace.add(this.#node, { type: 'damaged', key })
  }

  /** From now on it works as it should. Damage remains. */
  heal(): void {
    const { storing, loading } = this.#options
    this.#options = {
      ...this.#options,
      storing: steady(storing),
      loading: steady(loading),
      storeFails: 0,
      loadFails: 0
    }
    this.#addMs = 0
    this.#full = false
  }

  copy(key: Key): Copy {
    return this.#copies.get(key) ?? NOTHING
  }

  keys(): IterableIterator<Key> {
    return this.#copies.keys()
  }

  /** What decides whether a node that has left starts again. */
  get state(): { readonly membership: Membership | undefined; readonly keys: number } {
    return { membership: this.membership, keys: this.#copies.size }
  }

  isDamaged(key: Key): boolean {
    return this.#damaged.has(key)
  }

  /** What is owed is written down, or not, at once: nobody waits for it. */
  owe(debts: readonly Debt[]): void {
    if (this.#full || this.#broken) return
    for (const debt of debts) {
      const name = `${debt.kind} ${debt.name}`
      if (debt.state === undefined) this.#debts.delete(name)
      else this.#debts.set(name, debt)
    }
  }

  debts(): readonly Debt[] {
    return [...this.#debts.values()]
  }

  /** For each home, the keys that are kept for it. */
  hints(): ReadonlyMap<NodeId, ReadonlySet<Key>> {
    return this.#hints
  }

  #syncWaiting(): void {
    if (this.#waiting.length > 0) this.#sync(this.#waiting.splice(0))
  }

  #sync(stores: readonly Pending[]): void {
    const { storing, storeFails, commits } = this.#options
    const fails = this.#prng.chance(storeFails)
    const sync: Sync = { stores, cancel: () => {} }
    this.#syncs.add(sync)
    sync.cancel = this.#agenda.after(draw(storing, this.#prng) + this.#addMs, () => {
      if (!this.#syncs.delete(sync)) return
      const durable = !fails && !this.#full && !this.#broken
      // The kernel reports a failed sync once; what of it reached the disk, nobody knows.
      if (this.#broken && this.#unsure.length === 0) this.#unsure.push(...stores.map(({ store }) => store))
      for (const { store } of stores) {
        if (durable) this.#apply(store)
        else this.#trace.add(this.#node, { type: 'unstored', key: store.key })
      }
      for (const { done } of stores) done(durable)
      if (commits !== 'alone' && this.#syncs.size === 0) this.#syncWaiting()
    })
  }

  #torn(stores: number): number {
    return this.#options.commits === 'torn' ? this.#prng.below(stores) : 0
  }

  #apply(store: Store): void {
    const { key, record, local, hints, unhints, index, unindex, wake, unwake, forgotten, epoch, membership } =
      store
    if (membership !== undefined) {
      this.membership = membership
      return
    }
    const before = this.copy(key)
    const mark = index ?? before.mark
    if (forgotten === true) this.#copies.delete(key)
    else
      this.#copies.set(key, {
        record: record ?? before.record,
        local: local === undefined ? before.local : local,
        ...(mark === undefined ? {} : { mark: { n: mark.n, epoch: mark.epoch } })
      })
    if (record !== undefined || forgotten === true) this.#damaged.delete(key)
    if (unindex !== undefined) this.index.remove(key, unindex)
    if (index !== undefined) this.index.put(key, index)
    if (unwake !== undefined) this.timers.remove({ due: unwake, key })
    if (wake !== undefined) this.timers.put({ due: wake, key })
    // Stores may become durable in another order than they were asked for.
    if (epoch !== undefined) this.epoch = Math.max(this.epoch, epoch)
    for (const home of hints) {
      const keys = this.#hints.get(home) ?? new Set()
      this.#hints.set(home, keys.add(key))
    }
    for (const home of unhints) {
      const keys = this.#hints.get(home)
      keys?.delete(key)
      if (keys?.size === 0) this.#hints.delete(home)
    }
    this.#trace.add(this.#node, {
      type: 'stored',
      key,
      ...(record === undefined ? {} : { record }),
      ...(local === undefined ? {} : { local }),
      ...(forgotten === undefined ? {} : { forgotten }),
      hints,
      unhints
    })
  }
}
