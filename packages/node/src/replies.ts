// Clients that are answered later. A get may ask to wait: its capability travels with it, and the object may keep it. Where
// the get's own handler returns nothing, the client waits for what the object replies in a later event, at whichever replica.
//
//   asked ──response with a value──► answered at once
//     └────silent response──► waiting ──first reply──► answered; its capability is spent, a second reply is refused
//                                └──time is over──► NO_REPLY
//
// A reply may come before the response does: both are sent when the event's write is durable. It is kept until then.
// Everything that decides is in this node's own table: whichever replicas use a capability, and however often, it is taken
// here once, for the object it was made for, from a node that is responsible for that object.
import {
  type Cancel,
  type ClientRequest,
  type ClientResponse,
  type Counts,
  type Deadline,
  Deadlines,
  type EncodedValue,
  type Failure,
  issuerOf,
  type Key,
  LruMap,
  type Message,
  type Millis,
  type NodeId,
  type Reply
} from '@halley/model'
import type { ObjectsEffect } from '@halley/objects'
import type { Replication } from '@halley/replication'
import type { REPLY_COUNTS } from './counts.ts'

export interface RepliesOptions {
  /** Clients of this node that may wait for a later reply at a time; beyond it BUSY. */
  readonly waitingClients: number
}

export const REPLIES_DEFAULTS: RepliesOptions = { waitingClients: 10_000 }

export interface RepliesInit {
  readonly self: NodeId
  readonly options: RepliesOptions
  readonly replication: Pick<Replication, 'nodesOf'>
  readonly counts: Pick<Counts<keyof typeof REPLY_COUNTS>, 'add'>
  readonly send: (to: NodeId, message: Message) => void
  readonly answer: (client: number, response: ClientResponse) => void
}

interface Expected {
  readonly client: number
  readonly key: Key
  readonly capability: string
  /** The get's own response, which was silent. */
  response?: ClientResponse
  /** What was replied, before the response came. */
  data?: EncodedValue
  isOver: boolean
  readonly cancel: Cancel
}

/** Capabilities that are remembered after their use, to tell a second one from a forgery. */
const SPENT = 10_000

export class Replies {
  readonly #init: RepliesInit
  readonly #byClient = new Map<number, Expected>()
  readonly #byCapability = new Map<string, Expected>()
  readonly #spent = new LruMap<string, true>(SPENT)
  /** By their clients. */
  readonly #deadlines = new Deadlines<number>()

  constructor(init: RepliesInit) {
    this.#init = init
  }

  /** A client asks, and waits for a later reply if need be. Why it may not, if so. */
  expect(client: number, { key }: ClientRequest, capability: string, until: Millis): Failure | undefined {
    const { waitingClients } = this.#init.options
    if (this.#byCapability.size >= waitingClients) {
      const message = `${waitingClients} clients wait for replies at this node; try again later`
      return { code: 'BUSY', message, details: { allowed: waitingClients } }
    }
    const cancel = this.#deadlines.set(until, 'a client waits for a reply', client)
    const expected: Expected = { client, key, capability, isOver: false, cancel }
    this.#byClient.set(client, expected)
    this.#byCapability.set(capability, expected)
    return undefined
  }

  /** The response to a request. What the client is answered now; nothing where it waits. */
  responded(client: number, response: ClientResponse): ClientResponse | undefined {
    const expected = this.#byClient.get(client)
    if (expected === undefined) return response
    if (!isSilent(response)) return this.#settled(expected, response)
    if (expected.data !== undefined) return this.#settled(expected, replied(response, expected.data))
    if (expected.isOver) return this.#settled(expected, NO_REPLY)
    expected.response = response
    return undefined
  }

  /** The replies of an event of this node's: each goes to the node whose client it is for. */
  send({ key, replies }: ObjectsEffect & { type: 'reply' }, now: Millis): void {
    const { self, send } = this.#init
    for (const { capability, data } of replies) {
      const issuer = issuerOf(capability)
      this.#init.counts.add('repliesSent')
      if (issuer === self) this.#take(key, capability, data)
      else if (issuer === undefined) this.#init.counts.add('repliesUnknown')
      else send(issuer, { type: 'reply', id: now, key, capability, data })
    }
  }

  /** Another node replies for an object. */
  received(from: NodeId, { key, capability, data }: Message & { type: 'reply' }, now: Millis): void {
    if (!this.#byCapability.has(capability)) return this.#take(key, capability, data)
    this.#init.replication.nodesOf(key, now, (list) => {
      if (list.includes(from)) this.#take(key, capability, data)
      else this.#init.counts.add('repliesForeign')
    })
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  tick(now: Millis): void {
    for (const client of this.#deadlines.due(now)) {
      const expected = this.#byClient.get(client)
      if (expected === undefined) continue
      expected.isOver = true
      if (expected.response === undefined) continue
      this.#init.counts.add('repliesMissed')
      this.#init.answer(client, this.#settled(expected, NO_REPLY))
    }
  }

  #take(key: Key, capability: string, data: EncodedValue): void {
    const { counts, answer } = this.#init
    const expected = this.#byCapability.get(capability)
    if (expected === undefined) {
      const isSpent = this.#spent.get(capability) === true
      return counts.add(isSpent ? 'repliesRepeated' : 'repliesUnknown')
    }
    if (expected.key !== key) return counts.add('repliesForeign')
    if (expected.data !== undefined) return counts.add('repliesRepeated')
    counts.add('repliesTaken')
    expected.data = data
    const { response, client } = expected
    if (response !== undefined) answer(client, this.#settled(expected, replied(response, data)))
  }

  #settled(expected: Expected, response: ClientResponse): ClientResponse {
    const { client, capability, cancel } = expected
    cancel()
    this.#byClient.delete(client)
    this.#byCapability.delete(capability)
    this.#spent.set(capability, true)
    return response
  }
}

/** Whether the object's handler returned nothing to a client that can be answered later. */
function isSilent(response: ClientResponse): boolean {
  return (
    response.ok &&
    response.op === 'get' &&
    response.replies.length > 0 &&
    response.replies.every(({ silent }) => silent)
  )
}

function replied(response: ClientResponse, value: EncodedValue): ClientResponse {
  if (!response.ok || response.op !== 'get') return response
  const { dot } = response.replies.at(-1) as Reply
  return { ...response, replies: [{ value, dot }] }
}

const NO_REPLY: ClientResponse = {
  ok: false,
  failure: {
    code: 'NO_REPLY',
    message: 'the object took the get, and sent no reply in the time that you wait'
  }
}
