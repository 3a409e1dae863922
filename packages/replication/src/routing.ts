// How a client's request finds its coordinator (Dynamo, section 4.5): any node takes it and hands it to the first live
// node of the key's preference list; when that one is lost or silent, to the next.
//
//   locating ──► asked(coordinator) ──► answered
//                  │      ▲
//                  └──────┘ lost, silent, or unable to coordinate
//
// A put that was handed to two coordinators may have been made twice: two versions with equal content, which readers
// see as one. That is the price of staying writable. What would do harm if made twice or late (superseding versions that
// the client has not seen: a delete without a context, an update that the object accepted, a get that changes it) needs
// leave from here just before it is written; leave is given once, and from then on nobody else is asked.
import {
  type Caller,
  type Cancel,
  type ClientRequest,
  type ClientResponse,
  type Deadline,
  Deadlines,
  type Failure,
  type Millis,
  type NodeId
} from '@halley/model'
import { coordinatorOf, type PreferenceList } from './plan.ts'

/** A client's request on its way. */
interface Route {
  readonly id: number
  readonly request: ClientRequest
  readonly caller: Caller
  readonly tried: Set<NodeId>
  readonly cancel: Cancel
  /** A coordinator has leave to write. */
  granted: boolean
  list: PreferenceList
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
  | { readonly type: 'answer'; readonly id: number; readonly response: ClientResponse }

export class Routing {
  readonly #self: NodeId
  readonly #timeoutMs: number
  readonly #isDown: (node: NodeId) => boolean
  readonly #emit: (effect: RoutingEffect) => void
  readonly #routes = new Map<number, Route>()
  readonly #deadlines = new Deadlines<number>()

  constructor(
    self: NodeId,
    timeoutMs: number,
    isDown: (node: NodeId) => boolean,
    emit: (effect: RoutingEffect) => void
  ) {
    this.#self = self
    this.#timeoutMs = timeoutMs
    this.#isDown = isDown
    this.#emit = emit
  }

  /** Begins. `id` is the caller's name for the request. */
  start(id: number, request: ClientRequest, caller: Caller, now: Millis): void {
    const cancel = this.#deadlines.set(now + this.#timeoutMs, 'request times out', id)
    this.#routes.set(id, { id, request, caller, tried: new Set(), cancel, granted: false, list: [] })
  }

  /** The key's preference list is known. */
  located(id: number, list: PreferenceList): void {
    const route = this.#routes.get(id)
    if (route === undefined) return
    route.list = list
    this.#next(route)
  }

  /** The coordinator answered. One that cannot coordinate is passed over. */
  answered(id: number, response: ClientResponse): void {
    const route = this.#routes.get(id)
    if (route === undefined) return
    if (!response.ok && !route.granted && PASS_OVER.has(response.failure.code))
      this.#next(route, response.failure)
    else this.#finish(route, response)
  }

  /** A coordinator asks for leave to write what must not be written twice. */
  confirm(id: number): boolean {
    const route = this.#routes.get(id)
    if (route === undefined || route.granted) return false
    route.granted = true
    return true
  }

  /** The coordinator is lost or silent. */
  unanswered(id: number): void {
    const route = this.#routes.get(id)
    if (route === undefined) return
    if (!route.granted) return this.#next(route)
    const message = 'the coordinator was lost while it wrote; the write may or may not have been made'
    this.#finish(route, { ok: false, failure: { code: 'TIMEOUT', message } })
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const id of this.#deadlines.due(now)) {
      const route = this.#routes.get(id)
      if (route === undefined) continue
      const tried = route.tried.size
      const message = `no answer within ${this.#timeoutMs} ms (${tried} ${tried === 1 ? 'coordinator' : 'coordinators'} tried); a write may or may not have been made`
      this.#finish(route, {
        ok: false,
        failure: { code: 'TIMEOUT', message, details: { allowed: this.#timeoutMs, tried } }
      })
    }
  }

  get size(): number {
    return this.#routes.size
  }

  #next(route: Route, failure?: Failure): void {
    const coordinator =
      coordinatorOf(route.list, (node) => route.tried.has(node) || this.#isDown(node)) ??
      coordinatorOf(route.list, (node) => route.tried.has(node))
    if (coordinator === undefined) {
      const message = `none of the ${route.list.length} nodes responsible for the key could be reached`
      this.#finish(route, { ok: false, failure: failure ?? { code: 'NO_REPLICA', message } })
      return
    }
    route.tried.add(coordinator)
    if (coordinator === this.#self)
      this.#emit({ type: 'coordinate', id: route.id, request: route.request, caller: route.caller })
    else
      this.#emit({
        type: 'hand-over',
        to: coordinator,
        id: route.id,
        request: route.request,
        caller: route.caller
      })
  }

  #finish(route: Route, response: ClientResponse): void {
    route.cancel()
    this.#routes.delete(route.id)
    this.#emit({ type: 'answer', id: route.id, response })
  }
}

/** Failures of the coordinator itself, not of the request: another one may do better. */
const PASS_OVER: ReadonlySet<string> = new Set(['STORAGE_FAILED', 'STOPPING'])
