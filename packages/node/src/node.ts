// The node: a switchboard. It decides nothing; it routes each input to a core and each core's effect to another core
// or to the world.
//
//   client.request, message.received ──► replication ──coordinate──► objects ──read, commit──► replication
//                                            │                          └──invoke──► sandbox
//                                            ├──silent──► peers ──up, down──► replication
//                                            └──locate──► membership (with a ring) ──moved──► replication

import { isGossip, Membership, type MembershipEffect, Peers, type PeersEffect } from '@halley/membership'
import {
  type Actor,
  Counts,
  createPrng,
  type Deadline,
  earliest,
  type Key,
  type Message,
  type Millis,
  type NodeId
} from '@halley/model'
import { Objects, type ObjectsEffect } from '@halley/objects'
import {
  type Attendance,
  type ComparisonState,
  type HintsState,
  Replication,
  type ReplicationEffect
} from '@halley/replication'
import { NODE_COUNTS, type NodeCount } from './counts.ts'
import type { Effect } from './effects.ts'
import type { Input } from './inputs.ts'
import type { NodeOptions } from './options.ts'
import { Turns } from './turns.ts'

export interface NodeInit {
  readonly self: NodeId
  /** Who issues this node's dots: one per database, never shared (see model/version.ts). */
  readonly actor: Actor
  /** A whole number drawn anew at each start, below 2^52: message ids begin there (see replication/questions.ts). */
  readonly boot: number
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
  #effects: Effect[] = []
  #now: Millis = 0

  constructor({ self, actor, boot, epoch = 0, attendance, options }: NodeInit) {
    this.#replication = new Replication({
      self,
      actor,
      boot,
      epoch,
      attendance,
      options,
      emit: (effect) => this.#onReplication(effect)
    })
    this.#objects = new Objects({ self, options, emit: (effect) => this.#onObjects(effect) })
    this.#turns = new Turns({
      self,
      options,
      objects: this.#objects,
      replication: this.#replication,
      isLeaving: () => this.membership?.leaving !== undefined,
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
    return earliest(this.#replication.deadline(), this.peers.deadline(), this.membership?.deadline())
  }

  /** Whether this node reckons with the other one's silence. */
  isDown(node: NodeId): boolean {
    return this.peers.liveness.isDown(node)
  }

  /** What is under way, for metrics. */
  get load(): Replication['load'] & { turns: number } {
    return { ...this.#replication.load, turns: this.#objects.size }
  }

  /** How far the copies of this node are what they should be, for metrics. */
  get comparisons(): ComparisonState {
    return this.#replication.background(this.#now).state
  }

  /** What was counted since the start, by the names of NODE_COUNTS. */
  get counts(): Readonly<Record<NodeCount, number>> {
    const none = new Counts(NODE_COUNTS).all()
    const { liveness, coordinates } = this.peers
    const parts = [this.#turns, this.#replication, this.#objects, liveness, coordinates, this.membership]
    return Object.assign(none, ...parts.map((part) => part?.counts.all()))
  }

  /** For whom copies are kept here, for operators. */
  get hints(): HintsState {
    return this.#replication.hints
  }

  #take(input: Input, now: Millis): void {
    const replication = this.#replication
    switch (input.type) {
      case 'client.request':
        return this.#turns.asked(input.id, input.request, input.caller, now)
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
        return replication.placementChanged()
      case 'placement.neighbours':
      case 'storage.indexed':
      case 'storage.listed':
      case 'operator.repair':
        return replication.background(now).take(input)
      case 'storage.loaded':
        return replication.loaded(input.key, input.copy, now)
      case 'storage.unloaded':
        return replication.unloaded(input.key, input.failure, now, input.damage)
      case 'storage.written':
        return replication.written(input.id, now)
      case 'storage.unwritten':
        return replication.unwritten(input.id, input.failure, now)
      case 'storage.hinted':
        return replication.hinted(input.home, input.key, now)
      case 'membership.started':
        return this.membership?.start(input.start, now)
      case 'membership.stored':
        return this.membership?.stored(now)
      case 'membership.unstored':
        return this.membership?.unstored(now)
      case 'membership.leave':
        return this.membership?.leave(input.id, input.member, now)
      case 'sandbox.finished':
        return this.#objects.finished(input.turn, input.outcome)
      case 'time.reached':
        this.peers.tick(now)
        this.membership?.tick(now)
        return replication.tick(now)
    }
  }

  #receive(from: NodeId, message: Message, now: Millis): void {
    if (this.peers.receive(from, message, now)) return
    if (message.type === 'request') this.#turns.handedOver(from, message, now)
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
        return this.#turns.merge(effect.key, this.#now)
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
        return this.#turns.answered(effect.id, effect.response, this.#now)
      case 'send':
        return this.#send(effect.to, effect.message)
      case 'locate':
        return this.#locate(effect.key)
      case 'load':
        return this.#out({ type: 'storage.load', key: effect.key })
      case 'store':
        return this.#out({ type: 'storage.store', id: effect.id, store: effect.store })
      case 'remember':
        return this.#out({ ...effect, type: 'storage.remember' })
      case 'list':
        return this.#out({ ...effect, type: 'storage.list' })
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
        return this.#out({ type: 'sandbox.invoke', turn: effect.turn, invocation: effect.invocation })
      case 'permit':
        return this.#turns.permit(effect.turn, this.#now)
      case 'commit':
        return this.#replication.write(effect.turn, effect.commit, this.#now)
      case 'merged':
        return this.#turns.merged(effect.turn, effect.done, this.#now)
      case 'respond':
        return this.#turns.respond(effect.turn, effect.response, this.#now)
    }
  }

  #onPeers(effect: PeersEffect): void {
    switch (effect.type) {
      case 'up':
        return this.#replication.up(effect.peer, this.#now)
      case 'down':
        return this.#replication.down(effect.peer, this.#now)
      case 'send':
        return this.#send(effect.to, effect.message)
    }
  }

  #onMembership(effect: MembershipEffect): void {
    switch (effect.type) {
      case 'send':
        return this.#send(effect.to, effect.message)
      case 'store':
        return this.#out({ type: 'membership.store', membership: effect.membership })
      case 'addresses':
        return this.#out({ type: 'peer.addresses', peer: effect.peer, addresses: effect.addresses })
      case 'moved':
        this.#replication.placementMoved()
        return this.#replication.background(this.#now).ranged((this.membership as Membership).ring, this.#now)
      case 'vacate':
        return this.membership?.vacated(this.#replication.vacate(this.#now))
      case 'departed':
        return this.#out({ ...effect, type: 'membership.departed' })
      case 'gone':
        return this.#out({ type: 'membership.gone' })
    }
  }

  #send(to: NodeId, message: Message): void {
    this.#out({ type: 'message.send', to, message })
  }

  #out(effect: Effect): void {
    this.#effects.push(effect)
  }
}
