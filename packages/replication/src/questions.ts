// Questions to other nodes that are still open: who was asked, until when it is worth waiting, and who wants to know.
import {
  type Cancel,
  type Deadline,
  Deadlines,
  type Message,
  type MessageId,
  type Millis,
  type NodeId,
  TransitMap
} from '@halley/model'

/** Who asked. One of `answered` and `unanswered` is called, once. */
export interface Asker {
  /** Nobody waits for it: a comparison, a copy on its way between replicas. */
  readonly background?: boolean
  /** Whether the one who was asked may do what cannot be done twice. */
  confirm?(): boolean
  answered(answer: Message): void
  /** The node is gone, or its time is up. */
  unanswered(): void
}

interface Open {
  readonly id: MessageId
  readonly to: NodeId
  readonly asker: Asker
  readonly cancel: Cancel
}

export class Questions {
  readonly #send: (to: NodeId, message: Message) => void
  readonly #open = new TransitMap<MessageId, Open>()
  readonly #byNode = new Map<NodeId, Set<MessageId>>()
  readonly #deadlines = new Deadlines<MessageId>()
  #next: number
  #background = 0

  /**
   * @param boot where ids begin: drawn anew at each start, so that an answer to a question from before a crash is not
   * taken for the answer to a new one
   */
  constructor(boot: number, send: (to: NodeId, message: Message) => void) {
    this.#next = boot + 1
    this.#send = send
  }

  /** Sends the message made for the question's id, and waits until `until`. */
  ask(to: NodeId, until: Millis, message: (id: MessageId) => Message, asker: Asker): void {
    const id = this.#next++
    const question = message(id)
    const cancel = this.#deadlines.set(until, `${question.type} times out`, id)
    this.#open.set(id, { id, to, asker, cancel })
    if (asker.background) this.#background++
    const ids = this.#byNode.get(to) ?? new Set()
    this.#byNode.set(to, ids.add(id))
    this.#send(to, question)
  }

  /** An answer. One that nobody waits for, or from somebody who was not asked, is nothing. */
  answer(from: NodeId, answer: Message): void {
    const question = this.#open.get(answer.id)
    if (question?.to !== from) return
    this.#close(question)
    question.asker.answered(answer)
  }

  /** Whether the question is open and its asker gives leave. */
  confirm(from: NodeId, id: MessageId): boolean {
    const question = this.#open.get(id)
    return question?.to === from && (question.asker.confirm?.() ?? false)
  }

  /** The node is gone: none of the questions to it will be answered. */
  lost(node: NodeId): void {
    for (const id of [...(this.#byNode.get(node) ?? [])]) this.#giveUp(id)
  }

  /** Gives up the questions whose time is up. Returns who was silent. */
  expire(now: Millis): NodeId[] {
    return this.#deadlines.due(now).flatMap((id) => this.#giveUp(id))
  }

  deadline(): Deadline | undefined {
    return this.#deadlines.next()
  }

  /** Questions that somebody waits for. */
  get size(): number {
    return this.#open.size - this.#background
  }

  /** The others. */
  get background(): number {
    return this.#background
  }

  #giveUp(id: MessageId): NodeId[] {
    const question = this.#open.get(id)
    if (question === undefined) return []
    this.#close(question)
    question.asker.unanswered()
    return [question.to]
  }

  #close(question: Open): void {
    question.cancel()
    if (question.asker.background) this.#background--
    this.#open.delete(question.id)
    const ids = this.#byNode.get(question.to)
    ids?.delete(question.id)
    if (ids?.size === 0) this.#byNode.delete(question.to)
  }
}
