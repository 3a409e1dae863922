// The replication core: a switch between its parts. Each input is handed to one part; what the parts ask for is a
// lookup in the overlay, a question to another node, a read or a write of the own copy, or an effect for the world.
//
//   request ──► routing ──► (another node's, or) this node's objects
//   objects ──► reads: preferences ──► QuorumRead ──► questions / replica ──► reconciled
//   objects ──► writes: preferences ──► replica ──► QuorumWrite ──► questions ──► committed
//   message ──► replica (this node as one of the N), or the open question that it answers
//   a home is back ──► handoff ──► replica ──► questions ──► the hint is dropped
import {
  type Actor,
  type Caller,
  type ClientRequest,
  type ClientResponse,
  type Deadline,
  earliest,
  type Failure,
  type Key,
  type Message,
  type Millis,
  type NodeId,
  type ObjectRecord
} from '@halley/model'
import type { ReplicationEffect } from './effects.ts'
import { Handoff } from './handoff.ts'
import { Handover } from './handover.ts'
import type { ReplicationOptions } from './options.ts'
import type { Origin } from './origin.ts'
import { Pace } from './pace.ts'
import type { PreferenceList } from './plan.ts'
import { Preferences } from './preferences.ts'
import { Questions } from './questions.ts'
import { type ReadScope, Reads, type ReadsEffect } from './reads.ts'
import { RemoteCopies } from './remote-copies.ts'
import { type Copy, Replica } from './replica.ts'
import { Routing, type RoutingEffect } from './routing.ts'
import { Serving } from './serving.ts'
import { type Commit, Writes, type WritesEffect } from './writes.ts'

export interface ReplicationInit {
  readonly self: NodeId
  readonly actor: Actor
  /** Where message ids begin: another place at each start (see Questions). */
  readonly boot: number
  readonly options: ReplicationOptions
  readonly emit: (effect: ReplicationEffect) => void
}

export class Replication {
  readonly #self: NodeId
  readonly #options: ReplicationOptions
  readonly #emit: (effect: ReplicationEffect) => void
  readonly #down = new Set<NodeId>()
  readonly #replica: Replica
  readonly #preferences: Preferences
  readonly #questions: Questions
  readonly #remote: RemoteCopies
  readonly #routing: Routing
  readonly #handover: Handover
  readonly #reads: Reads
  readonly #writes: Writes
  readonly #handoff: Handoff
  readonly #serving: Serving
  #now: Millis = 0

  constructor({ self, actor, boot, options, emit }: ReplicationInit) {
    const isDown = (node: NodeId): boolean => this.#down.has(node)
    this.#self = self
    this.#options = options
    this.#emit = emit
    this.#replica = new Replica(actor, emit)
    this.#preferences = new Preferences(options, (key) => emit({ type: 'locate', key }))
    const send = (to: NodeId, message: Message): void => emit({ type: 'send', to, message })
    this.#questions = new Questions(boot, send)
    this.#remote = new RemoteCopies(this.#questions, (until) => this.#patience(until))
    const now = (): Millis => this.#now
    const pace = new Pace(options.hedgeLeastMs)
    this.#routing = new Routing({ self, timeoutMs: options.requestTimeoutMs, isDown, pace, now }, (effect) =>
      this.#onRouting(effect)
    )
    this.#reads = new Reads({ self, quorum: options.quorum, isDown }, (effect) => this.#onReads(effect))
    this.#writes = new Writes({ self, isDown, full: () => this.#handoff.full }, (effect) =>
      this.#onWrites(effect)
    )
    this.#handover = new Handover({
      self,
      questions: this.#questions,
      routing: this.#routing,
      pace,
      now,
      send
    })
    this.#handoff = new Handoff({
      self,
      options,
      replica: this.#replica,
      remote: this.#remote,
      preferences: this.#preferences,
      isDown,
      now
    })
    this.#serving = new Serving(self, this.#replica, this.#handoff, send)
  }

  // ── from this node's clients and objects ──

  /** A client's request: answered by `coordinate` (this node is the coordinator) or, in the end, `answer`. */
  request(id: number, request: ClientRequest, caller: Caller, now: Millis): void {
    this.#now = now
    this.#routing.start(id, request, caller)
    this.#preferences.find(request.key, now, (list) => this.#routing.located(id, list))
  }

  /** What this node, as coordinator, answers its own client's request. */
  coordinated(id: number, response: ClientResponse): void {
    this.#routing.answered(id, this.#self, response)
  }

  /** Asks whoever handed this node a request whether it still waits: answered by `permitted`. */
  permit(turn: number, origin: Origin, now: Millis): void {
    this.#now = now
    const until = now + this.#options.replicaTimeoutMs
    this.#handover.permit(origin, until, (granted) => this.#emit({ type: 'permitted', turn, granted }))
  }

  /** Reads the object from a quorum: answered by `reconciled` or `unread`. */
  read(turn: number, key: Key, scope: ReadScope, now: Millis): void {
    this.#now = now
    const read = this.#reads.start(turn, key, scope, now + this.#options.requestTimeoutMs)
    this.#replica.read(key, {
      copied: (copy) => this.#reads.here(read, copy),
      refused: (failure) => this.#reads.notHere(read, failure)
    })
    this.#preferences.find(key, now, (list) => this.#reads.located(read, list))
  }

  /** Reads the own copy again: answered by `refreshed` or `unread`. */
  refresh(turn: number, key: Key): void {
    this.#replica.read(key, {
      copied: (copy) => this.#emit({ type: 'refreshed', turn, copy }),
      refused: (failure) => this.#emit({ type: 'unread', turn, failure })
    })
  }

  /** Writes to a quorum: answered by `committed` or `uncommitted`. */
  write(turn: number, commit: Commit, now: Millis): void {
    this.#now = now
    this.#writes.start(turn, commit, now + this.#options.requestTimeoutMs)
    this.#preferences.find(commit.key, now, (list) => this.#writes.located(turn, list))
  }

  // ── from other nodes ──

  /** A question about this node's copies, or an answer to one of its own. */
  receive(from: NodeId, message: Message, now: Millis): void {
    this.#now = now
    if (message.type === 'read') this.#serving.read(from, message)
    else if (message.type === 'write') this.#serving.write(from, message)
    else if (message.type === 'confirm') this.#handover.confirm(from, message)
    else this.#questions.answer(from, message)
  }

  /** A node is no longer to be reckoned with; what it was asked is asked elsewhere. */
  down(node: NodeId, now: Millis): void {
    this.#down.add(node)
    this.lost(node, now)
  }

  /** The channel to a node broke: it will not answer what it was asked through it. */
  lost(node: NodeId, now: Millis): void {
    this.#now = now
    this.#questions.lost(node)
  }

  /** A node is (again) there. */
  up(node: NodeId, now: Millis): void {
    this.#now = now
    this.#down.delete(node)
    this.#handoff.homeIsUp(node)
  }

  // ── from the overlay and the disk ──

  /** Nodes joined or left the overlay. */
  placementChanged(): void {
    this.#preferences.changed()
  }

  located(key: Key, list: PreferenceList, now: Millis): void {
    this.#now = now
    this.#preferences.located(key, list, now)
  }

  loaded(key: Key, copy: Copy, now: Millis): void {
    this.#now = now
    this.#replica.loaded(key, copy)
  }

  unloaded(key: Key, failure: Failure, now: Millis): void {
    this.#now = now
    this.#replica.unloaded(key, failure)
  }

  written(id: number, now: Millis): void {
    this.#now = now
    this.#replica.written(id)
  }

  unwritten(id: number, failure: Failure, now: Millis): void {
    this.#now = now
    this.#replica.unwritten(id, failure)
  }

  /** A hint found on the disk when the node started. */
  hinted(home: NodeId, key: Key, now: Millis): void {
    this.#now = now
    this.#handoff.restore(home, key)
  }

  // ── time ──

  deadline(): Deadline | undefined {
    return earliest(this.#questions.deadline(), this.#routing.deadline(), this.#handoff.deadline())
  }

  tick(now: Millis): void {
    this.#now = now
    for (const peer of this.#questions.expire(now)) this.#emit({ type: 'silent', peer })
    this.#routing.tick(now)
    this.#handoff.tick(now)
  }

  /** What is under way: for metrics, and for the simulator to see that nothing is left behind. */
  get load(): { reads: number; writes: number; routes: number; questions: number; hints: number } {
    return {
      reads: this.#reads.size,
      writes: this.#writes.size,
      routes: this.#routing.size,
      questions: this.#questions.size,
      hints: this.#handoff.size
    }
  }

  // ── what the parts ask for ──

  #onRouting(effect: RoutingEffect): void {
    if (effect.type !== 'hand-over') this.#emit(effect)
    else this.#handover.handOver(effect, this.#now + this.#options.coordinatorTimeoutMs)
  }

  #onReads(effect: ReadsEffect): void {
    if (effect.type === 'ask') {
      const { read, to, key, until } = effect
      this.#remote.read(to, key, until, {
        copied: (record) => this.#reads.answered(read, to, record),
        failed: () => this.#reads.unanswered(read, to, this.#now)
      })
    } else if (effect.type === 'repair') this.#repair(effect.to, effect.key, effect.record)
    else this.#emit(effect)
  }

  // What fails is found again by the next read.
  #repair(to: NodeId, key: Key, record: ObjectRecord): void {
    const unheeded = { stored: () => {}, refused: () => {}, failed: () => {} }
    if (to === this.#self) this.#replica.write(key, { record }, unheeded)
    else this.#remote.write(to, { key, record }, Number.POSITIVE_INFINITY, unheeded)
  }

  #onWrites(effect: WritesEffect): void {
    if (effect.type === 'store-here') {
      const { turn, key, change } = effect
      this.#replica.write(key, change, {
        stored: (record, dots) => {
          if (change.hint !== undefined) this.#handoff.keep(change.hint, key)
          this.#writes.storedHere(turn, record, dots, this.#now)
        },
        refused: (failure) => this.#writes.refusedHere(turn, failure)
      })
    } else if (effect.type === 'place') {
      const { turn, placing, key, record, until } = effect
      const { node, ...hint } = placing
      this.#remote.write(node, { key, record, ...hint }, until, {
        stored: () => this.#writes.stored(turn, node),
        failed: () => this.#writes.unstored(turn, node, this.#now)
      })
    } else if (effect.type === 'owe') this.#handoff.owe(effect.home, effect.key)
    else this.#emit(effect)
  }

  #patience(until: Millis): Millis {
    return Math.min(until, this.#now + this.#options.replicaTimeoutMs)
  }
}
