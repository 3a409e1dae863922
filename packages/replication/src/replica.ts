// This node's own copies. Every key in use has one entry, in memory only while it is in use, and through it all
// reads and writes of that key pass in order: that is what keeps a read-merge-write from losing one of two writes.
//
//   read  ──► answered from what is durable, never from what a crash could take back
//   write ──► merged into `latest` at once; one store at a time; whatever came meanwhile goes into the next store
//
// A new version gets its dot here, from `latest`, and is answered only when it is durable: so no event of this
// actor is ever heard of elsewhere before its own disk has it, and no dot is issued twice (see model/version.ts).
//
// A copy that is not needed here any more can be forgotten. The next copy of the key, should there be one, is of a later
// epoch, and its dots are another actor's. The highest epoch is written with the store that forgets, so that no start on
// this disk falls behind it. The same holds for a copy that has pruned its own entry (revision.ts).
import {
  EMPTY_RECORD,
  type Failure,
  type IndexMark,
  isApart,
  isNothing,
  type Key,
  type Millis,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  positionOf,
  recordOverflow,
  sameRecord,
  TransitMap
} from '@halley/model'
import type { Change, Copy, CopyMark, Reader, Store, Writer } from './copy.ts'
import { clean, type Entry, isClean, type Pending } from './entry.ts'
import { growthOf, NO_GROWTH } from './growth.ts'
import { retimed } from './retimed.ts'
import { type Rules, revise } from './revision.ts'
import { ALWAYS, indexMark, type Row, rowOf } from './row.ts'
import type { Trees } from './trees.ts'

/** Asks for the copy on the disk. `fresh`: as it is there, even where that is known. */
export interface LoadEffect {
  readonly type: 'load'
  readonly key: Key
  readonly fresh?: true
}

export type ReplicaEffect =
  | LoadEffect
  | { readonly type: 'store'; readonly id: number; readonly store: Store }
  /** A copy durably holds versions that a merge would make one. */
  | { readonly type: 'met'; readonly key: Key }

export interface ReplicaInit extends Rules {
  readonly self: NodeId
  /** The highest epoch that the disk knows of. */
  readonly epoch: number
  /** Copies of objects that do not choose how many. */
  readonly n: number
  readonly trees: Trees
  /** A copy with timers was written. It wakes then; undefined: it has nothing to do any more. */
  readonly retimed: (key: Key, wakesAt: Millis | undefined) => void
  readonly emit: (effect: ReplicaEffect) => void
}

export class Replica {
  readonly #init: ReplicaInit
  #epoch: number
  readonly #entries = new TransitMap<Key, Entry>()
  readonly #stores = new TransitMap<number, Entry>()
  #nextStore = 0

  constructor(init: ReplicaInit) {
    this.#init = init
    this.#epoch = init.epoch
  }

  /** @param fresh a copy that is not in use is read from the disk, so that damage there is found: for whoever vouches for it */
  read(key: Key, reader: Reader, fresh = false): void {
    const entry = this.#entry(key, fresh)
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
    const found = isNothing(copy.record) ? { ...this.#nothing(), local: copy.local } : copy
    entry.durable = found
    entry.latest = found
    for (const reader of entry.readers.splice(0)) reader.copied(found)
    this.#proceed(entry)
  }

  /**
   * What the disk has of the key is not to be used: it is damaged (then who waited to read it is refused), or nobody vouches
   * for it. The copy begins anew, in a later epoch, and the other homes' exchanges fill it.
   * @param lost what the index says of it
   */
  disown(key: Key, lost: IndexMark | undefined, failure?: Failure): void {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.durable !== undefined) return
    this.#epoch = Math.max(this.#epoch, lost?.epoch ?? 0) + 1
    const copy = this.#nothing()
    entry.durable = copy
    entry.latest = copy
    entry.dirty.forgotten = true
    entry.disowned = { row: lost === undefined ? undefined : { ...lost, position: positionOf(key) } }
    for (const reader of entry.readers.splice(0)) {
      if (failure === undefined) reader.copied(copy)
      else reader.refused(failure)
    }
    this.#proceed(entry)
  }

  /** Nobody vouches for what the disk has of the key. */
  distrust(key: Key, copy: Copy): void {
    const row = this.#rowOf(key, copy)
    this.disown(key, row && indexMark(row, copy.record, this.#markOf(copy).epoch))
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
    const { copy, acknowledge, before, after, timing } = entry.storing
    delete entry.storing
    delete entry.disowned
    const isNews = entry.durable?.record !== copy.record
    entry.durable = copy
    if (isNews && isApart(copy.record, ALWAYS)) this.#init.emit({ type: 'met', key: entry.key })
    if (timing !== undefined) this.#init.retimed(entry.key, timing.wakesAt)
    this.#init.trees.stored(before, after)
    for (const { growth } of acknowledge) this.#init.trees.storage.settle(growth)
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
    for (const { growth } of refused) this.#init.trees.storage.settle(growth)
    // The disk still has what is not to be used: whoever comes next has to load it again.
    const again = entry.disowned !== undefined && this.#entries.delete(entry.key)
    for (const { writer } of refused) writer.refused(failure)
    if (again) for (const { writer } of entry.writes.splice(0)) writer.refused(failure)
    else this.#proceed(entry)
  }

  #entry(key: Key, fresh = false): Entry {
    const known = this.#entries.get(key)
    if (known !== undefined) return known
    const entry: Entry = { key, readers: [], writes: [], dirty: clean(), waiting: [] }
    this.#entries.set(key, entry)
    this.#init.emit(fresh ? { type: 'load', key, fresh } : { type: 'load', key })
    return entry
  }

  #proceed(entry: Entry): void {
    for (const write of entry.writes.splice(0)) this.#apply(entry, write)
    if (entry.storing !== undefined) return
    if (isClean(entry.dirty)) this.#rest(entry)
    else this.#store(entry)
  }

  #apply(entry: Entry, { change, writer }: Pending): void {
    if (change.forget !== undefined) return this.#forget(entry, change.forget, writer)
    const before = entry.latest as Copy
    const was = { record: before.record, epoch: this.#markOf(before).epoch }
    const { record, dots, epoch } = revise(was, change, this.#init, () => this.#renew(before))
    const overflow = record === before.record ? undefined : recordOverflow(record)
    if (overflow !== undefined) return writer.refused({ code: 'RECORD_FULL', message: overflow })
    const { storage } = this.#init.trees
    const growth = growthOf(change, before, record)
    const failure = storage.refusal(growth)
    if (failure !== undefined) return writer.refused(failure)
    storage.promise(growth)
    // A replica that learns of the deletion forgets its own state with the object's.
    const deleted = record !== before.record && record.siblings.every(({ kind }) => kind === 'tombstone')
    const local = deleted ? null : change.local === undefined ? before.local : change.local
    entry.latest = { record, local, mark: { n: ownQuorum(record)?.n ?? this.#init.n, epoch } }
    const { dirty } = entry
    if (record !== before.record) dirty.record = true
    if (local !== before.local) dirty.local = true
    if (change.hint !== undefined) dirty.hints = new Set([...dirty.hints, change.hint])
    // A hint on its way to the disk is for a newer copy than the one that went home.
    const renewed = change.unhint !== undefined && entry.storing?.hints.has(change.unhint)
    if (change.unhint !== undefined && !renewed) dirty.unhints = new Set([...dirty.unhints, change.unhint])
    entry.waiting.push({ writer, dots, growth })
  }

  #forget(entry: Entry, record: ObjectRecord, writer: Writer): void {
    const { latest, storing, dirty } = entry
    const copy = latest as Copy
    if (storing !== undefined || !isClean(dirty) || !sameRecord(copy.record, record))
      return writer.refused({ code: 'BUSY', message: 'the copy is in use, or another one than was thought' })
    if (!isNothing(record)) {
      this.#renew(copy)
      entry.latest = this.#nothing()
      dirty.forgotten = true
    }
    entry.waiting.push({ writer, dots: [], growth: NO_GROWTH })
  }

  /** An epoch later than any that this database had of the key. */
  #renew(copy: Copy): number {
    this.#epoch = Math.max(this.#epoch, this.#markOf(copy).epoch) + 1
    return this.#epoch
  }

  #store(entry: Entry): void {
    const { dirty, key } = entry
    const { trees, emit } = this.#init
    const durable = entry.durable as Copy
    const copy = entry.latest as Copy
    const changes =
      copy.record !== durable.record || (copy.local?.length ?? 0) !== (durable.local?.length ?? 0)
    const before = entry.disowned?.row ?? (changes || !trees.ready ? this.#rowOf(key, durable) : undefined)
    const after = changes ? this.#rowOf(key, copy) : entry.disowned === undefined ? before : undefined
    const timing = retimed(this.#init.self, key, durable, copy)
    entry.storing = { copy, before, after, acknowledge: entry.waiting, hints: dirty.hints, timing }
    entry.waiting = []
    entry.dirty = clean()
    const id = this.#nextStore++
    this.#stores.set(id, entry)
    trees.storing(key, before)
    const isLeft = !dirty.forgotten || dirty.record || dirty.local
    const renewed = dirty.forgotten || this.#markOf(copy).epoch !== this.#markOf(durable).epoch
    emit({
      type: 'store',
      id,
      store: {
        key,
        ...(dirty.record ? { record: copy.record } : {}),
        ...(dirty.local || (dirty.forgotten && isLeft) ? { local: copy.local } : {}),
        hints: [...dirty.hints],
        unhints: [...dirty.unhints].filter((home) => !dirty.hints.has(home)),
        ...(after === undefined || after === before
          ? {}
          : { index: indexMark(after, copy.record, this.#markOf(copy).epoch) }),
        ...(before === undefined || before.n === after?.n ? {} : { unindex: before.n }),
        ...timing?.change,
        ...(isLeft ? {} : { forgotten: true as const }),
        ...(renewed ? { epoch: this.#epoch } : {})
      }
    })
  }

  // Nothing is left to store: whoever waits asked for what is durable already.
  #rest(entry: Entry): void {
    // Answering may bring the next question about this key, with an entry of its own: this one must be gone before.
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key)
    const { record } = entry.durable as Copy
    for (const { writer, dots, growth } of entry.waiting.splice(0)) {
      this.#init.trees.storage.settle(growth)
      writer.stored(record, dots)
    }
  }

  #nothing(): Copy {
    return { record: EMPTY_RECORD, local: null, mark: { n: this.#init.n, epoch: this.#epoch } }
  }

  #rowOf(key: Key, copy: Copy): Row | undefined {
    return rowOf(key, copy.record, copy.local, this.#markOf(copy).n)
  }

  #markOf({ record, mark }: Copy): CopyMark {
    return mark ?? { n: ownQuorum(record)?.n ?? this.#init.n, epoch: 0 }
  }

  #settle(id: number): Entry | undefined {
    const entry = this.#stores.get(id)
    this.#stores.delete(id)
    return entry
  }
}
