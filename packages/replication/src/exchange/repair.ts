// An operator asks that one key be made whole now: all its homes are read, what they know is merged, and whoever lacks some of
// it is sent it. What an exchange would do in its turn, and what a read does by the way, for one key and with a report.
import {
  EMPTY_RECORD,
  isNothing,
  type Key,
  type Millis,
  mergeToFit,
  type NodeId,
  type ObjectRecord,
  ownQuorum,
  sameRecord
} from '@halley/model'
import type { Preferences } from '../preferences.ts'
import type { RemoteCopies } from '../remote-copies.ts'
import type { Replica } from '../replica.ts'

/** What became of a key's copies. */
export interface KeyRepair {
  /** Homes of the key. */
  readonly homes: number
  /** Homes that lacked something, and have it now. */
  readonly repaired: number
  /** Homes that did not answer, or did not take what they lacked. */
  readonly failed: number
}

export interface RepairInit {
  readonly self: NodeId
  readonly replica: Replica
  readonly remote: RemoteCopies
  readonly preferences: Preferences
  /** The N of objects that do not choose their own. */
  readonly n: number
  readonly now: () => Millis
}

const FOR_EVER = Number.POSITIVE_INFINITY

export class Repair {
  readonly #init: RepairInit

  constructor(init: RepairInit) {
    this.#init = init
  }

  key(key: Key, done: (report: KeyRepair) => void): void {
    this.#init.preferences.find(key, this.#init.now(), (list) => {
      this.#read(list.slice(0, this.#init.n), key, (first) => {
        // The object may have more homes than it seemed.
        const n = ownQuorum(merged(first))?.n ?? this.#init.n
        const others = list.slice(this.#init.n, n)
        this.#read(others, key, (more) => this.#write(key, new Map([...first, ...more]), done))
      })
    })
  }

  /** What each of the nodes holds; nothing where it does not say. */
  #read(
    nodes: readonly NodeId[],
    key: Key,
    done: (copies: Map<NodeId, ObjectRecord | undefined>) => void
  ): void {
    const copies = new Map<NodeId, ObjectRecord | undefined>()
    if (nodes.length === 0) return done(copies)
    for (const node of nodes) {
      const answered = (record?: ObjectRecord): void => {
        copies.set(node, record)
        if (copies.size === nodes.length) done(copies)
      }
      if (node === this.#init.self)
        this.#init.replica.read(
          key,
          { copied: ({ record }) => answered(record), refused: () => answered() },
          true
        )
      else this.#init.remote.read(node, key, FOR_EVER, { copied: answered, failed: answered })
    }
  }

  #write(
    key: Key,
    copies: ReadonlyMap<NodeId, ObjectRecord | undefined>,
    done: (report: KeyRepair) => void
  ): void {
    const { self, replica, remote } = this.#init
    const record = merged(copies)
    let [open, repaired, failed] = [copies.size, 0, 0]
    const settled = (): void => {
      if (--open === 0) done({ homes: copies.size, repaired, failed })
    }
    const stored = (): void => {
      repaired++
      settled()
    }
    const refused = (): void => {
      failed++
      settled()
    }
    if (open === 0) return done({ homes: 0, repaired, failed })
    for (const [node, copy] of copies) {
      if (copy === undefined) refused()
      else if (isNothing(record) || sameRecord(copy, record)) settled()
      else if (node === self) replica.write(key, { record }, { stored, refused })
      else remote.write(node, { key, record }, FOR_EVER, { stored, failed: refused })
    }
  }
}

function merged(copies: ReadonlyMap<NodeId, ObjectRecord | undefined>): ObjectRecord {
  let record = EMPTY_RECORD
  for (const copy of copies.values()) if (copy !== undefined) record = mergeToFit(record, copy)
  return record
}
