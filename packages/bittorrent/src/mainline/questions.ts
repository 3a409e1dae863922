// Our own questions: each has a transaction that nobody guesses, goes to one address, and is answered once, by that address, in time,
// or not at all.
import type { Endpoint } from '../addresses.ts'
import { encodeQuery, type Refusal, type Response } from './krpc.ts'
import { QUESTION_MS, QUESTIONS_MOST } from './limits.ts'

export type Arguments = Readonly<Record<string, Uint8Array | number | readonly string[]>>

/** `undefined`: no answer came in time, or an error. */
export type Answered = (response: Response | undefined) => void

interface Question {
  readonly to: Endpoint
  readonly askedAt: number
  readonly answered: Answered
}

export class Questions {
  readonly #send: (packet: Uint8Array, to: Endpoint) => void
  readonly #draw: (bytes: number) => Uint8Array
  /** By transaction, oldest first. */
  readonly #open = new Map<string, Question>()

  constructor(send: (packet: Uint8Array, to: Endpoint) => void, draw: (bytes: number) => Uint8Array) {
    this.#send = send
    this.#draw = draw
  }

  get open(): number {
    return this.#open.size
  }

  /** Where too many are open, it is as if nobody had answered. */
  ask(to: Endpoint, method: string, args: Arguments, now: number, answered: Answered): void {
    if (this.#open.size >= QUESTIONS_MOST) {
      answered(undefined)
      return
    }
    const transaction = Buffer.from(this.#draw(TRANSACTION_BYTES))
    this.#open.set(transaction.toString('latin1'), { to, askedAt: now, answered })
    this.#send(encodeQuery(transaction, method, args), to)
  }

  /** Whether the answer is to a question of ours that this address was asked. */
  hear(message: Response | Refusal, { ip, port }: Endpoint): boolean {
    const transaction = Buffer.from(message.transaction).toString('latin1')
    const question = this.#open.get(transaction)
    if (question === undefined || question.to.ip !== ip || question.to.port !== port) return false
    this.#open.delete(transaction)
    question.answered(message.kind === 'response' ? message : undefined)
    return true
  }

  expire(now: number): void {
    for (const [transaction, { askedAt, answered }] of this.#open) {
      if (now - askedAt < QUESTION_MS) return
      this.#open.delete(transaction)
      answered(undefined)
    }
  }
}

/** Four bytes: who does not see our packets has to guess one of four thousand million within two seconds. */
const TRANSACTION_BYTES = 4
