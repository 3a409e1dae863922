// The replication core: a switch between its parts. Each input is handed to one part; what the parts ask for is a
// lookup in the overlay, a question to another node, a read or a write of the own copy, or an effect for the world.
//
//   request ──► routing ──► (another node's, or) this node's objects
//   objects ──► reads: preferences ──► QuorumRead ──► questions / replica ──► reconciled
//   objects ──► writes: preferences ──► replica ──► QuorumWrite ──► questions ──► committed
//   message ──► replica (this node as one of the N), or the open question that it answers
//   a home is back ──► hints ──► replica ──► questions ──► the hint is dropped
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
import type { ReplicationOptions } from './options.ts'
import type { PreferenceList } from './plan.ts'
import { Preferences } from './preferences.ts'
import { Questions } from './questions.ts'
import { Reads, type ReadsEffect } from './reads.ts'
import { type Copy, Replica } from './replica.ts'
import { Routing, type RoutingEffect } from './routing.ts'
import { Serving } from './serving.ts'
import { type Commit, Writes, type WritesEffect } from './writes.ts'

export interface ReplicationInit {
  readonly self: NodeId
  readonly actor: Actor
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
  readonly #routing: Routing
  readonly #reads: Reads
  readonly #writes: Writes
  readonly #handoff: Handoff
  readonly #serving: Serving
  #now: Millis = 0

  constructor({ self, actor, options, emit }: ReplicationInit) {
    const isDown = (node: NodeId): boolean => this.#down.has(node)
    this.#self = self
    this.#options = options
    this.#emit = emit
    this.#replica = new Replica(actor, emit)
    this.#preferences = new Preferences(options, (key) => emit({ type: 'locate', key }))
    const send = (to: NodeId, message: Message): void => emit({ type: 'send', to, message })
    this.#questions = new Questions(send)
    this.#routing = new Routing(self, options.requestTimeoutMs, isDown, (effect) => this.#onRouting(effect))
    this.#reads = new Reads({ self, quorum: options.quorum, isDown }, (effect) => this.#onReads(effect))
    this.#writes = new Writes({ self, isDown }, (effect) => this.#onWrites(effect))
    const clock = { now: (): Millis => this.#now, patience: (): Millis => this.#patience() }
    this.#handoff = new Handoff({
      options,
      replica: this.#replica,
      questions: this.#questions,
      isDown,
      clock
    })
    this.#serving = new Serving(self, this.#replica, this.#handoff, send)
  }

  // ── from this node's clients and objects ──

  /** A client's request: answered by `coordinate` (this node is the coordinator) or, in the end, `answer`. */
  request(id: number, request: ClientRequest, caller: Caller, now: Millis): void {
    this.#now = now
    this.#routing.start(id, request, caller, now)
    this.#preferences.find(request.key, now, (list) => this.#routing.located(id, list))
  }

  /** The answer that this node, as coordinator, found for its own client's request. */
  coordinated(id: number, response: ClientResponse): void {
    this.#routing.answered(id, response)
  }

  /** Reads the object from a quorum: answered by `reconciled` or `unread`. */
  read(turn: number, key: Key, everyone: boolean, now: Millis): void {
    this.#now = now
    this.#reads.start(turn, key, everyone, now + this.#options.requestTimeoutMs)
    this.#replica.read(key, {
      copied: (copy) => this.#reads.here(turn, copy),
      refused: (failure) => this.#reads.notHere(turn, failure)
    })
    this.#preferences.find(key, now, (list) => this.#reads.located(turn, list))
  }

  /** Reads the own copy once more: answered by `refreshed` or `unread`. */
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

  /** Nodes joined or left the overlay. */
  placementChanged(): void {
    this.#preferences.changed()
  }

  // ── from the overlay and the disk ──

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
  hinted(home: NodeId, key: Key): void {
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
    if (effect.type !== 'hand-over') return this.#emit(effect)
    const { id, request, caller } = effect
    const until = this.#now + this.#options.coordinatorTimeoutMs
    this.#questions.ask(
      effect.to,
      until,
      (question) => ({ type: 'request', id: question, request, caller }),
      {
        answered: (answer) => {
          if (answer.type === 'response') this.#routing.answered(id, answer.response)
          else this.#routing.unanswered(id)
        },
        unanswered: () => this.#routing.unanswered(id)
      }
    )
  }

  #onReads(effect: ReadsEffect): void {
    if (effect.type === 'ask') this.#askForRecord(effect.turn, effect.to, effect.key, effect.until)
    else if (effect.type === 'repair') this.#repair(effect.to, effect.key, effect.record)
    else this.#emit(effect)
  }

  #askForRecord(turn: number, to: NodeId, key: Key, until: Millis): void {
    this.#questions.ask(to, this.#patience(until), (id) => ({ type: 'read', id, key }), {
      answered: (answer) => {
        if (answer.type === 'record') this.#reads.answered(turn, to, answer.record)
        else this.#reads.unanswered(turn, to, this.#now)
      },
      unanswered: () => this.#reads.unanswered(turn, to, this.#now)
    })
  }

  #repair(to: NodeId, key: Key, record: ObjectRecord): void {
    if (to === this.#self) this.#replica.write(key, { record }, UNHEEDED)
    else this.#questions.ask(to, this.#patience(), (id) => ({ type: 'write', id, key, record }), UNHEEDED)
  }

  #onWrites(effect: WritesEffect): void {
    switch (effect.type) {
      case 'store-here': {
        const { turn, key, change } = effect
        this.#replica.write(key, change, {
          stored: (record, dots) => {
            if (change.hint !== undefined) this.#handoff.keep(change.hint, key)
            this.#writes.storedHere(turn, record, dots, this.#now)
          },
          refused: (failure) => this.#writes.refusedHere(turn, failure)
        })
        return
      }
      case 'place': {
        const { turn, placing, key, record } = effect
        const hint = placing.hint === undefined ? {} : { hint: placing.hint }
        this.#questions.ask(
          placing.node,
          this.#patience(effect.until),
          (id) => ({ type: 'write', id, key, record, ...hint }),
          {
            answered: (answer) => {
              if (answer.type === 'stored') this.#writes.stored(turn, placing.node)
              else this.#writes.unstored(turn, placing.node, this.#now)
            },
            unanswered: () => this.#writes.unstored(turn, placing.node, this.#now)
          }
        )
        return
      }
      default:
        this.#emit(effect)
    }
  }

  #patience(until = Number.POSITIVE_INFINITY): Millis {
    return Math.min(until, this.#now + this.#options.replicaTimeoutMs)
  }
}

/** For repairs: what fails is found again by the next read. */
const UNHEEDED = { answered: () => {}, unanswered: () => {}, stored: () => {}, refused: () => {} }
