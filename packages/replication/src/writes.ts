// All quorum writes that this node coordinates. Each has its own machine (quorum-write.ts) for who gets a copy and
// when it is enough; here is what that means in messages.
import {
  type Dot,
  type Edit,
  type EncodedValue,
  type Failure,
  type Key,
  type Millis,
  type NodeId,
  type ObjectRecord,
  type Quorum,
  TransitMap
} from '@halley/model'
import type { Change } from './copy.ts'
import type { ReplicationCounts } from './counts.ts'
import type { PreferenceList } from './plan.ts'
import { type Placing, QuorumWrite } from './quorum-write.ts'

/** What a turn wants stored. */
export interface Commit {
  readonly key: Key
  /** The record that the edits were decided on. */
  readonly base: ObjectRecord
  /** None: only this replica's own state changed, and no other node is told. */
  readonly edits: readonly Edit[]
  /** null: forget it. */
  readonly local?: EncodedValue | null
  readonly quorum: Quorum
  /** Homes that the object had before, where it has fewer now: the others are told, too, and then let their copies go. */
  readonly formerN?: number
}

export type WritesEffect =
  /** A former home of the object is told that it is none any more. */
  | { readonly type: 'tell'; readonly to: NodeId; readonly key: Key; readonly record: ObjectRecord }
  /** That home got no copy, and nobody stands in for it. */
  | { readonly type: 'owe'; readonly key: Key; readonly home: NodeId }
  | { readonly type: 'store-here'; readonly turn: number; readonly key: Key; readonly change: Change }
  | {
      readonly type: 'place'
      readonly turn: number
      readonly placing: Placing
      readonly key: Key
      readonly record: ObjectRecord
      readonly until: Millis
    }
  | {
      readonly type: 'committed'
      readonly turn: number
      readonly record: ObjectRecord
      readonly dots: readonly Dot[]
    }
  | { readonly type: 'uncommitted'; readonly turn: number; readonly failure: Failure }

export interface WritesOptions {
  readonly self: NodeId
  readonly isDown: (node: NodeId) => boolean
  readonly counts: ReplicationCounts
  /** Whether this node may keep a copy of this key for that home. */
  readonly hasRoom: (home: NodeId, key: Key) => boolean
}

interface Operation {
  readonly turn: number
  readonly commit: Commit
  readonly until: Millis
  machine?: QuorumWrite
  list: PreferenceList
  record: ObjectRecord
  dots: readonly Dot[]
  told: boolean
}

export class Writes {
  readonly #options: WritesOptions
  readonly #emit: (effect: WritesEffect) => void
  readonly #operations = new TransitMap<number, Operation>()

  constructor(options: WritesOptions, emit: (effect: WritesEffect) => void) {
    this.#options = options
    this.#emit = emit
  }

  /** Begins; the preference list is to follow. */
  start(turn: number, commit: Commit, until: Millis): void {
    this.#operations.set(turn, { turn, commit, until, list: [], record: commit.base, dots: [], told: false })
  }

  located(turn: number, list: PreferenceList): void {
    const operation = this.#operations.get(turn)
    if (operation === undefined) return
    const { key, base, edits, local, quorum } = operation.commit
    const { self, isDown, hasRoom } = this.#options
    const machine = new QuorumWrite({
      ...{ self, list, quorum, isDown },
      hasRoom: (home) => hasRoom(home, key)
    })
    operation.machine = machine
    operation.list = list
    const hint = edits.length === 0 ? undefined : machine.ownHint
    if (hint !== undefined) this.#options.counts.add('standIns')
    const change: Change = {
      record: base,
      edits,
      ...(local === undefined ? {} : { local }),
      ...(hint === undefined ? {} : { hint })
    }
    this.#emit({ type: 'store-here', turn, key, change })
  }

  /** The own copy is durable. */
  storedHere(turn: number, record: ObjectRecord, dots: readonly Dot[], now: Millis): void {
    const operation = this.#operations.get(turn)
    if (operation?.machine === undefined) return
    operation.record = record
    operation.dots = dots
    if (operation.commit.edits.length === 0) {
      this.#operations.delete(turn)
      this.#emit({ type: 'committed', turn, record, dots })
      return
    }
    if (now >= operation.until) operation.machine.lastCall()
    this.#place(operation, operation.machine.storedHere())
    this.#advance(operation, operation.machine)
  }

  /** The own disk refused. */
  refusedHere(turn: number, failure: Failure): void {
    if (this.#operations.delete(turn)) this.#emit({ type: 'uncommitted', turn, failure })
  }

  stored(turn: number, node: NodeId): void {
    const operation = this.#operations.get(turn)
    if (operation?.machine === undefined) return
    operation.machine.stored(node)
    this.#advance(operation, operation.machine)
  }

  unstored(turn: number, node: NodeId, now: Millis): void {
    const operation = this.#operations.get(turn)
    if (operation?.machine === undefined) return
    if (now >= operation.until) operation.machine.lastCall()
    this.#place(operation, operation.machine.unstored(node))
    this.#advance(operation, operation.machine)
  }

  get size(): number {
    return this.#operations.size
  }

  #place({ turn, commit, record, until }: Operation, placings: readonly Placing[]): void {
    for (const placing of placings) {
      if (placing.hint !== undefined) this.#options.counts.add('standIns')
      this.#emit({ type: 'place', turn, placing, key: commit.key, record, until })
    }
  }

  // Who is not told, or does not hear it, finds it out by comparing with the homes.
  #tell({ commit, list, record }: Operation): void {
    const { key, quorum, formerN = 0 } = commit
    const { self, isDown } = this.#options
    for (const to of list.slice(quorum.n, formerN))
      if (to !== self && !isDown(to)) this.#emit({ type: 'tell', to, key, record })
  }

  #advance(operation: Operation, machine: QuorumWrite): void {
    const { turn, record, dots } = operation
    if (machine.phase === 'replicating' || machine.phase === 'local') return
    if (!operation.told) {
      operation.told = true
      if (machine.phase === 'unmet') {
        this.#options.counts.add('writeQuorumsUnmet')
        this.#emit({ type: 'uncommitted', turn, failure: unmet(machine.count) })
      } else {
        this.#emit({ type: 'committed', turn, record, dots })
        this.#tell(operation)
      }
    }
    if (machine.phase === 'acknowledged') return
    this.#operations.delete(turn)
    for (const home of machine.owed) {
      this.#options.counts.add('copiesOwed')
      this.#emit({ type: 'owe', key: operation.commit.key, home })
    }
  }
}

function unmet({ need, got }: { need: number; got: number }): Failure {
  const message = `the write needs ${need} durable copies; ${got} could be made. It may still become visible where it was stored`
  return { code: 'WRITE_QUORUM_UNMET', message, details: { need, got } }
}
