// Whom a handler may talk to. An object speaks with the nodes that are responsible for its own key; one whose code an operator
// has signed may address other objects, as a client would. A call that may not be made rejects its promise with a code, and the
// handler goes on.
import { CALL_DEPTH, type Caller, type Failure, type Key, type NodeId, REPLICAS } from '@halley/model'
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

/**
 * How many operations of the object's budget the call takes: one, or of nodes that are named as many as are asked, which the one that
 * runs the handler is not. Who is responsible for the object itself its node knows anyway, or learns for the next event: to look it
 * up takes none.
 */
export function costOf({ type, key, nodes }: Call, own: Key, self: NodeId): number {
  if (type === 'lookup' && key === own) return 0
  return Math.max(1, nodes?.filter((node) => node !== self).length ?? 1)
}

export function depthOf({ depth = 0 }: Caller): number {
  return depth
}

/** Whether the object itself is to be copied to nodes. */
export function isSpread({ type, key }: Call, own: Key): boolean {
  return type === 'put' && key === own
}

function ownKeyRefusal({ type, nodes, value }: Call): Failure | undefined {
  if (type === 'lookup') return undefined
  if (type === 'delete') return failure('OWN_KEY', DELETE)
  if (nodes === undefined) return failure('OWN_KEY', type === 'put' ? PUT_WHERE : GET_WHERE)
  if (type === 'put' && value !== undefined) return failure('OWN_KEY', PUT_WHAT)
  if (nodes.length <= REPLICAS) return undefined
  return failure('NODES_INVALID', `${nodes.length} nodes; at most ${REPLICAS} may be asked at a time`)
}

const DELETE = 'an object deletes itself with comet.deleteSelf(), when its event is released'
const GET_WHERE = 'the object itself is `this`; name nodes to ask their copies: comet.get(key, nodes)'
const PUT_WHERE =
  'an object is put by changing `this`; name nodes to give them copies: comet.put(key, this, nodes)'
const PUT_WHAT =
  'copies of an object say what it says: comet.put(key, this, nodes), with `this` itself, and nothing else'

function quoted(key: Key): string {
  return JSON.stringify(key.length > 64 ? `${key.slice(0, 64)}…` : key)
}

function failure(code: string, message: string): Failure {
  return { code, message }
}
