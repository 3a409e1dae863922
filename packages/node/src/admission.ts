// Whether this node coordinates a request that another node hands to it.
import type { Caller, Failure, NodeId } from '@halley/model'

/** Why not, if so. `from` is whose channel it came over, which proves who that is. */
export function refusalOf(caller: Caller, from: NodeId, leaving: boolean): Failure | undefined {
  if (caller.id !== from) {
    const message = `the request names the caller ${caller.id}, but came over the channel of ${from}`
    return { code: 'CALLER_UNPROVEN', message }
  }
  // A coordinator keeps a copy of what it writes, and this one is about to hand over its last.
  if (leaving) return { code: 'STOPPING', message: 'this node is leaving the ring' }
  return undefined
}
