// The replication core: a switch between its parts. Each input is handed to one part; what the parts ask for is a
// lookup in the overlay, a question to another node, a read or a write of the own copy, or an effect for the world.
//
//   request ──► routing ──► (another node's, or) this node's objects
//   objects ──► reads: preferences ──► QuorumRead ──► questions / replica ──► reconciled
//   objects ──► writes: preferences ──► replica ──► QuorumWrite ──► questions ──► committed
//   message ──► replica (this node as one of the N), or the open question that it answers
//   all else ──► upkeep: handoff of kept copies, exchanges with other homes, answers to theirs
import {
  type Actor,
  type Caller,
  type ClientRequest,
  type ClientResponse,
  Counts,
  type Deadline,
  earliest,
  type Failure,
  type Key,
  type Message,
  type Millis,
  type NodeId
} from '@halley/model'
import { Absentees } from './absentees.ts'
import type { AntiEntropy } from './anti-entropy.ts'
import { Copies } from './copies.ts'
import type { Copy, Damage } from './copy.ts'
import { REPLICATION_COUNTS } from './counts.ts'
import type { ReplicationEffect } from './effects.ts'
import type { Attendance } from './exchange/absence.ts'
import { createIsSpent } from './exchange/spent.ts'
import type { HintsState } from './handoff.ts'
import { Handover } from './handover.ts'
import { Operations } from './operations.ts'
import type { ReplicationOptions } from './options.ts'
import type { Origin } from './origin.ts'
import { Pace } from './pace.ts'
import type { PreferenceList } from './plan.ts'
import { Preferences } from './preferences.ts'
import { Questions } from './questions.ts'
import type { ReadScope } from './reads.ts'
import { RemoteCopies } from './remote-copies.ts'
import { Replica } from './replica.ts'
import { Routing, type RoutingEffect } from './routing.ts'
import { StoredBytes } from './stored-bytes.ts'
import type { Timetable } from './timetable.ts'
import { Trees } from './trees.ts'
import { Upkeep } from './upkeep.ts'
import type { Commit } from './writes.ts'

export interface ReplicationInit {
  readonly self: NodeId
  readonly actor: Actor
  /** The highest epoch that the disk knows of (see model/version.ts). */
  readonly epoch: number
  /** What the disk remembers of this node's being there. */
  readonly attendance: Attendance | undefined
  /** Where message ids begin: another place at each start (see Questions). */
  readonly boot: number
  readonly options: ReplicationOptions
  readonly emit: (effect: ReplicationEffect) => void
}

export class Replication {
  readonly counts = new Counts(REPLICATION_COUNTS)
  readonly #self: NodeId
  readonly #options: ReplicationOptions
  readonly #emit: (effect: ReplicationEffect) => void
  readonly #absentees: Absentees
  readonly #replica: Replica
  readonly #preferences: Preferences
  readonly #questions: Questions
  readonly #routing: Routing
  readonly #handover: Handover
  readonly #operations: Operations
  readonly #copies: Copies
  readonly #upkeep: Upkeep
  #now: Millis = 0

  constructor({ self, actor, epoch, attendance, boot, options, emit }: ReplicationInit) {
    const isDown = (node: NodeId): boolean => this.#absentees.isMissing(node)
    this.#self = self
    this.#options = options
    this.#emit = emit
    this.#absentees = new Absentees(emit)
    const [now, { counts }] = [(): Millis => this.#now, this]
    const trees = new Trees(new StoredBytes(options, counts))
    const isSpent = createIsSpent(options.graceMs, now)
    this.#replica = new Replica({
      ...{ self, actor, epoch, n: options.quorum.n, trees, isSpent, emit, now },
      retimed: (key, wakesAt) => this.#upkeep.timetable.stored(key, wakesAt),
      vectors: options
    })
    this.#preferences = new Preferences(options, (key) => emit({ type: 'locate', key }))
    const send = (to: NodeId, message: Message): void => emit({ type: 'send', to, message })
    this.#questions = new Questions(boot, send)
    const pace = new Pace(options.hedgeLeastMs)
    this.#routing = new Routing(
      { self, quorum: options.quorum, timeoutMs: options.requestTimeoutMs, isDown, pace, counts, now },
      (effect) => this.#onRouting(effect)
    )
    const [questions, routing] = [this.#questions, this.#routing]
    this.#handover = new Handover({ self, questions, routing, pace, counts, now, send })
    const parts = {
      ...{ self, options, isDown, now, send, emit, counts, trees, isSpent, boot, attendance },
      ...{ replica: this.#replica, preferences: this.#preferences, questions }
    }
    this.#upkeep = new Upkeep({ ...parts, underWay: () => this.#operations.size })
    this.#copies = new Copies({ ...parts, handover: this.#handover })
    this.#operations = new Operations({
      ...{ ...parts, quorum: options.quorum, copies: this.#copies, handoff: this.#upkeep.handoff },
      pace: new Pace(options.hedgeLeastMs),
      remote: new RemoteCopies(questions, (until) => Math.min(until, now() + options.replicaTimeoutMs))
    })
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

  /** The nodes responsible for a key, nearest first. @param fresh those that are there now, not a while ago */
  nodesOf(key: Key, now: Millis, found: (list: PreferenceList) => void, fresh = false): void {
    this.#now = now
    this.#preferences.find(key, now, found, fresh)
  }

  /** The replicas that an object names: to be asked, or given copies. */
  copies(now: Millis): Copies {
    this.#now = now
    return this.#copies
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
    this.#upkeep.asked()
    this.#operations.read(turn, key, scope, now + this.#options.requestTimeoutMs)
  }

  /** Reads the own copy again: answered by `refreshed` or `unread`. */
  refresh(turn: number, key: Key): void {
    this.#operations.refresh(turn, key)
  }

  /** Writes to a quorum: answered by `committed` or `uncommitted`. */
  write(turn: number, commit: Commit, now: Millis): void {
    this.#now = now
    this.#operations.write(turn, commit, now + this.#options.requestTimeoutMs)
  }

  // ── from other nodes ──

  /** A question about this node's copies, or an answer to one of its own. */
  receive(from: NodeId, message: Message, now: Millis): void {
    this.#now = now
    if (this.#upkeep.receive(from, message)) return
    if (message.type === 'confirm') this.#handover.confirm(from, message)
    else this.#questions.answer(from, message)
  }

  /** A node is no longer to be reckoned with; what it was asked is asked elsewhere. */
  down(node: NodeId, now: Millis): void {
    this.#absentees.add(node)
    this.#upkeep.down(node, now)
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
    this.#absentees.delete(node)
    this.#upkeep.up(node, now)
  }

  // ── from the overlay and the disk ──

  /** Nodes joined or left the overlay. */
  placementChanged(lost?: boolean): void {
    this.#preferences.changed(lost)
  }

  /** Keys have other nodes than before: no remembered list is worth anything. */
  placementMoved(): void {
    this.#preferences.forget()
  }

  located(key: Key, list: PreferenceList, now: Millis): void {
    this.#now = now
    this.#preferences.located(key, list, now)
  }

  loaded(key: Key, copy: Copy, now: Millis): void {
    this.#now = now
    this.#upkeep.antiEntropy.loaded(key, copy, now)
  }

  /** @param damage what the disk has can never be read again; what the index says of it, where it says anything */
  unloaded(key: Key, failure: Failure, now: Millis, damage?: Damage): void {
    this.#now = now
    this.counts.add(damage === undefined ? 'loadsRefused' : 'copiesDamaged')
    if (damage === undefined) this.#replica.unloaded(key, failure)
    else this.#replica.disown(key, damage.mark, failure)
  }

  written(id: number, now: Millis): void {
    this.#now = now
    this.#replica.written(id)
  }

  unwritten(id: number, failure: Failure, now: Millis): void {
    this.#now = now
    this.counts.add('storesRefused')
    this.#replica.unwritten(id, failure)
  }

  /** A hint found on the disk when the node started. */
  hinted(home: NodeId, key: Key, now: Millis): void {
    this.#now = now
    this.#upkeep.handoff.restore(home, key)
  }

  /** What compares replicas in the background: for what concerns it alone. */
  background(now: Millis): AntiEntropy {
    this.#now = now
    return this.#upkeep.antiEntropy
  }

  /** When this node's copies have something to do. */
  timetable(now: Millis): Timetable {
    this.#now = now
    return this.#upkeep.timetable
  }

  // ── time ──

  deadline(): Deadline | undefined {
    const [questions, routing] = [this.#questions.deadline(), this.#routing.deadline()]
    return earliest(questions, routing, this.#operations.deadline(), this.#upkeep.deadline())
  }

  tick(now: Millis): void {
    this.#now = now
    for (const peer of this.#questions.expire(now)) {
      this.counts.add('questionsLapsed')
      this.#emit({ type: 'silent', peer })
    }
    for (const part of [this.#routing, this.#operations, this.#upkeep]) part.tick(now)
  }

  /** Hands everything over to its homes, as a node that leaves for good. Returns how much is left, or may come to be left, here. */
  vacate(now: Millis): number {
    this.#now = now
    return this.#upkeep.vacate()
  }

  /** What is under way: for metrics, and for the simulator to see that nothing is left behind. */
  get load(): Record<'reads' | 'writes' | 'routes' | 'questions' | 'hints', number> {
    const { reads, writes } = this.#operations
    const { size: hints } = this.#upkeep.handoff
    return { reads, writes, routes: this.#routing.size, questions: this.#questions.size, hints }
  }

  /** For whom copies are kept here, for operators. */
  get hints(): HintsState {
    return this.#upkeep.handoff.state((node) => this.#absentees.has(node))
  }

  // ── what the parts ask for ──

  #onRouting(effect: RoutingEffect): void {
    if (effect.type === 'hand-over') this.#handover.handOver(effect, this.#options.coordinatorTimeoutMs)
    else if (effect.type === 'check') this.#handover.check(effect, this.#options.replicaTimeoutMs)
    else this.#emit(effect)
  }
}
