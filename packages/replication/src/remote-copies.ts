// Copies at other nodes: reading one, writing one. Each is one question with one answer, or none in time.
import type { Key, Millis, NodeId, ObjectRecord } from '@halley/model'
import type { Questions } from './questions.ts'

/** Who asked for a copy. One of the two is called, once. */
export interface RemoteReader {
  copied(record: ObjectRecord): void
  /** The node cannot read it, is gone, or is too slow. */
  failed(): void
}

/** Who sent a copy. One of the two is called, once. */
export interface RemoteWriter {
  /** Durable there. */
  stored(): void
  /** The node refused it, is gone, or is too slow: it may be there nevertheless. */
  failed(): void
}

/** A copy to be written, kept for another home if a hint says so. */
export interface SentCopy {
  readonly key: Key
  readonly record: ObjectRecord
  readonly hint?: NodeId
}

export class RemoteCopies {
  readonly #questions: Questions
  readonly #patience: (until: Millis) => Millis
  readonly #mark: { readonly background?: true }

  /**
   * @param patience until when a replica may take, given until when the whole request may
   * @param background nobody waits for these copies: requests go first, here and there
   */
  constructor(questions: Questions, patience: (until: Millis) => Millis, background = false) {
    this.#questions = questions
    this.#patience = patience
    this.#mark = background ? { background } : {}
  }

  read(from: NodeId, key: Key, until: Millis, reader: RemoteReader): void {
    this.#questions.ask(from, this.#patience(until), (id) => ({ type: 'read', id, key, ...this.#mark }), {
      ...this.#mark,
      answered: (answer) => (answer.type === 'record' ? reader.copied(answer.record) : reader.failed()),
      unanswered: () => reader.failed()
    })
  }

  write(to: NodeId, copy: SentCopy, until: Millis, writer: RemoteWriter): void {
    this.#questions.ask(to, this.#patience(until), (id) => ({ type: 'write', id, ...copy, ...this.#mark }), {
      ...this.#mark,
      answered: (answer) => (answer.type === 'stored' ? writer.stored() : writer.failed()),
      unanswered: () => writer.failed()
    })
  }
}
