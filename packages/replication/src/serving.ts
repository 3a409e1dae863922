// This node as one of the N: other nodes ask for the copies that are here, send theirs, and compare. What a request waits for
// is served at once; what belongs to background work gives way to requests (exchange/yielding.ts).
import { contentDigest, type Failure, type Message, type NodeId } from '@halley/model'
import type { Change } from './copy.ts'
import type { Comparison } from './exchange/answering.ts'
import { Yielding, type YieldingInit } from './exchange/yielding.ts'
import type { Handoff } from './handoff.ts'
import type { Leases } from './leases.ts'
import type { Replica } from './replica.ts'

export interface ServingInit extends Omit<YieldingInit, 'serve'> {
  readonly self: NodeId
  readonly replica: Replica
  readonly handoff: Handoff
  readonly leases: Leases
  /** A request has begun at another node, which needs this one. */
  readonly asked: () => void
  /** Another node compares, or asks for what is known here. To be answered through `answer`. */
  readonly compare: (from: NodeId, message: Message & { type: Comparison }) => void
}

export class Serving {
  readonly #init: ServingInit
  readonly #yielding: Yielding
  #closed = false

  constructor(init: ServingInit) {
    this.#init = init
    this.#yielding = new Yielding({ ...init, serve: (from, message) => this.#serve(from, message) })
  }

  /** From now on copies are read here, and none is taken: this node hands over what it has. */
  close(): void {
    this.#closed = true
    this.#init.leases.close()
  }

  /** A question about this node's copies. Returns false for any other message. */
  receive(from: NodeId, message: Message): boolean {
    switch (message.type) {
      case 'read':
      case 'write':
        if (message.background) this.#yielding.arrived(from, message)
        else {
          this.#init.asked()
          this.#yielding.asked()
          this.#serve(from, message)
        }
        return true
      case 'lease':
        this.#lease(from, message)
        return true
      case 'compare':
      case 'list':
      case 'versions':
        this.#yielding.arrived(from, message)
        return true
      default:
        return false
    }
  }

  /** Questions of others that wait in line, and the pause between two of them. */
  get yielding(): Yielding {
    return this.#yielding
  }

  /** The answer to a question. */
  answer(to: NodeId, message: Message): void {
    this.#init.send(to, message)
    this.#yielding.answered(to, message.id)
  }

  #serve(from: NodeId, message: Message): void {
    if (message.type === 'read') this.#read(from, message)
    else if (message.type === 'write') this.#write(from, message)
    else this.#init.compare(from, message as Message & { type: Comparison })
  }

  /** Answered by `record`, or `failed`. */
  #read(from: NodeId, { id, key }: Message & { type: 'read' }): void {
    this.#init.replica.read(key, {
      copied: ({ record }) => this.answer(from, { type: 'record', id, record }),
      refused: (failure) => this.answer(from, { type: 'failed', id, failure })
    })
  }

  /** Answered by `leased`, or `failed`. */
  #lease(from: NodeId, { id, key, forMs, bytes }: Message & { type: 'lease' }): void {
    const { replica, leases } = this.#init
    const failure = this.#closed ? LEAVING : leases.refusal(from, key, forMs, bytes)
    if (failure !== undefined) return this.answer(from, { type: 'failed', id, failure })
    // A write that changes nothing waits for those before it: a copy that is just being forgotten is none any more.
    replica.write(
      key,
      {},
      {
        stored: (record) => this.answer(from, { type: 'leased', id, digest: contentDigest(record) }),
        refused: (failure) => this.answer(from, { type: 'failed', id, failure })
      }
    )
  }

  /** Answered by `stored` once the copy (and its hint) is durable, or `failed`. */
  #write(from: NodeId, { id, key, record, hint }: Message & { type: 'write' }): void {
    const { self, handoff, replica } = this.#init
    // A copy that is meant for this node is at home here.
    const kept = hint === self ? undefined : hint
    const refusal = kept === undefined ? undefined : handoff.refusal(kept, key)
    const failure = this.#closed ? LEAVING : refusal
    if (failure !== undefined) return this.answer(from, { type: 'failed', id, failure })
    const change: Change = { record, ...(kept === undefined ? {} : { hint: kept }) }
    replica.write(key, change, {
      stored: (merged) => {
        this.answer(from, { type: 'stored', id })
        this.#init.leases.stored(key, merged, from, record)
        if (kept !== undefined) handoff.keep(kept, key)
      },
      refused: (failure) => this.answer(from, { type: 'failed', id, failure })
    })
  }
}

const LEAVING: Failure = { code: 'STOPPING', message: 'this node is leaving the ring' }
