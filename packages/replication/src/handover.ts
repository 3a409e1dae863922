// Handing a client's request to its coordinator, and the leave that the coordinator needs before it does what must not
// be done twice (see routing.ts): at both ends.
import type { Message, Millis, NodeId } from '@halley/model'
import type { Origin } from './origin.ts'
import type { Questions } from './questions.ts'
import type { Routing, RoutingEffect } from './routing.ts'

export class Handover {
  readonly #questions: Questions
  readonly #routing: Routing
  readonly #send: (to: NodeId, message: Message) => void

  constructor(questions: Questions, routing: Routing, send: (to: NodeId, message: Message) => void) {
    this.#questions = questions
    this.#routing = routing
    this.#send = send
  }

  /** Asks another node to coordinate; routing learns what comes of it. */
  handOver({ to, id, request, caller }: RoutingEffect & { type: 'hand-over' }, until: Millis): void {
    this.#questions.ask(to, until, (question) => ({ type: 'request', id: question, request, caller }), {
      answered: (answer) => {
        if (answer.type === 'response') this.#routing.answered(id, answer.response)
        else this.#routing.unanswered(id)
      },
      unanswered: () => this.#routing.unanswered(id),
      confirm: () => this.#routing.confirm(id)
    })
  }

  /** As coordinator: does the one who asked still wait, and give leave? */
  permit(origin: Origin, until: Millis, answer: (granted: boolean) => void): void {
    if ('client' in origin) return answer(this.#routing.confirm(origin.client))
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
