// Questions of other nodes' background work give way to requests here, too: a node that compares, or is being filled, may have
// nothing else to do, while the one it asks is busy. They wait in line and are served as the throttle allows; their answers
// come later, and those who wait for them ask for less meanwhile.
//
//   arrives ──► the throttle is open, nobody waits ──► served ──► answered
//     ├──► waits in line ──────────────────────────────┘
//     └──► the line is full: refused (BUSY), and asked again with a later exchange
import type { Deadline, Failure, Message, MessageId, Millis, NodeId } from '@halley/model'
import type { ReplicationCounts } from '../counts.ts'
import { Throttle, type ThrottleInit } from './throttle.ts'

/** Those who wait in line at a time. The throttle lets ten a second pass at the least, so nobody waits for more than 3 s. */
const LINE = 32

export interface YieldingInit extends Omit<ThrottleInit, 'free'> {
  readonly counts: ReplicationCounts
  /** To be answered, once, with `answered` for the same id. */
  readonly serve: (from: NodeId, message: Message) => void
  readonly send: (to: NodeId, message: Message) => void
}

export class Yielding {
  readonly #init: YieldingInit
  readonly #throttle: Throttle
  readonly #line: { readonly from: NodeId; readonly message: Message }[] = []
  /** How often: a question may arrive twice, and is answered twice then. */
  readonly #served = new Map<string, number>()

  constructor(init: YieldingInit) {
    this.#init = init
    this.#throttle = new Throttle({ ...init, free: () => this.#advance() })
  }

  arrived(from: NodeId, message: Message): void {
    if (this.#line.length >= LINE) {
      const failure: Failure = { code: 'BUSY', message: `${LINE} questions like this one wait already` }
      this.#init.counts.add('busyBackground')
      this.#init.send(from, { type: 'failed', id: message.id, failure })
      return
    }
    this.#line.push({ from, message })
    this.#advance()
  }

  /** An answer leaves: if it is to a question that was served here, the next one may be. */
  answered(to: NodeId, id: MessageId): void {
    // Every answer passes here, and most are to requests.
    if (this.#served.size === 0) return
    const name = nameOf(to, id)
    const times = this.#served.get(name)
    if (times === undefined) return
    if (times === 1) this.#served.delete(name)
    else this.#served.set(name, times - 1)
    this.#throttle.ended()
  }

  /** A request has begun here or at another node that needs this one. */
  asked(): void {
    this.#throttle.asked()
  }

  deadline(): Deadline | undefined {
    return this.#throttle.deadline()
  }

  tick(now: Millis): void {
    if (this.#throttle.tick(now)) this.#advance()
  }

  #advance(): void {
    while (this.#line.length > 0 && this.#throttle.begin()) {
      const { from, message } = this.#line.shift() as { from: NodeId; message: Message }
      const name = nameOf(from, message.id)
      this.#served.set(name, (this.#served.get(name) ?? 0) + 1)
      this.#init.serve(from, message)
    }
  }
}

function nameOf(node: NodeId, id: MessageId): string {
  return `${id} ${node}`
}
