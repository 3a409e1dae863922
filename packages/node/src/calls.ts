// The operations in the network that handlers of this node's objects asked for: a lookup; the replicas of the object itself, each
// for its own copy; another object, through its coordinator, as a client of this node would.
//
// Whether a handler may ask at all has been decided before (objects/call-rules.ts). What is answered late is nothing: the
// handler's own time is over then, and the objects core has given the call up.
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  encodeValue,
  type Failure,
  type Key,
  type Millis,
  type NodeId,
  REPLICAS,
  VALUE_BYTES
} from '@halley/model'
import type { CallAnswer, CallEffect, CallResult, NodeAnswer, ObjectsEffect } from '@halley/objects'
import type { Copies, Replication } from '@halley/replication'

export interface CallsInit {
  readonly self: NodeId
  readonly replication: Pick<Replication, 'request' | 'nodesOf' | 'copies'>
  /** So many bytes of the object went to nodes that its handlers named. */
  readonly sent: (key: Key, bytes: number) => void
  readonly called: (turn: number, result: CallResult) => void
}

export class Calls {
  readonly #init: CallsInit
  /** By the name of the request, which is below zero: clients' are above. */
  readonly #open = new Map<number, CallEffect>()
  #next = -1

  constructor(init: CallsInit) {
    this.#init = init
  }

  /** A handler asks. */
  make(effect: CallEffect, now: Millis): void {
    const { key, call } = effect
    const { replication } = this.#init
    if (call.type === 'lookup')
      return replication.nodesOf(
        call.key,
        now,
        (list) => this.#done(effect, { nodes: list.slice(0, REPLICAS) }),
        true
      )
    if (call.key === key) return replication.nodesOf(key, now, (list) => this.#turnTo(effect, list, now))
    const id = this.#next--
    this.#open.set(id, effect)
    replication.request(id, requestOf(effect), this.#callerOf(effect), now)
  }

  /** The answer to a request. False: no handler asked it. */
  answered(id: number, response: ClientResponse): boolean {
    const effect = this.#open.get(id)
    if (effect === undefined) return false
    this.#open.delete(id)
    if (response.ok) this.#done(effect, answerTo(response))
    else this.#failed(effect, response.failure)
    return true
  }

  /** What an event left goes to the nodes that it gave copies to, or that the object has chosen. */
  copy({ type, key, nodes }: ObjectsEffect & { type: 'spread' | 'place' }, now: Millis): void {
    const { replication, sent } = this.#init
    replication.copies(now)[type](key, nodes, (bytes) => sent(key, bytes))
  }

  #turnTo(effect: CallEffect, list: readonly NodeId[], now: Millis): void {
    const { key, call } = effect
    const nodes = [...new Set(call.nodes)]
    const stranger = nodes.find((node) => !list.includes(node))
    if (stranger !== undefined) {
      const message = `${stranger.slice(0, 128)} is not responsible for this object; comet.lookup() tells who is`
      return this.#failed(effect, { code: 'NODE_FOREIGN', message })
    }
    const copies = this.#init.replication.copies(now)
    if (call.type === 'get') this.#gather(effect, nodes, copies)
    else copies.give(key, nodes, (answers) => this.#done(effect, { answers }))
  }

  // Each node answers for itself; the promise is resolved when all have.
  #gather(effect: CallEffect, nodes: readonly NodeId[], copies: Copies): void {
    const { key, call } = effect
    const { payload } = call
    const answers = new Map<NodeId, NodeAnswer>()
    const heard = (answer: NodeAnswer): void => {
      answers.set(answer.node, answer)
      if (answers.size < nodes.length) return
      this.#done(effect, { answers: fitting(nodes.map((node) => answers.get(node) as NodeAnswer)) })
    }
    if (nodes.length === 0) this.#done(effect, { answers: [] })
    const request: ClientRequest = {
      op: 'get',
      key,
      ...(payload === undefined ? {} : { payload }),
      alone: true
    }
    for (const node of nodes) {
      if (node === this.#init.self) heard({ node, failure: SELF })
      else copies.ask(node, request, this.#callerOf(effect), (response) => heard(answerOf(node, response)))
    }
  }

  #callerOf({ key, depth }: CallEffect): Caller {
    return { id: this.#init.self, object: key, depth }
  }

  #done({ turn, call }: CallEffect, answer: CallAnswer): void {
    this.#init.called(turn, { id: call.id, ok: true, answer })
  }

  #failed({ turn, call }: CallEffect, failure: Failure): void {
    this.#init.called(turn, { id: call.id, ok: false, failure })
  }
}

function requestOf({ call }: CallEffect): ClientRequest {
  const { type, key, payload, value = NOTHING } = call
  // A handler cannot bring code: where nothing is, it would make a value that no handler ever sees.
  if (type === 'put') return { op: 'put', key, value, update: true }
  return { op: type === 'delete' ? type : 'get', key, ...(payload === undefined ? {} : { payload }) }
}

function answerTo(response: ClientResponse): CallAnswer {
  if (!response.ok || response.op === 'put' || response.op === 'inspect') return { value: NOTHING }
  if (response.op === 'delete') return { value: response.dots.length === 0 ? NO : YES }
  const value = replyOf(response)
  return value === undefined ? { absent: true } : { value }
}

// The latest version's; nothing where there is no object.
function replyOf(response: ClientResponse): Uint8Array | undefined {
  return response.ok && response.op === 'get' ? response.replies.at(-1)?.value : undefined
}

function answerOf(node: NodeId, response: ClientResponse): NodeAnswer {
  if (!response.ok) return { node, failure: response.failure }
  const value = replyOf(response)
  return value === undefined ? { node, failure: NO_COPY } : { node, value }
}

// All answers together are one value of the handler's.
function fitting(answers: readonly NodeAnswer[]): NodeAnswer[] {
  let room = VALUE_BYTES
  return answers.map((answer) => {
    if (!('value' in answer)) return answer
    room -= answer.value.length
    return room >= 0 ? answer : { node: answer.node, failure: NO_ROOM }
  })
}

const NOTHING = encodeValue(null)
const YES = encodeValue(true)
const NO = encodeValue(false)

const SELF: Failure = { code: 'OWN_NODE', message: 'this node runs the handler, which has `local`' }
const NO_COPY: Failure = { code: 'NOT_FOUND', message: 'the node has no copy of the object' }
const NO_ROOM: Failure = {
  code: 'VALUE_TOO_LARGE',
  message: `the answers of all nodes together take more than ${VALUE_BYTES} bytes`
}
