// The address that a packet says it comes from may be somebody else's. A question of 100 bytes that is answered with 1,000 would let
// whoever writes a victim's address on it have us send the victim ten times as much. So an answer that is longer than its question
// goes only to an address that has shown that it receives what we send: by the answer to a question of ours, or by a token.
//
// Who has not is asked, and its answer waits for that: one round trip, once in a quarter of an hour. If nothing comes, or it said that
// it answers nobody (BEP 43), it is sent as much of the answer as its question is long: some peers, or else a node. The ping is shorter
// than any question; one address is sent one a minute, and all together no more than `CHALLENGES_A_SECOND`.
import { LruMap } from '@halley/model'
import type { Endpoint } from '../addresses.ts'
import {
  ADDRESSES_MOST,
  CHALLENGES_A_SECOND,
  MUTE_MS,
  PROOF_MS,
  PROVEN_MS,
  SHORT_BYTES,
  WAITING_MOST,
  WAITING_OF_ONE
} from './limits.ts'

export interface Answer {
  readonly to: Endpoint
  /** Of the question. */
  readonly bytes: number
  readonly full: Buffer
  /** The asker answers nobody. */
  readonly readOnly: boolean
  /** As much of it as fits; `undefined` where nothing does. */
  cut(): Buffer | undefined
}

interface Waiting {
  readonly since: number
  readonly answers: Answer[]
}

export interface ProofsOptions {
  send(packet: Buffer, to: Endpoint): void
  /** Asks it a question; `proven` is told of the answer. */
  challenge(to: Endpoint): void
}

export class Proofs {
  readonly #options: ProofsOptions
  /** Until when. */
  readonly #proven = new LruMap<string, number>(ADDRESSES_MOST)
  readonly #mute = new LruMap<string, number>(ADDRESSES_MOST)
  /** Oldest first. */
  readonly #waiting = new Map<string, Waiting>()
  #count = 0
  #challenges = { second: 0, count: 0 }

  constructor(options: ProofsOptions) {
    this.#options = options
  }

  /** Answers that wait. */
  get waiting(): number {
    return this.#count
  }

  isProven(ip: string, now: number): boolean {
    const until = this.#proven.get(ip)
    return until !== undefined && now < until
  }

  /** Sends the answer, at once or when its asker is proven, whole or cut. */
  deliver(answer: Answer, now: number): void {
    const { to, bytes, full, readOnly } = answer
    if (full.length <= Math.max(bytes, SHORT_BYTES) || this.isProven(to.ip, now)) this.#options.send(full, to)
    else if (readOnly || !this.#wait(answer, now)) this.#sendCut(answer)
  }

  /** The address has answered a question of ours, or shown a token. */
  prove(ip: string, now: number): void {
    this.#proven.set(ip, now + PROVEN_MS)
    this.#mute.delete(ip)
    for (const { full, to } of this.#take(ip)) this.#options.send(full, to)
  }

  /** Has those whose proof did not come in time sent what they may be sent. */
  expire(now: number): void {
    for (const [ip, { since }] of this.#waiting) {
      if (now - since < PROOF_MS) return
      this.#mute.set(ip, now + MUTE_MS)
      for (const answer of this.#take(ip)) this.#sendCut(answer)
    }
  }

  #wait(answer: Answer, now: number): boolean {
    const { ip } = answer.to
    if (this.#count >= WAITING_MOST || now < (this.#mute.get(ip) ?? 0)) return false
    const waiting = this.#waiting.get(ip)
    if (waiting === undefined) {
      if (!this.mayChallenge(now)) return false
      this.#waiting.set(ip, { since: now, answers: [answer] })
      this.#options.challenge(answer.to)
    } else if (waiting.answers.length < WAITING_OF_ONE) waiting.answers.push(answer)
    else return false
    this.#count++
    return true
  }

  /** Whether a stranger may be sent a question for asking one. */
  mayChallenge(now: number): boolean {
    const second = Math.floor(now / 1_000)
    if (second !== this.#challenges.second) this.#challenges = { second, count: 0 }
    return ++this.#challenges.count <= CHALLENGES_A_SECOND
  }

  #take(ip: string): readonly Answer[] {
    const answers = this.#waiting.get(ip)?.answers ?? []
    this.#waiting.delete(ip)
    this.#count -= answers.length
    return answers
  }

  #sendCut(answer: Answer): void {
    const cut = answer.cut()
    if (cut !== undefined) this.#options.send(cut, answer.to)
  }
}
