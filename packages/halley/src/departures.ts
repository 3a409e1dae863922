// Leaving the ring, as the library sees it: who asked waits for the one answer, and whoever runs the node learns that it is
// gone.
import type { Effect, Input } from '@halley/node'
import { errorOf, HalleyError } from './errors.ts'

type Departed = Extract<Effect, { type: 'membership.departed' | 'membership.gone' }>

interface Waiting {
  resolve(): void
  reject(error: HalleyError): void
}

export class Departures {
  readonly #gone = Promise.withResolvers<void>()
  readonly #waiting = new Map<number, Waiting>()
  #next = 1

  /** Resolves when this node has left the ring and holds nothing any more. */
  get gone(): Promise<void> {
    return this.#gone.promise
  }

  /** @throws HalleyError MEMBER_UNKNOWN, LAST_MEMBER, STOPPING */
  ask(member: string, feed: (input: Input) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.#next++
      this.#waiting.set(id, { resolve, reject })
      feed({ type: 'membership.leave', id, member })
    })
  }

  note(effect: Departed): void {
    if (effect.type === 'membership.gone') return this.#gone.resolve()
    const waiting = this.#waiting.get(effect.id)
    this.#waiting.delete(effect.id)
    if (effect.failure === undefined) waiting?.resolve()
    else waiting?.reject(errorOf(effect.failure))
  }

  /** Nobody will be answered any more. */
  stop(): void {
    for (const { reject } of this.#waiting.values())
      reject(new HalleyError('STOPPING', 'this node is shutting down'))
    this.#waiting.clear()
  }
}
