// A copy of an object at one node, what may be changed of it, and the one write to the disk that makes changes durable.
import type {
  Dot,
  Edit,
  EncodedValue,
  Failure,
  IndexMark,
  Key,
  Millis,
  NodeId,
  ObjectRecord
} from '@halley/model'

/** What this node holds under a key: the record, and the object's replica-local state (null: none). */
export interface Copy {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
  /** What the index has of it: under which N, and of which epoch. Absent: this node's own N, and the first epoch. */
  readonly mark?: CopyMark
}

export interface CopyMark {
  readonly n: number
  /** Which of the copies that the database had of the key, one after the other: see model/version.ts. */
  readonly epoch: number
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
  /** Forget the copy, if this is still all of it and nothing else is to be written. Comes alone. */
  readonly forget?: ObjectRecord
}

/** What a write changes of the copy's place among the timers of the disk (model/wake-entry.ts). */
export interface Retimed {
  /** The copy wakes then from now on. */
  readonly wake?: Millis
  /** It has woken then so far: that entry goes. */
  readonly unwake?: Millis
}

/** One atomic, durable write to the disk. */
export interface Store extends Retimed {
  readonly key: Key
  readonly record?: ObjectRecord
  readonly local?: EncodedValue | null
  readonly hints: readonly NodeId[]
  readonly unhints: readonly NodeId[]
  /** The copy's entry of the index, where it changes. */
  readonly index?: IndexMark
  /** The entry under this N goes. */
  readonly unindex?: number
  /** Nothing of the copy stays: neither record nor local state. */
  readonly forgotten?: true
  /** The highest epoch of any copy of this database, from now on. */
  readonly epoch?: number
}

/** What the index says of a copy that can never be read again. */
export interface Damage {
  readonly mark?: IndexMark
}

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
