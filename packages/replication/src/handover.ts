// Handing a client's request to its coordinator, and the leave that the coordinator needs before it does what must not
// be done twice (see routing.ts): at both ends.
import {
  type Caller,
  type ClientRequest,
  type ClientResponse,
  HEDGE_DECLINED,
  type Message,
  type Millis,
  type NodeId
} from '@halley/model'
import type { ReplicationCounts } from './counts.ts'
import type { Origin } from './origin.ts'
import type { Pace } from './pace.ts'
import type { Questions } from './questions.ts'
import type { Routing, RoutingEffect } from './routing.ts'

export interface HandoverInit {
  readonly self: NodeId
  readonly questions: Questions
  readonly routing: Routing
  /** Of the coordinators that requests are handed to. */
  readonly pace: Pace
  readonly counts: ReplicationCounts
  readonly now: () => Millis
  readonly send: (to: NodeId, message: Message) => void
}

export class Handover {
  readonly #self: NodeId
  readonly #pace: Pace
  readonly #counts: ReplicationCounts
  readonly #now: () => Millis
  readonly #questions: Questions
  readonly #routing: Routing
  readonly #send: (to: NodeId, message: Message) => void
  readonly #checked = new Set<NodeId>()

  constructor({ self, questions, routing, pace, counts, now, send }: HandoverInit) {
    this.#self = self
    this.#questions = questions
    this.#routing = routing
    this.#pace = pace
    this.#counts = counts
    this.#now = now
    this.#send = send
  }

  /** Asks another node to coordinate; routing learns what comes of it. */
  handOver({ to, id, request, caller }: RoutingEffect & { type: 'hand-over' }, patienceMs: Millis): void {
    const since = this.#now()
    this.#questions.ask(
      to,
      since + patienceMs,
      (question) => ({ type: 'request', id: question, request, caller }),
      {
        answered: (answer) => {
          if (request.op === 'get' && !isDeclined(answer)) this.#pace.answered(this.#now() - since)
          if (answer.type === 'response') this.#routing.answered(id, to, answer.response)
          else this.#routing.unanswered(id, to)
        },
        unanswered: () => this.#routing.unanswered(id, to),
        confirm: () => this.#routing.confirm(id, to)
      }
    )
  }

  /** Asks a coordinator that is late whether it is there. Whatever else it was asked is given up with this question. */
  check({ to, id }: RoutingEffect & { type: 'check' }, patienceMs: Millis): void {
    if (this.#checked.has(to)) return
    this.#checked.add(to)
    this.#counts.add('coordinatorsChecked')
    const until = this.#now() + patienceMs
    this.#questions.ask(to, until, (question) => ({ type: 'ping', id: question }), {
      background: true,
      answered: () => this.#checked.delete(to),
      unanswered: () => {
        this.#checked.delete(to)
        this.#routing.unanswered(id, to)
      }
    })
  }

  /** Has another node answer a request that is no other's to answer. */
  askAlone(
    to: NodeId,
    request: ClientRequest,
    caller: Caller,
    until: Millis,
    answered: (response: ClientResponse) => void
  ): void {
    const unanswered = (): void =>
      answered({ ok: false, failure: { code: 'TIMEOUT', message: `no answer from ${to}` } })
    this.#questions.ask(to, until, (id) => ({ type: 'request', id, request, caller }), {
      answered: (answer) => (answer.type === 'response' ? answered(answer.response) : unanswered()),
      unanswered
    })
  }

  /** As coordinator: does the one who asked still wait, and give leave? */
  permit(origin: Origin, until: Millis, permitted: (granted: boolean) => void): void {
    const answer = (granted: boolean): void => {
      if (!granted) this.#counts.add('abandoned')
      permitted(granted)
    }
    if ('client' in origin) return answer(this.#routing.confirm(origin.client, this.#self))
    const { peer, question } = origin
    this.#questions.ask(peer, until, (id) => ({ type: 'confirm', id, request: question }), {
      answered: ({ type }) => answer(type === 'confirmed'),
      unanswered: () => answer(false)
    })
  }

  /** As the one who asked: a coordinator wants leave. */
  confirm(from: NodeId, { id, request }: Message & { type: 'confirm' }): void {
    if (this.#questions.confirm(from, request)) this.#send(from, { type: 'confirmed', id })
    else
      this.#send(from, {
        type: 'failed',
        id,
        failure: { code: 'TIMEOUT', message: 'nobody waits for that request any more' }
      })
  }
}

function isDeclined(answer: Message): boolean {
  return answer.type === 'response' && !answer.response.ok && answer.response.failure.code === HEDGE_DECLINED
}
