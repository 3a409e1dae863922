// How a client's request finds its coordinator (Dynamo, section 4.5): any node takes it and hands it to the first live
// node of the key's preference list; when that one is lost or silent, to the next.
//
//   locating ──► asked(coordinator) ──► answered
//                  │      ▲
//                  └──────┘ lost, silent, or unable to coordinate
//
// Much needs no coordinator (direct.ts). A get that changes nothing is read from a quorum by the node that took it, wherever that is (any node
// may coordinate a read: Dynamo, section 6.4), and the object's handlers run there if it is one of its homes. A plain value over nothing, or over
// another plain one, is put by the node that took it if it is a home. Where it turns out that handlers would change the object, ask others or decide,
// that the node is no home, or that the quorum is not met, the request takes the way above; keys of such objects are remembered, and theirs
// take it at once.
//
// A coordinator that is late is asked whether it is there; if it says nothing it counts as silent, long before its time is over.
// A client's get is meanwhile handed to the next one besides, for the case that no handler has to run: a coordinator whose object
// is busy is late, too, and a second one that ran its handlers would not see what the first is changing.
//
// A put that was handed to two coordinators may have been made twice: two versions with equal content, which readers
// see as one. That is the price of staying writable. What would do harm if made twice or late (superseding versions that
// the client has not seen: a delete without a context, an update that the object accepted, a get that changes it) needs
// leave from here just before it is written; leave is given once, and from then on nobody else is asked or listened to.
import {
  type Caller,
  type Cancel,
  type ClientRequest,
  type ClientResponse,
  type Deadline,
  Deadlines,
  type Failure,
  HEDGE_DECLINED,
  type Millis,
  type NodeId,
  type Quorum,
  TransitMap
} from '@halley/model'
import type { ReplicationCounts } from './counts.ts'
import { Direct, directly } from './direct.ts'
import type { Pace } from './pace.ts'
import { coordinatorOf, type PreferenceList } from './plan.ts'

/** A client's request on its way. */
interface Route {
  readonly id: number
  readonly request: ClientRequest
  readonly caller: Caller
  readonly tried: Set<NodeId>
  /** Those tried who may still answer. */
  readonly open: Set<NodeId>
  readonly cancel: Cancel
  /** No longer late: of the coordinator asked last. */
  cancelHedge: Cancel
  /** Who was asked besides one that was late. */
  hedge?: NodeId
  /** Whether it is a client's get, and enough is known of how long those take, to ask somebody besides. */
  mayHedge: boolean
  /** This node answers the request itself, if it can. */
  direct: boolean
  /** The coordinator that has leave to write. */
  granted?: NodeId
  list: PreferenceList
}

interface Due {
  readonly id: number
  readonly what: 'timeout' | 'late'
}

export interface RoutingInit {
  readonly self: NodeId
  /** Milliseconds until a request fails with TIMEOUT. */
  readonly timeoutMs: number
  /** (N, R, W) of objects that do not choose their own. */
  readonly quorum: Quorum
  readonly isDown: (node: NodeId) => boolean
  /** Of the coordinators that this node hands requests to. */
  readonly pace: Pace
  readonly counts: ReplicationCounts
  readonly now: () => Millis
}

export type RoutingEffect =
  /** This node is the coordinator. */
  | {
      readonly type: 'coordinate'
      readonly id: number
      readonly request: ClientRequest
      readonly caller: Caller
    }
  | {
      readonly type: 'hand-over'
      readonly to: NodeId
      readonly id: number
      readonly request: ClientRequest
      readonly caller: Caller
    }
  /** Is the coordinator there? If it is not, `unanswered`, soon. */
  | { readonly type: 'check'; readonly to: NodeId; readonly id: number }
  | { readonly type: 'answer'; readonly id: number; readonly response: ClientResponse }

export class Routing {
  readonly #init: RoutingInit
  readonly #emit: (effect: RoutingEffect) => void
  readonly #routes = new TransitMap<number, Route>()
  readonly #deadlines = new Deadlines<Due>()
  readonly #direct: Direct

  constructor(init: RoutingInit, emit: (effect: RoutingEffect) => void) {
    this.#init = init
    this.#emit = emit
    this.#direct = new Direct(init)
  }

  /** Begins. `id` is the caller's name for the request. */
  start(id: number, request: ClientRequest, caller: Caller): void {
    const { now, timeoutMs } = this.#init
    const due: Due = { id, what: 'timeout' }
    this.#routes.set(id, {
      id,
      request,
      caller,
      tried: new Set(),
      open: new Set(),
      cancel: this.#deadlines.set(now() + timeoutMs, 'request times out', due),
      cancelHedge: () => {},
      mayHedge: false,
      direct: false,
      list: []
    })
  }

  /** The key's preference list is known. */
  located(id: number, list: PreferenceList): void {
    const route = this.#routes.get(id)
    if (route === undefined) return
    route.list = list
    if (this.#direct.mayAnswer(route.request, route.caller, list)) this.#answerDirectly(route)
    else this.#next(route)
  }

  /** A coordinator answered. One that cannot coordinate is passed over. */
  answered(id: number, by: NodeId, response: ClientResponse): void {
    const route = this.#heard(id, by)
    if (route === undefined) return
    const mayMove = !response.ok && route.granted === undefined
    if (mayMove && route.direct && this.#direct.failed(route.request, response.failure))
      return this.#handOn(route)
    if (mayMove && PASS_OVER.has(response.failure.code)) {
      this.#next(route, 'movedOnRefusal', response.failure)
      return
    }
    if (!response.ok && response.failure.code === HEDGE_DECLINED) {
      this.#init.counts.add('hedgesDeclined')
      // It may be asked again, as the only one.
      route.tried.delete(by)
      if (route.open.size === 0 && route.granted === undefined) this.#next(route)
      return
    }
    if (by === route.hedge) this.#init.counts.add('hedgesWon')
    this.#finish(route, response)
  }

  /** A coordinator asks for leave to write what must not be written twice. */
  confirm(id: number, by: NodeId): boolean {
    const route = this.#routes.get(id)
    if (route === undefined || route.granted !== undefined || !route.open.has(by)) return false
    route.granted = by
    return true
  }

  /** A coordinator is lost or silent. */
  unanswered(id: number, by: NodeId): void {
    const route = this.#heard(id, by)
    if (route === undefined) return
    if (route.granted === undefined) return this.#next(route, 'movedOnSilence')
    const message = 'the coordinator was lost while it wrote; the write may or may not have been made'
    this.#finish(route, { ok: false, failure: { code: 'TIMEOUT', message } })
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const { id, what } of this.#deadlines.due(now)) {
      const route = this.#routes.get(id)
      if (route === undefined) continue
      if (what === 'timeout') this.#timeOut(route)
      else this.#late(route)
    }
  }

  get size(): number {
    return this.#routes.size
  }

  // Who was tried and is no longer waited for is not heard, nor is anybody else once one has leave.
  #heard(id: number, by: NodeId): Route | undefined {
    const route = this.#routes.get(id)
    if (!route?.open.delete(by)) return undefined
    return route.granted === undefined || route.granted === by ? route : undefined
  }

  #timeOut(route: Route): void {
    const allowed = this.#init.timeoutMs
    const tried = route.tried.size
    this.#init.counts.add('requestsTimedOut')
    const message = `no answer within ${allowed} ms (${tried} ${tried === 1 ? 'coordinator' : 'coordinators'} tried); a write may or may not have been made`
    this.#finish(route, { ok: false, failure: { code: 'TIMEOUT', message, details: { allowed, tried } } })
  }

  #answerDirectly(route: Route): void {
    const { counts, self } = this.#init
    const { id, caller, request } = route
    counts.add('answeredDirectly')
    route.direct = true
    route.open.add(self)
    this.#emit({ type: 'coordinate', id, request: directly(request), caller })
  }

  // This node could not answer the request itself.
  #handOn(route: Route): void {
    this.#init.counts.add('directDeclined')
    route.direct = false
    this.#next(route)
  }

  // One that has asked for leave is there, and at work.
  #late(route: Route): void {
    const { id, granted, open } = route
    if (granted !== undefined) return
    for (const to of open) if (to !== this.#init.self) this.#emit({ type: 'check', to, id })
    if (route.mayHedge && this.#init.pace.hedge()) this.#hedge(route)
  }

  // Another node that is up, besides the one that is late.
  #hedge(route: Route): void {
    const { isDown } = this.#init
    const coordinator = coordinatorOf(route.list, (node) => route.tried.has(node) || isDown(node))
    if (coordinator === undefined) return
    this.#init.counts.add('hedges')
    route.hedge = coordinator
    this.#ask(route, coordinator, true)
  }

  /** @param why not the coordinator that was asked before */
  #next(route: Route, why?: 'movedOnSilence' | 'movedOnRefusal', failure?: Failure): void {
    const { isDown, counts } = this.#init
    const coordinator =
      coordinatorOf(route.list, (node) => route.tried.has(node) || isDown(node)) ??
      coordinatorOf(route.list, (node) => route.tried.has(node))
    if (coordinator !== undefined) {
      if (why !== undefined) counts.add(why)
      return this.#ask(route, coordinator)
    }
    if (route.open.size === 0) {
      if (failure === undefined) counts.add('replicasAbsent')
      const message = `none of the ${route.list.length} nodes responsible for the key could be reached`
      this.#finish(route, { ok: false, failure: failure ?? { code: 'NO_REPLICA', message } })
    }
  }

  #ask(route: Route, coordinator: NodeId, besides = false): void {
    const { id, caller } = route
    const request =
      besides && route.request.op === 'get' ? { ...route.request, hedged: true as const } : route.request
    route.tried.add(coordinator)
    route.open.add(coordinator)
    if (coordinator === this.#init.self) return this.#emit({ type: 'coordinate', id, request, caller })
    this.#init.counts.add('handedOver')
    this.#emit({ type: 'hand-over', to: coordinator, id, request, caller })
    this.#awaitLateness(route)
  }

  #awaitLateness(route: Route): void {
    const { pace, now } = this.#init
    const { request, caller, id } = route
    const known = request.op === 'get' ? pace.begin() : undefined
    // Of a handler's get nobody is asked besides; but its own time is short, so its coordinator is soon looked after.
    route.mayHedge = known !== undefined && caller.depth === undefined
    const lateAfter = route.mayHedge ? known : Math.min(known ?? LATE_MS, LATE_MS)
    route.cancelHedge()
    route.cancelHedge = this.#deadlines.set(now() + (lateAfter ?? LATE_MS), 'a coordinator is late', {
      id,
      what: 'late'
    })
  }

  #finish(route: Route, response: ClientResponse): void {
    route.cancel()
    route.cancelHedge()
    this.#routes.delete(route.id)
    this.#emit({ type: 'answer', id: route.id, response })
  }
}

/** When a coordinator is late as long as too few have answered to tell; with anything but a client's get in any case. */
const LATE_MS = 250

/** Failures of the coordinator itself, not of the request: another one may do better. */
const PASS_OVER: ReadonlySet<string> = new Set(['STORAGE_FAILED', 'STOPPING'])
