// Which gets and puts this node answers itself, without their coordinator (see routing.ts).
import {
  type Caller,
  type ClientRequest,
  type Failure,
  HEDGE_DECLINED,
  type Key,
  LruMap,
  type NodeId,
  type Quorum
} from '@halley/model'
import { coordinatorOf, type PreferenceList } from './plan.ts'

/** Keys remembered of which this node could not answer a request; of one forgotten the next is tried here in vain. */
const DECLINED_KEYS = 10_000

export interface DirectInit {
  readonly self: NodeId
  readonly isDown: (node: NodeId) => boolean
  /** Of objects that do not choose their own. */
  readonly quorum: Quorum
}

export class Direct {
  readonly #init: DirectInit
  /** Keys for which this node could not stand in for their coordinator: an object that decides about puts may leave gets to any home. */
  readonly #declined = {
    get: new LruMap<Key, true>(DECLINED_KEYS),
    put: new LruMap<Key, true>(DECLINED_KEYS)
  }

  constructor(init: DirectInit) {
    this.#init = init
  }

  /**
   * Whether the request may do without its coordinator, which is another node. Not one whose caller waits to be answered later: the
   * handler that will answer it runs at the coordinator. Not one of an object's own key: its handler would wait here for itself.
   */
  mayAnswer(request: ClientRequest, caller: Caller, list: PreferenceList): boolean {
    if (!this.#isOfKind(request, list)) return false
    if (caller.capability !== undefined || caller.object === request.key) return false
    const { self, isDown } = this.#init
    return coordinatorOf(list, isDown) !== self && !this.#declinedBy(request)?.get(request.key)
  }

  // A get of the object's answer; at a home of the key also a put of a plain value. Neither where quorums do not overlap: there only a
  // coordinator sees what it has just written.
  #isOfKind(request: ClientRequest, list: PreferenceList): boolean {
    const { self, quorum } = this.#init
    const { n, r, w } = (request.op === 'put' ? request.quorum : undefined) ?? quorum
    if (r + w <= n) return false
    if (request.op === 'get') return request.alone !== true && request.source !== true
    return request.op === 'put' && request.code === undefined && list.slice(0, n).includes(self)
  }

  /** It failed here. Returns whether the coordinator may do better: a handler that fails would fail there as well. */
  failed(request: ClientRequest, { code }: Failure): boolean {
    if (code === HEDGE_DECLINED) this.#declinedBy(request)?.set(request.key, true)
    return NOT_HERE.has(code)
  }

  #declinedBy({ op }: ClientRequest): LruMap<Key, true> | undefined {
    return op === 'get' || op === 'put' ? this.#declined[op] : undefined
  }
}

/** Failures of this node as one that answers, before anything was written: not of the request. */
const NOT_HERE: ReadonlySet<string> = new Set([
  HEDGE_DECLINED,
  'READ_QUORUM_UNMET',
  'STORAGE_FAILED',
  'STOPPING'
])

/** The request as this node asks it of itself. */
export function directly(request: ClientRequest): ClientRequest {
  return request.op === 'get' || request.op === 'put' ? { ...request, direct: true } : request
}
