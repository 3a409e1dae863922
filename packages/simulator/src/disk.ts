// A simulated disk. What it acknowledged survives every crash; what was under way when the node crashed is there or
// not, each store for itself, but never in part. Now and then it refuses.
import type { EncodedValue, Key, Millis, NodeId, ObjectRecord, Prng } from '@halley/model'
import type { Agenda } from './agenda.ts'
import { draw, type Latency } from './latency.ts'
import type { Trace } from './trace.ts'

export interface DiskOptions {
  readonly storing: Latency
  readonly loading: Latency
  /** Probability that a store fails, nothing of it being written. */
  readonly storeFails: number
  readonly loadFails: number
}

export interface Copy {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
}

/** One atomic change: what the core calls a store. */
export interface Store {
  readonly key: Key
  readonly record?: ObjectRecord
  readonly local?: EncodedValue | null
  readonly hints: readonly NodeId[]
  readonly unhints: readonly NodeId[]
}

interface Pending {
  readonly store: Store
  readonly cancel: () => void
}

const NOTHING: Copy = { record: { context: {}, siblings: [] }, local: null }

export class Disk {
  options: DiskOptions
  readonly #node: NodeId
  readonly #agenda: Agenda
  readonly #trace: Trace
  readonly #prng: Prng
  readonly #copies = new Map<Key, Copy>()
  readonly #hints = new Map<NodeId, Set<Key>>()
  readonly #pending = new Set<Pending>()

  constructor(node: NodeId, options: DiskOptions, agenda: Agenda, trace: Trace, prng: Prng) {
    this.#node = node
    this.options = options
    this.#agenda = agenda
    this.#trace = trace
    this.#prng = prng
  }

  /** Calls `done` with true once the store is durable, with false when nothing of it was written. */
  store(store: Store, done: (durable: boolean) => void): void {
    const fails = this.#prng.chance(this.options.storeFails)
    const cancel = this.#agenda.after(this.#takes(this.options.storing), () => {
      if (!this.#pending.delete(pending)) return
      if (fails) this.#trace.add(this.#node, { type: 'unstored', key: store.key })
      else this.#apply(store)
      done(!fails)
    })
    const pending = { store, cancel }
    this.#pending.add(pending)
  }

  /** Calls `done` with the copy, or with nothing when it could not be read. */
  load(key: Key, done: (copy: Copy | undefined) => void): void {
    const fails = this.#prng.chance(this.options.loadFails)
    this.#agenda.after(this.#takes(this.options.loading), () => {
      if (fails) this.#trace.add(this.#node, { type: 'unloaded', key })
      done(fails ? undefined : this.copy(key))
    })
  }

  /** The power fails: each store under way is completely there, or completely not. Returns how many were not. */
  crash(): number {
    let lost = 0
    for (const { store, cancel } of this.#pending) {
      cancel()
      if (this.#prng.chance(0.3)) this.#apply(store)
      else lost++
    }
    this.#pending.clear()
    return lost
  }

  copy(key: Key): Copy {
    return this.#copies.get(key) ?? NOTHING
  }

  keys(): IterableIterator<Key> {
    return this.#copies.keys()
  }

  /** For each home, the keys that are kept for it. */
  hints(): ReadonlyMap<NodeId, ReadonlySet<Key>> {
    return this.#hints
  }

  #takes(latency: Latency): Millis {
    return draw(latency, this.#prng)
  }

  #apply({ key, record, local, hints, unhints }: Store): void {
    const before = this.copy(key)
    this.#copies.set(key, {
      record: record ?? before.record,
      local: local === undefined ? before.local : local
    })
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
      hints,
      unhints
    })
  }
}
