// This node's own copies. Every key in use has one entry, in memory only while it is in use, and through it all
// reads and writes of that key pass in order: that is what keeps a read-merge-write from losing one of two writes.
//
//   read  ──► answered from what is durable, never from what a crash could take back
//   write ──► merged into `latest` at once; one store at a time; whatever came meanwhile goes into the next store
//
// A new version gets its dot here, from `latest`, and is answered only when it is durable: so no event of this
// actor is ever heard of elsewhere before its own disk has it, and no dot is issued twice (see model/version.ts).
import {
  type Actor,
  amend,
  type Dot,
  type Edit,
  type EncodedValue,
  type Failure,
  type Key,
  merge,
  type NodeId,
  type ObjectRecord,
  recordOverflow
} from '@halley/model'

/** What this node holds under a key: the record, and the object's replica-local state (null: none). */
export interface Copy {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
}

/** What to write. Any part may be missing. */
export interface Change {
  /** Knowledge to merge in. */
  readonly record?: ObjectRecord
  /** New versions of this node's own, stamped with its dots, on top of `record`. */
  readonly edits?: readonly Edit[]
  readonly local?: EncodedValue | null
  /** Keep this copy for that home. */
  readonly hint?: NodeId
  /** That home has it: the hint is no longer needed. */
  readonly unhint?: NodeId
}

/** One atomic, durable write to the disk. */
export interface Store {
  readonly key: Key
  readonly record?: ObjectRecord
  readonly local?: EncodedValue | null
  readonly hints: readonly NodeId[]
  readonly unhints: readonly NodeId[]
}

export type ReplicaEffect =
  | { readonly type: 'load'; readonly key: Key }
  | { readonly type: 'store'; readonly id: number; readonly store: Store }

/** Who asked to read. One of the two is called, once. */
export interface Reader {
  copied(copy: Copy): void
  refused(failure: Failure): void
}

/** Who asked to write. One of the two is called, once. */
export interface Writer {
  /** Durable. `record` is what is stored now, `dots` the versions that this write made. */
  stored(record: ObjectRecord, dots: readonly Dot[]): void
  refused(failure: Failure): void
}

interface Pending {
  readonly change: Change
  readonly writer: Writer
}

interface Acknowledgement {
  readonly writer: Writer
  readonly dots: readonly Dot[]
}

interface Entry {
  readonly key: Key
  /** Absent while it is being loaded. */
  durable?: Copy
  latest?: Copy
  /** Waiting for the load. */
  readonly readers: Reader[]
  readonly writes: Pending[]
  /** Merged into `latest`, to be stored next. */
  dirty: { record: boolean; local: boolean; hints: Set<NodeId>; unhints: Set<NodeId> }
  waiting: Acknowledgement[]
  storing?: {
    readonly copy: Copy
    readonly acknowledge: readonly Acknowledgement[]
    readonly hints: ReadonlySet<NodeId>
  }
}

export class Replica {
  readonly #actor: Actor
  readonly #emit: (effect: ReplicaEffect) => void
  readonly #entries = new Map<Key, Entry>()
  readonly #stores = new Map<number, Entry>()
  #nextStore = 0

  constructor(actor: Actor, emit: (effect: ReplicaEffect) => void) {
    this.#actor = actor
    this.#emit = emit
  }

  read(key: Key, reader: Reader): void {
    const entry = this.#entry(key)
    if (entry.durable === undefined) entry.readers.push(reader)
    else reader.copied(entry.durable)
  }

  /** All of the change becomes durable, or nothing of it is kept. */
  write(key: Key, change: Change, writer: Writer): void {
    const entry = this.#entry(key)
    entry.writes.push({ change, writer })
    if (entry.durable !== undefined) this.#proceed(entry)
  }

  /** The disk's answer to `load`. */
  loaded(key: Key, copy: Copy): void {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.durable !== undefined) return
    entry.durable = copy
    entry.latest = copy
    for (const reader of entry.readers.splice(0)) reader.copied(copy)
    this.#proceed(entry)
  }

  /** The disk could not read the key: whoever waits for it is refused, and the next one tries again. */
  unloaded(key: Key, failure: Failure): void {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.durable !== undefined) return
    this.#entries.delete(key)
    for (const reader of entry.readers) reader.refused(failure)
    for (const { writer } of entry.writes) writer.refused(failure)
  }

  /** The disk's answer to `store`: durable. */
  written(id: number): void {
    const entry = this.#settle(id)
    if (entry?.storing === undefined) return
    const { copy, acknowledge } = entry.storing
    delete entry.storing
    entry.durable = copy
    for (const { writer, dots } of acknowledge) writer.stored(copy.record, dots)
    this.#proceed(entry)
  }

  /** The disk refused: all that is not durable is forgotten, and everybody who waits for it is told. */
  unwritten(id: number, failure: Failure): void {
    const entry = this.#settle(id)
    if (entry?.storing === undefined) return
    const refused = [...entry.storing.acknowledge, ...entry.waiting]
    delete entry.storing
    entry.waiting = []
    entry.dirty = clean()
    entry.latest = entry.durable as Copy
    for (const { writer } of refused) writer.refused(failure)
    this.#proceed(entry)
  }

  #entry(key: Key): Entry {
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = { key, readers: [], writes: [], dirty: clean(), waiting: [] }
    this.#entries.set(key, entry)
    this.#emit({ type: 'load', key })
    return entry
  }

  #proceed(entry: Entry): void {
    for (const write of entry.writes.splice(0)) this.#apply(entry, write)
    if (entry.storing !== undefined) return
    if (isClean(entry.dirty)) this.#rest(entry)
    else this.#store(entry)
  }

  #apply(entry: Entry, { change, writer }: Pending): void {
    const before = entry.latest as Copy
    let record = change.record === undefined ? before.record : merge(before.record, change.record)
    const dots: Dot[] = []
    if (change.edits !== undefined && change.edits.length > 0) {
      const known = record.context[this.#actor] ?? 0
      record = amend(record, this.#actor, change.edits)
      for (let counter = known + 1; counter <= (record.context[this.#actor] ?? 0); counter++)
        dots.push({ actor: this.#actor, counter })
    }
    const overflow = record === before.record ? undefined : recordOverflow(record)
    if (overflow !== undefined) {
      writer.refused({ code: 'RECORD_FULL', message: overflow })
      return
    }
    // A replica that learns of the deletion forgets its own state with the object's.
    const deleted = record !== before.record && record.siblings.every(({ kind }) => kind === 'tombstone')
    const local = deleted ? null : change.local === undefined ? before.local : change.local
    entry.latest = { record, local }
    if (record !== before.record) entry.dirty.record = true
    if (local !== before.local) entry.dirty.local = true
    if (change.hint !== undefined) entry.dirty.hints.add(change.hint)
    // A hint on its way to the disk is for a newer copy than the one that went home.
    const renewed = change.unhint !== undefined && entry.storing?.hints.has(change.unhint)
    if (change.unhint !== undefined && !renewed) entry.dirty.unhints.add(change.unhint)
    entry.waiting.push({ writer, dots })
  }

  #store(entry: Entry): void {
    const { dirty } = entry
    const copy = entry.latest as Copy
    entry.storing = { copy, acknowledge: entry.waiting, hints: dirty.hints }
    entry.waiting = []
    entry.dirty = clean()
    const id = this.#nextStore++
    this.#stores.set(id, entry)
    this.#emit({
      type: 'store',
      id,
      store: {
        key: entry.key,
        ...(dirty.record ? { record: copy.record } : {}),
        ...(dirty.local ? { local: copy.local } : {}),
        hints: [...dirty.hints],
        unhints: [...dirty.unhints].filter((home) => !dirty.hints.has(home))
      }
    })
  }

  // Nothing is left to store: whoever waits asked for what is durable already.
  #rest(entry: Entry): void {
    // Answering may bring the next question about this key, with an entry of its own: this one must be gone before.
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key)
    const { record } = entry.durable as Copy
    for (const { writer, dots } of entry.waiting.splice(0)) writer.stored(record, dots)
  }

  #settle(id: number): Entry | undefined {
    const entry = this.#stores.get(id)
    this.#stores.delete(id)
    return entry
  }
}

function clean(): { record: boolean; local: boolean; hints: Set<NodeId>; unhints: Set<NodeId> } {
  return { record: false, local: false, hints: new Set(), unhints: new Set() }
}

function isClean(dirty: Entry['dirty']): boolean {
  return !dirty.record && !dirty.local && dirty.hints.size === 0 && dirty.unhints.size === 0
}
