// This node as one of the N: another node coordinates, and reads or writes the copy that is here.
import type { Failure, Message, NodeId } from '@halley/model'
import type { Change } from './copy.ts'
import type { Handoff } from './handoff.ts'
import type { Replica } from './replica.ts'

export class Serving {
  readonly #self: NodeId
  readonly #replica: Replica
  readonly #handoff: Handoff
  readonly #send: (to: NodeId, message: Message) => void
  #closed = false

  constructor(
    self: NodeId,
    replica: Replica,
    handoff: Handoff,
    send: (to: NodeId, message: Message) => void
  ) {
    this.#self = self
    this.#replica = replica
    this.#handoff = handoff
    this.#send = send
  }

  /** From now on copies are read here, and none is taken: this node hands over what it has. */
  close(): void {
    this.#closed = true
  }

  /** Answered by `record`, or `failed`. */
  read(from: NodeId, { id, key }: Message & { type: 'read' }): void {
    this.#replica.read(key, {
      copied: ({ record }) => this.#send(from, { type: 'record', id, record }),
      refused: (failure) => this.#send(from, { type: 'failed', id, failure })
    })
  }

  /** Answered by `stored` once the copy (and its hint) is durable, or `failed`. */
  write(from: NodeId, { id, key, record, hint }: Message & { type: 'write' }): void {
    // A copy that is meant for this node is at home here.
    const kept = hint === this.#self ? undefined : hint
    const failure = this.#closed ? LEAVING : kept === undefined ? undefined : this.#handoff.full
    if (failure !== undefined) {
      this.#send(from, { type: 'failed', id, failure })
      return
    }
    const change: Change = { record, ...(kept === undefined ? {} : { hint: kept }) }
    this.#replica.write(key, change, {
      stored: () => {
        this.#send(from, { type: 'stored', id })
        if (kept !== undefined) this.#handoff.keep(kept, key)
      },
      refused: (failure) => this.#send(from, { type: 'failed', id, failure })
    })
  }
}

const LEAVING: Failure = { code: 'STOPPING', message: 'this node is leaving the ring' }
