// Whom a handler may talk to. An object speaks with the nodes that are responsible for its own key; one whose code an operator
// has signed may address other objects, as a client would. A call that may not be made rejects its promise with a code, and the
// handler goes on.
import { CALL_DEPTH, type Caller, type Failure, type Key, REPLICAS } from '@halley/model'
import type { Call } from './call.ts'

export interface Speaker {
  /** The key of the object whose handler calls. */
  readonly key: Key
  /** Who caused the event. */
  readonly caller: Caller
  /** The event is of this replica alone. */
  readonly alone: boolean
  readonly privileged: boolean
}

/** Why the call may not be made, if so. */
export function callRefusal(call: Call, speaker: Speaker): Failure | undefined {
  const { key, alone, privileged } = speaker
  if (alone)
    return failure('CALLS_NESTED', 'an object that another replica asks answers for itself, and calls nobody')
  if (call.key === key) return ownKeyRefusal(call)
  if (!privileged) {
    const message = `comet.${call.type}(${quoted(call.key)}): this object may address its own key alone; only code that an operator of the nodes has signed may address others`
    return failure('FOREIGN_KEY', message)
  }
  if (call.nodes !== undefined)
    return failure(
      'FOREIGN_NODES',
      'nodes can be named for the own key alone; other objects are asked as a whole'
    )
  const depth = depthOf(speaker.caller) + 1
  if (depth <= CALL_DEPTH) return undefined
  return failure('CALLS_NESTED', `${depth} handlers would wait for each other; at most ${CALL_DEPTH} may`)
}

/** How many operations of the object's budget the call takes: each node that is asked is one. */
export function costOf({ nodes }: Call): number {
  return Math.max(1, nodes?.length ?? 1)
}

export function depthOf({ depth = 0 }: Caller): number {
  return depth
}

function ownKeyRefusal({ type, nodes }: Call): Failure | undefined {
  if (type === 'lookup') return undefined
  if (type === 'put')
    return failure(
      'OWN_KEY',
      'an object is put by changing `this`; further copies at named nodes are not supported'
    )
  if (nodes === undefined)
    return failure(
      'OWN_KEY',
      'the object itself is `this`; name nodes to ask their copies: comet.get(key, nodes)'
    )
  if (nodes.length <= REPLICAS) return undefined
  return failure('NODES_INVALID', `${nodes.length} nodes; at most ${REPLICAS} may be asked at a time`)
}

function quoted(key: Key): string {
  return JSON.stringify(key.length > 64 ? `${key.slice(0, 64)}…` : key)
}

function failure(code: string, message: string): Failure {
  return { code, message }
}
