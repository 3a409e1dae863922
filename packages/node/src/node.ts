// The node: a switchboard. It decides nothing; it routes each input to a core and each core's effect to another core
// or to the world.
//
//   client.request, message.received ──► replication ──coordinate──► objects ──read, commit──► replication
//                                            │                          └──invoke, resume──► sandbox;  call──► replication
//                                            ├──silent──► peers ──up, down──► replication
//                                            └──locate──► membership (with a ring) ──moved──► replication

import { isGossip, Membership, type MembershipEffect, Peers, type PeersEffect } from '@halley/membership'
import {
  type Actor,
  createPrng,
  type Deadline,
  earliest,
  type Key,
  type Message,
  type Millis,
  type NodeId
} from '@halley/model'
import { Objects, type ObjectsEffect, type SpendingState } from '@halley/objects'
import {
  type Attendance,
  type ComparisonState,
  type HintsState,
  Replication,
  type ReplicationEffect,
  type StorageState
} from '@halley/replication'
import { Calls } from './calls.ts'
import { countsOf, type NodeCount } from './counts.ts'
import { fromDisk, toDisk } from './disk.ts'
import type { Effect } from './effects.ts'
import type { Input } from './inputs.ts'
import type { NodeOptions } from './options.ts'
import { onMembership, toMembership } from './ring-effects.ts'
import { toSandbox } from './sandbox.ts'
import { Turns } from './turns.ts'

export interface NodeInit {
  readonly self: NodeId
  /** Who issues this node's dots: one per database, never shared (see model/version.ts). */
  readonly actor: Actor
  /** A whole number drawn anew at each start, below 2^52: message ids begin there (see replication/questions.ts). */
  readonly boot: number
  /** Drawn anew at each start from the system's randomness: handlers' randomness follows it, and nobody else knows it. */
  readonly secret: string
  /** The highest epoch that the disk knows of (see model/version.ts); 0 for an empty disk. */
  readonly epoch?: number
  /** What the disk remembers of this node's being there; nothing for an empty disk. */
  readonly attendance?: Attendance | undefined
  readonly options: NodeOptions
}

export class Node {
  readonly #replication: Replication
  readonly #objects: Objects
  readonly peers: Peers
  /** Absent where keys are placed in the overlay. */
  readonly membership: Membership | undefined
  readonly #turns: Turns
  readonly #calls: Calls
  #effects: Effect[] = []
  #now: Millis = 0

  constructor({ self, actor, boot, secret, epoch = 0, attendance, options }: NodeInit) {
    this.#replication = new Replication({
      ...{ self, actor, boot, epoch, attendance, options },
      emit: (effect) => this.#onReplication(effect)
    })
    this.#objects = new Objects({
      ...{ self, secret, options, emit: (effect) => this.#onObjects(effect) },
      owe: (debts) => this.#out({ type: 'storage.owe', debts }),
      room: (owner) => this.#replication.background(this.#now).storage.room(owner)
    })
    this.#calls = new Calls({
      ...{ self, replication: this.#replication },
      called: (turn, result) => this.#objects.called(turn, result),
      sent: (key, bytes) => this.#objects.sent(key, bytes, this.#now)
    })
    this.#turns = new Turns({
      self,
      options,
      objects: this.#objects,
      replication: this.#replication,
      isLeaving: () => this.membership?.leaving !== undefined,
      isDown: (node) => this.isDown(node),
      coordinates: () => this.peers.coordinates.own,
      send: (to, message) => this.#send(to, message),
      answer: (id, response) => this.#out({ type: 'client.respond', id, response })
    })
    this.peers = new Peers({ self, boot, options, emit: (effect) => this.#onPeers(effect) })
    if (options.placement === 'ring')
      this.membership = new Membership({
        self,
        options,
        prng: createPrng(`membership of ${self}, ${boot}`),
        isDown: (node) => this.isDown(node),
        emit: (effect) => this.#onMembership(effect)
      })
  }

  /** One input in, its effects out. Synchronous and deterministic: the same inputs at the same times, the same effects. */
  step(input: Input, now: Millis): Effect[] {
    this.#now = now
    this.#effects = []
    this.#take(input, now)
    return this.#effects
  }

  /** When `time.reached` is wanted next, and what for. */
  deadline(): Deadline | undefined {
    return earliest(...this.#timed.map((core) => core?.deadline()))
  }

  // In the order in which they are woken.
  get #timed() {
    return [this.peers, this.membership, this.#objects, this.#turns.replies, this.#replication]
  }

  /** Whether this node reckons with the other one's silence. */
  isDown(node: NodeId): boolean {
    return this.peers.liveness.isDown(node)
  }

  /** What is under way, for metrics. */
  get load(): Replication['load'] & { turns: number } {
    return { ...this.#replication.load, turns: this.#objects.size }
  }

  /** How far the copies of this node are what they should be, and for whom copies are kept, for operators. */
  get copies(): { readonly comparisons: ComparisonState; readonly hints: HintsState } {
    return { comparisons: this.#replication.background(this.#now).state, hints: this.#replication.hints }
  }

  /** What objects take of what they may, at this moment, for metrics. */
  budgets(now: Millis): SpendingState & StorageState {
    return { ...this.#objects.spending.state(now), ...this.#replication.background(now).storage.state }
  }

  /** What was counted since the start, by the names of NODE_COUNTS. */
  get counts(): Readonly<Record<NodeCount, number>> {
    const { liveness, coordinates } = this.peers
    return countsOf(this.#turns, this.#replication, this.#objects, liveness, coordinates, this.membership)
  }

  #take(input: Input, now: Millis): void {
    const replication = this.#replication
    switch (input.type) {
      case 'client.request':
        return this.#turns.asked(input.id, input.request, input.caller, input.waitMs, now)
      case 'message.received':
        return this.#receive(input.from, input.message, now)
      case 'peer.connected':
        this.peers.connected(input.peer, now)
        this.membership?.connected(input.peer, now)
        return replication.up(input.peer, now)
      case 'peer.lost':
        this.peers.lost(input.peer, now)
        this.membership?.lost(input.peer)
        return replication.lost(input.peer, now)
      case 'placement.found':
        return replication.located(input.key, input.list, now)
      case 'placement.changed':
        return replication.placementChanged(input.lost)
      case 'placement.neighbours':
      case 'storage.indexed':
      case 'storage.listed':
      case 'operator.repair':
        return replication.background(now).take(input)
      case 'storage.owed':
        return this.#objects.spending.debts.owed(input.debts, now)
      case 'storage.loaded':
      case 'storage.unloaded':
      case 'storage.written':
      case 'storage.unwritten':
      case 'storage.hinted':
      case 'storage.upcoming':
        return fromDisk(replication, input, now)
      case 'membership.started':
      case 'membership.stored':
      case 'membership.unstored':
      case 'membership.leave':
        return toMembership(this.membership, input, now)
      case 'sandbox.finished':
        return this.#objects.finished(input.turn, input.outcome, now)
      case 'time.reached':
        for (const core of this.#timed) core?.tick(now)
    }
  }

  #receive(from: NodeId, message: Message, now: Millis): void {
    if (this.peers.receive(from, message, now) && message.type !== 'pong') return
    if (message.type === 'request') this.#turns.handedOver(from, message, now)
    else if (message.type === 'reply') this.#turns.replies.received(from, message, now)
    else if (isGossip(message)) this.membership?.receive(from, message, now)
    else this.#replication.receive(from, message, now)
  }

  #locate(key: Key): void {
    if (this.membership === undefined) this.#out({ type: 'placement.find', key })
    else this.#replication.located(key, this.membership.ring.list(key), this.#now)
  }

  #onReplication(effect: ReplicationEffect): void {
    switch (effect.type) {
      case 'coordinate':
        return this.#turns.coordinate(effect.id, effect.request, effect.caller, this.#now)
      case 'met':
        return this.#replication.background(this.#now).met(effect.key)
      case 'merge':
      case 'tick':
        return this.#turns.unasked(effect, this.#now)
      case 'reconciled':
        return this.#objects.reconciled(effect.turn, effect.reconciled, this.#now)
      case 'refreshed':
        return this.#objects.refreshed(effect.turn, effect.copy, this.#now)
      case 'permitted':
        return this.#objects.permitted(effect.turn, effect.granted)
      case 'unread':
        return this.#objects.unread(effect.turn, effect.failure)
      case 'committed':
        return this.#objects.committed(effect.turn, effect.record, effect.dots)
      case 'uncommitted':
        return this.#objects.uncommitted(effect.turn, effect.failure)
      case 'silent':
        return this.peers.liveness.suspect(effect.peer, this.#now)
      case 'missed':
        return this.peers.liveness.missed(effect.peer, this.#now)
      case 'answer':
        if (this.#calls.answered(effect.id, effect.response)) return
        return this.#turns.answered(effect.id, effect.response, this.#now)
      case 'send':
        return this.#send(effect.to, effect.message)
      case 'locate':
        return this.#locate(effect.key)
      case 'load':
      case 'store':
      case 'remember':
      case 'list':
      case 'wakes':
        return this.#out(toDisk(effect))
      case 'repaired':
        return this.#out({ ...effect, type: 'operator.repaired' })
    }
  }

  #onObjects(effect: ObjectsEffect): void {
    switch (effect.type) {
      case 'read':
        return this.#replication.read(effect.turn, effect.key, effect.scope, this.#now)
      case 'refresh':
        return this.#replication.refresh(effect.turn, effect.key)
      case 'invoke':
      case 'resume':
      case 'drop':
      case 'rejected':
        return this.#out(toSandbox(effect))
      case 'call':
        return this.#calls.make(effect, this.#now)
      case 'spread':
      case 'place':
        return this.#calls.copy(effect, this.#now)
      case 'select':
        return this.#turns.select(effect.key, this.#now)
      case 'reply':
        return this.#turns.replies.send(effect, this.#now)
      case 'permit':
        return this.#turns.permit(effect.turn, this.#now)
      case 'commit':
        return this.#replication.write(effect.turn, effect.commit, this.#now)
      case 'ended':
        return this.#turns.ended(effect.turn, effect.done, this.#now)
      case 'respond':
        return this.#turns.respond(effect.turn, effect.response, this.#now)
    }
  }

  #onPeers(effect: PeersEffect): void {
    if (effect.type === 'send') this.#send(effect.to, effect.message)
    else this.#replication[effect.type](effect.peer, this.#now)
  }

  #onMembership(effect: MembershipEffect): void {
    const membership = this.membership as Membership
    onMembership(effect, {
      ...{ membership, replication: this.#replication, turns: this.#objects.size, now: this.#now },
      out: (asked) => this.#out(asked)
    })
  }

  #send(to: NodeId, message: Message): void {
    this.#out({ type: 'message.send', to, message })
  }

  #out(effect: Effect): void {
    this.#effects.push(effect)
  }
}
