// All quorum reads that this node coordinates. Each has its own machine (quorum-read.ts) for who is asked and when it
// is enough; here is what that means in messages: asking, reconciling, repairing.
import {
  type Cancel,
  type Deadline,
  Deadlines,
  EMPTY_RECORD,
  type EncodedValue,
  type Failure,
  type Key,
  type Millis,
  mergeToFit,
  type NodeId,
  type ObjectRecord,
  type Quorum,
  TransitMap
} from '@halley/model'
import type { Copy } from './copy.ts'
import type { ReplicationCounts } from './counts.ts'
import type { Pace } from './pace.ts'
import type { PreferenceList } from './plan.ts'
import { QuorumRead } from './quorum-read.ts'
import { Speeds } from './speeds.ts'

/** What a quorum knows of an object, merged; and what this replica alone keeps. */
export interface Reconciled {
  readonly record: ObjectRecord
  readonly local: EncodedValue | null
  readonly quorum: Quorum
  readonly list: PreferenceList
  /** Nodes that keep copies besides, as far as is known here; of a read that asks everyone. */
  readonly leased?: readonly NodeId[]
  /** Who was asked, and the record of each that has answered so far; of a read that asks everyone. */
  readonly answers: ReadonlyMap<NodeId, ObjectRecord | undefined>
}

/** How widely to read. */
export interface ReadScope {
  /** Wait for everybody who is asked, not just for R. */
  readonly everyone: boolean
  /** That nothing is there may be taken from nodes that are no homes. */
  readonly maybeNew: boolean
  /** R homes will do, where they agree. */
  readonly narrow?: boolean
  /** The (N, R, W) to begin with, if not the node's own. */
  readonly quorum?: Quorum
}

export type ReadsEffect =
  | {
      readonly type: 'ask'
      /** Which of the reads asks: goes with the answer. */
      readonly read: number
      readonly to: NodeId
      readonly key: Key
      readonly until: Millis
    }
  | { readonly type: 'repair'; readonly to: NodeId; readonly key: Key; readonly record: ObjectRecord }
  | { readonly type: 'reconciled'; readonly turn: number; readonly reconciled: Reconciled }
  | { readonly type: 'unread'; readonly turn: number; readonly failure: Failure }

export interface ReadsOptions {
  readonly self: NodeId
  readonly quorum: Quorum
  readonly isDown: (node: NodeId) => boolean
  readonly counts: ReplicationCounts
  /** Nodes that keep copies of the key besides its homes. */
  readonly holders: (key: Key) => readonly NodeId[]
  /** Of the replicas that are asked. */
  readonly pace: Pace
  readonly now: () => Millis
}

interface Operation {
  /** A turn may read twice; the answers to its first read are none to its second. */
  readonly id: number
  readonly turn: number
  readonly key: Key
  readonly scope: ReadScope
  readonly until: Millis
  list: PreferenceList
  machine?: QuorumRead
  /** This node's own copy, which is read even where it is not one of the N. */
  here?: Copy
  told: boolean
  /** No longer late. */
  cancel: Cancel
}

/** One narrow read in so many asks all homes nevertheless: so that one which is behind is found, and it is seen how fast each is. */
const ALL_HOMES_EVERY = 16

/** When a replica is late as long as too few have answered to tell. */
const LATE_MS = 100

export class Reads {
  readonly #options: ReadsOptions
  readonly #emit: (effect: ReadsEffect) => void
  readonly #operations = new TransitMap<number, Operation>()
  readonly #deadlines = new Deadlines<number>()
  readonly #speeds = new Speeds()
  #next = 1

  constructor(options: ReadsOptions, emit: (effect: ReadsEffect) => void) {
    this.#options = options
    this.#emit = emit
  }

  /** Begins a read and names it; the preference list and the own copy are to follow. */
  start(turn: number, key: Key, scope: ReadScope, until: Millis): number {
    const id = this.#next++
    this.#operations.set(id, { id, turn, key, scope, until, list: [], told: false, cancel: UNARMED })
    return id
  }

  located(id: number, list: PreferenceList): void {
    const operation = this.#operations.get(id)
    if (operation === undefined) return
    operation.list = list
    const { isDown } = this.#options
    const { everyone, maybeNew, quorum = this.#options.quorum } = operation.scope
    const narrow = this.#isNarrow(operation) ? { narrow: this.#fastest } : {}
    operation.machine = new QuorumRead({ list, quorum, isDown, everyone, maybeNew, ...narrow })
    if ('narrow' in narrow) this.#awaitLateness(operation)
    this.#ask(operation, operation.machine.start())
    if (operation.here !== undefined) this.#answerHere(operation, operation.here)
    this.#advance(operation)
  }

  /** The own copy. */
  here(id: number, copy: Copy): void {
    const operation = this.#operations.get(id)
    if (operation === undefined) return
    operation.here = copy
    this.#answerHere(operation, copy)
    this.#advance(operation)
  }

  /** The own copy cannot be read: this node cannot coordinate the key. */
  notHere(id: number, failure: Failure): void {
    const operation = this.#operations.get(id)
    if (operation === undefined) return
    this.#close(operation)
    this.#emit({ type: 'unread', turn: operation.turn, failure })
  }

  /** @param ms that the node took */
  answered(id: number, node: NodeId, record: ObjectRecord, ms?: Millis): void {
    if (ms !== undefined) {
      this.#speeds.answered(node, ms)
      this.#options.pace.answered(ms)
    }
    const operation = this.#operations.get(id)
    if (operation?.machine === undefined) return
    this.#ask(operation, operation.machine.answered(node, record))
    this.#advance(operation)
  }

  unanswered(id: number, node: NodeId, now: Millis, ms: Millis): void {
    this.#speeds.answered(node, ms)
    const operation = this.#operations.get(id)
    if (operation?.machine === undefined) return
    if (now >= operation.until) operation.machine.lastCall()
    this.#ask(operation, operation.machine.unanswered(node))
    this.#advance(operation)
  }

  get size(): number {
    return this.#operations.size
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const id of this.#deadlines.due(now)) {
      const operation = this.#operations.get(id)
      // A node that stood still is late itself: no time is left to ask anybody.
      if (operation?.machine?.phase !== 'reading' || now >= operation.until) continue
      if (!this.#options.pace.hedge()) continue
      this.#options.counts.add('readsHedged')
      this.#ask(operation, operation.machine.late())
    }
  }

  #isNarrow({ id, scope }: Operation): boolean {
    return scope.narrow === true && !scope.everyone && id % ALL_HOMES_EVERY !== 0
  }

  // This node itself costs nothing.
  readonly #fastest = (homes: readonly NodeId[]): readonly NodeId[] =>
    this.#speeds.ordered(homes, this.#options.self)

  #awaitLateness(operation: Operation): void {
    const { pace, now } = this.#options
    const at = now() + (pace.begin() ?? LATE_MS)
    operation.cancel = this.#deadlines.set(at, 'a replica is late', operation.id)
  }

  #close(operation: Operation): void {
    operation.cancel()
    this.#operations.delete(operation.id)
  }

  #answerHere({ machine, id }: Operation, copy: Copy): void {
    if (machine?.asks(this.#options.self)) this.answered(id, this.#options.self, copy.record)
  }

  #ask(operation: Operation, nodes: readonly NodeId[]): void {
    const { id, key, until, here } = operation
    for (const to of nodes) {
      if (to !== this.#options.self) this.#emit({ type: 'ask', read: id, to, key, until })
      else if (here !== undefined) this.answered(id, to, here.record)
    }
  }

  #advance(operation: Operation): void {
    const { machine, here, id } = operation
    if (machine === undefined || here === undefined || !this.#operations.has(id)) return
    if (machine.phase === 'reading') return
    if (!operation.told) this.#tell(operation, machine, here)
    if (machine.phase === 'settling') return
    this.#close(operation)
    if (machine.phase === 'settled') this.#repair(operation, machine)
  }

  #tell(operation: Operation, machine: QuorumRead, here: Copy): void {
    operation.told = true
    const { turn, list } = operation
    const { counts } = this.#options
    if (machine.isWidened) counts.add('readsWidened')
    if (machine.phase === 'failed') {
      counts.add('readQuorumsUnmet')
      const { need, got } = machine.count
      const message = machine.isUnsure
        ? `nobody in reach knows the object; that it does not exist takes the word of ${need} of its homes, and ${got} answered`
        : `the read needs ${need} replicas to answer; ${got} of the ${list.length} nodes responsible did`
      this.#emit({
        type: 'unread',
        turn,
        failure: { code: 'READ_QUORUM_UNMET', message, details: { need, got } }
      })
      return
    }
    const record = mergeToFit(machine.record, here.record)
    const { quorum } = machine
    const answers = operation.scope.everyone ? machine.answers : NOBODYS
    const leased = operation.scope.everyone ? { leased: this.#options.holders(operation.key) } : {}
    const reconciled = { record, local: here.local, quorum, list, ...leased, answers }
    this.#emit({ type: 'reconciled', turn, reconciled })
  }

  // Read repair (section 5): the homes among those that answered learn what they lacked. Fallbacks are left alone:
  // they hold copies for homes that were down, not for every reader.
  #repair({ key, list }: Operation, machine: QuorumRead): void {
    const { record } = machine
    if (Object.keys(record.context).length === 0 && record === EMPTY_RECORD) return
    const homes = new Set(list.slice(0, machine.quorum.n))
    for (const to of machine.stale) if (homes.has(to)) this.#emit({ type: 'repair', to, key, record })
  }
}

const UNARMED: Cancel = () => {}

const NOBODYS: Reconciled['answers'] = new Map()
