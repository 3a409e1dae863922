// Which gets this node answers itself, without their coordinator (see routing.ts).
import {
  type ClientRequest,
  type Failure,
  HEDGE_DECLINED,
  type Key,
  LruMap,
  type NodeId
} from '@halley/model'
import { coordinatorOf, type PreferenceList } from './plan.ts'

/** Keys remembered as those of active objects; of one forgotten the next get is read here in vain. */
const ACTIVE_KEYS = 10_000

export interface DirectInit {
  readonly self: NodeId
  readonly isDown: (node: NodeId) => boolean
}

export class Direct {
  readonly #init: DirectInit
  /** Keys whose handlers had to run for a get. */
  readonly #active = new LruMap<Key, true>(ACTIVE_KEYS)

  constructor(init: DirectInit) {
    this.#init = init
  }

  /** Whether the request may do without its coordinator, which is another node. */
  mayAnswer(request: ClientRequest, list: PreferenceList): boolean {
    if (request.op !== 'get' || request.alone === true || request.source === true) return false
    const { self, isDown } = this.#init
    return coordinatorOf(list, isDown) !== self && this.#active.get(request.key) === undefined
  }

  /** It could not. */
  failed({ key }: ClientRequest, { code }: Failure): void {
    if (code === HEDGE_DECLINED) this.#active.set(key, true)
  }
}

/** The request, to be answered only if no handler has to run. */
export function unlessActive(request: ClientRequest): ClientRequest {
  return request.op === 'get' ? { ...request, hedged: true } : request
}
