// Quorum reads and writes that this node coordinates, carried out: the machines (reads.ts, writes.ts) say who is asked and
// who gets a copy; here their questions go to the own replica, to other nodes, and to the hints.
import type { Deadline, Key, Millis, NodeId, ObjectRecord, Quorum } from '@halley/model'
import type { Copies } from './copies.ts'
import type { ReplicationCounts } from './counts.ts'
import type { ReplicationEffect } from './effects.ts'
import type { Handoff } from './handoff.ts'
import type { Pace } from './pace.ts'
import type { Preferences } from './preferences.ts'
import { type ReadScope, Reads, type ReadsEffect } from './reads.ts'
import type { RemoteCopies } from './remote-copies.ts'
import type { Replica } from './replica.ts'
import { type Commit, Writes, type WritesEffect } from './writes.ts'

export interface OperationsInit {
  readonly self: NodeId
  readonly quorum: Quorum
  readonly replica: Replica
  readonly remote: RemoteCopies
  readonly preferences: Preferences
  readonly handoff: Handoff
  readonly copies: Pick<Copies, 'stored' | 'holders'>
  readonly counts: ReplicationCounts
  readonly isDown: (node: NodeId) => boolean
  readonly now: () => Millis
  /** Of the replicas that are asked for their copies. */
  readonly pace: Pace
  readonly emit: (effect: ReplicationEffect) => void
}

export class Operations {
  readonly #init: OperationsInit
  readonly #reads: Reads
  readonly #writes: Writes

  constructor(init: OperationsInit) {
    const { self, quorum, isDown, handoff, counts, copies, pace, now } = init
    const holders = (key: Key): readonly NodeId[] => copies.holders(key)
    this.#init = init
    const reading = { self, quorum, isDown, counts, holders, pace, now }
    this.#reads = new Reads(reading, (effect) => this.#onReads(effect))
    const hasRoom = (home: NodeId, key: Key): boolean => handoff.hasRoom(home, key)
    this.#writes = new Writes({ self, isDown, counts, hasRoom }, (effect) => this.#onWrites(effect))
  }

  /** Reads the object from a quorum: answered by `reconciled` or `unread`. */
  read(turn: number, key: Key, scope: ReadScope, until: Millis): void {
    const { replica, preferences, now } = this.#init
    const read = this.#reads.start(turn, key, scope, until)
    replica.read(key, {
      copied: (copy) => this.#reads.here(read, copy),
      refused: (failure) => this.#reads.notHere(read, failure)
    })
    preferences.find(key, now(), (list) => this.#reads.located(read, list))
  }

  /** Reads the own copy again: answered by `refreshed` or `unread`. */
  refresh(turn: number, key: Key): void {
    const { replica, emit } = this.#init
    replica.read(key, {
      copied: (copy) => emit({ type: 'refreshed', turn, copy }),
      refused: (failure) => emit({ type: 'unread', turn, failure })
    })
  }

  /** Operations under way. */
  get size(): number {
    return this.reads + this.writes
  }

  /** Writes to a quorum: answered by `committed` or `uncommitted`. */
  write(turn: number, commit: Commit, until: Millis): void {
    const { preferences, now } = this.#init
    this.#writes.start(turn, commit, until)
    preferences.find(commit.key, now(), (list) => this.#writes.located(turn, list))
  }

  get reads(): number {
    return this.#reads.size
  }

  get writes(): number {
    return this.#writes.size
  }

  deadline(): Deadline | undefined {
    return this.#reads.deadline()
  }

  tick(now: Millis): void {
    this.#reads.tick(now)
  }

  #onReads(effect: ReadsEffect): void {
    if (effect.type === 'ask') {
      const { read, to, key, until } = effect
      const { remote, now } = this.#init
      const since = now()
      remote.read(to, key, until, {
        copied: (record) => this.#reads.answered(read, to, record, now() - since),
        failed: () => this.#reads.unanswered(read, to, now(), now() - since)
      })
    } else if (effect.type === 'repair') this.#repair(effect.to, effect.key, effect.record)
    else this.#init.emit(effect)
  }

  // What fails is found again by the next read.
  #repair(to: NodeId, key: Key, record: ObjectRecord): void {
    const { self, replica, remote, counts } = this.#init
    counts.add('readRepairs')
    if (to === self) replica.write(key, { record }, UNHEEDED)
    else remote.write(to, { key, record }, Number.POSITIVE_INFINITY, UNHEEDED)
  }

  #onWrites(effect: WritesEffect): void {
    const { replica, remote, handoff, copies, now, emit } = this.#init
    if (effect.type === 'store-here') {
      const { turn, key, change } = effect
      replica.write(key, change, {
        stored: (record, dots) => {
          if (change.hint !== undefined) handoff.keep(change.hint, key)
          copies.stored(key, record)
          this.#writes.storedHere(turn, record, dots, now())
        },
        refused: (failure) => this.#writes.refusedHere(turn, failure)
      })
    } else if (effect.type === 'place') {
      const { turn, placing, key, record, until } = effect
      const { node, ...hint } = placing
      remote.write(node, { key, record, ...hint }, until, {
        stored: () => this.#writes.stored(turn, node),
        failed: () => this.#writes.unstored(turn, node, now())
      })
    } else if (effect.type === 'tell')
      remote.write(effect.to, { key: effect.key, record: effect.record }, Number.POSITIVE_INFINITY, UNHEEDED)
    else if (effect.type === 'owe') handoff.owe(effect.home, effect.key)
    else emit(effect)
  }
}

const UNHEEDED = { stored: () => {}, refused: () => {}, failed: () => {} }
