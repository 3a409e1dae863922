// Where the turns of this node's objects come from, and where their answers go: to a client of this node, to the peer that
// handed the request over, or, of an event that nobody asked for, to what noticed that versions had met or that a timer is due.
//
// A request is let in where it meets this node first (admission.ts): a client's before it looks for its coordinator, a peer's
// before it gets a turn.
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  type Coordinate,
  Counts,
  type Failure,
  type Key,
  type Message,
  type MessageId,
  type Millis,
  type NodeId,
  REPLICAS,
  TransitMap
} from '@halley/model'
import type { Objects } from '@halley/objects'
import type { Origin, Replication, ReplicationEffect } from '@halley/replication'
import { Admission, type AdmissionOptions } from './admission.ts'
import { ADMISSION_COUNTS, REPLY_COUNTS } from './counts.ts'
import { Replies, type RepliesOptions } from './replies.ts'

export interface TurnsInit {
  readonly self: NodeId
  readonly options: AdmissionOptions & RepliesOptions
  readonly objects: Objects
  readonly replication: Replication
  readonly isLeaving: () => boolean
  readonly isDown: (node: NodeId) => boolean
  /** Where this node is, as far as it knows: its clients' requests carry it. */
  readonly coordinates: () => Coordinate | undefined
  readonly send: (to: NodeId, message: Message) => void
  readonly answer: (client: number, response: ClientResponse) => void
}

/** What the object does without anybody asking: for replication, or since it is to choose who holds copies of it. */
type UnaskedEffect =
  | (ReplicationEffect & { type: 'merge' | 'tick' })
  | { readonly type: 'select'; readonly key: Key }

/** What one peer may use of the room that there is for peers. */
const SHARE_OF_ONE_PEER = 0.75

/** A coordinator keeps a copy of what it writes, and this one is about to hand over its last. */
const LEAVING: Failure = { code: 'STOPPING', message: 'this node is leaving the ring' }

export class Turns {
  readonly counts = new Counts({ ...ADMISSION_COUNTS, ...REPLY_COUNTS })
  /** Clients that wait to be answered later. */
  readonly replies: Replies
  readonly #init: TurnsInit
  readonly #origins = new TransitMap<number, Origin>()
  readonly #unasked = new Map<number, UnaskedEffect>()
  readonly #clients: Admission
  readonly #peers: Admission
  #next = 1

  constructor(init: TurnsInit) {
    this.#init = init
    this.#clients = new Admission(init.options, 1)
    this.#peers = new Admission(init.options, SHARE_OF_ONE_PEER)
    this.replies = new Replies({ ...init, counts: this.counts })
  }

  /** A client of this node asks. @param waitMs for how long it would wait to be answered later */
  asked(id: number, request: ClientRequest, caller: Caller, waitMs: Millis | undefined, now: Millis): void {
    const { capability } = caller
    const waits = waitMs !== undefined && capability !== undefined
    const failure =
      this.#clients.begin(id, 'clients', now) ??
      (waits ? this.replies.expect(id, request, capability, now + waitMs) : undefined)
    const coordinates = this.#init.coordinates()
    const introduced = coordinates === undefined ? caller : { ...caller, coordinates }
    if (failure === undefined) return this.#init.replication.request(id, request, introduced, now)
    this.counts.add('busyClients')
    this.#clients.ended(id, now, true)
    this.#init.answer(id, { ok: false, failure })
  }

  /** A client of this node gets its answer. */
  answered(id: number, response: ClientResponse, now: Millis): void {
    this.#clients.ended(id, now, isBusy(response))
    const answer = this.replies.responded(id, response)
    if (answer !== undefined) this.#init.answer(id, answer)
  }

  /** A peer hands over a request: answered by a `response`. */
  handedOver(
    from: NodeId,
    { id, request, caller }: { id: MessageId; request: ClientRequest; caller: Caller },
    now: Millis
  ): void {
    const turn = this.#next++
    const failure = refusalOf(caller, from, this.#init.isLeaving()) ?? this.#crowding(turn, from, now)
    if (failure === undefined) this.#arrive(turn, { peer: from, question: id }, request, caller, now)
    else this.#init.send(from, { type: 'response', id, response: { ok: false, failure } })
  }

  /** This node is to coordinate a request of its own client. */
  coordinate(client: number, request: ClientRequest, caller: Caller, now: Millis): void {
    if (this.#init.isLeaving()) this.#init.replication.coordinated(client, { ok: false, failure: LEAVING })
    else this.#arrive(this.#next++, { client }, request, caller, now)
  }

  /** Versions of the object met in this node's copy, or a timer of it is due: it is merged, or ticks, in its turn. */
  unasked(effect: Exclude<UnaskedEffect, { type: 'select' }>, now: Millis): void {
    const { objects, self, isLeaving } = this.#init
    const turn = this.#next++
    this.#unasked.set(turn, effect)
    const { type, ...what } = effect
    const request = 'on' in what ? { op: 'tick' as const, ...what } : { op: 'merge' as const, ...what }
    if (isLeaving()) this.ended(turn, false, now)
    else objects.arrive(turn, request, { id: self }, now)
  }

  /** The object is to choose who holds copies of it, where this node is the first of its nodes that is up. */
  select(key: Key, now: Millis): void {
    const { objects, replication, self, isLeaving, isDown } = this.#init
    replication.nodesOf(key, now, (list) => {
      const first = list.find((node) => node === self || !isDown(node))
      if (first !== self || isLeaving()) return
      const turn = this.#next++
      this.#unasked.set(turn, { type: 'select', key })
      objects.arrive(turn, { op: 'select', key, neighbors: list.slice(0, REPLICAS) }, { id: self }, now)
    })
  }

  /** The merge or the tick is over, or the choice. */
  ended(turn: number, done: boolean, now: Millis): void {
    const effect = this.#unasked.get(turn)
    this.#unasked.delete(turn)
    if (effect === undefined) throw new Error(`turn ${turn} ended twice`)
    const { replication } = this.#init
    if (effect.type === 'select') return
    if (effect.type === 'merge') replication.background(now).merged(effect.key, done)
    else replication.timetable(now).ticked(effect.key, done)
  }

  /** The turn wants leave of whoever asked. */
  permit(turn: number, now: Millis): void {
    const origin = this.#origins.get(turn)
    if (origin === undefined) throw new Error(`turn ${turn} has no origin`)
    this.#init.replication.permit(turn, origin, now)
  }

  /** The turn is over. */
  respond(turn: number, response: ClientResponse, now: Millis): void {
    const origin = this.#origins.get(turn)
    this.#origins.delete(turn)
    this.#peers.ended(turn, now, isBusy(response))
    if (origin === undefined) throw new Error(`turn ${turn} was answered twice`)
    if ('client' in origin) this.#init.replication.coordinated(origin.client, response)
    else this.#init.send(origin.peer, { type: 'response', id: origin.question, response })
  }

  #arrive(turn: number, origin: Origin, request: ClientRequest, caller: Caller, now: Millis): void {
    this.#origins.set(turn, origin)
    this.#init.objects.arrive(turn, request, caller, now)
  }

  #crowding(turn: number, from: NodeId, now: Millis): Failure | undefined {
    const failure = this.#peers.begin(turn, from, now)
    if (failure !== undefined) this.counts.add('busyPeers')
    return failure
  }
}

/** Why a peer's request is not coordinated here, if so. `from` is whose channel it came over, which proves who that is. */
function refusalOf(caller: Caller, from: NodeId, leaving: boolean): Failure | undefined {
  if (caller.id !== from) {
    const message = `the request names the caller ${caller.id}, but came over the channel of ${from}`
    return { code: 'CALLER_UNPROVEN', message }
  }
  return leaving ? LEAVING : undefined
}

function isBusy(response: ClientResponse): boolean {
  return !response.ok && response.failure.code === 'BUSY'
}
