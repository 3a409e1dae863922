// Repairs that operators asked for: who asked waits for the one answer.
import type { Effect, Input } from '@halley/node'
import { HalleyError } from './errors.ts'

type Repaired = Extract<Effect, { type: 'operator.repaired' }>

/** Of one key: its homes, how many of them lacked something, how many could not be helped. Of all: exchanges now due. */
export type RepairReport = Repaired['report']

interface Waiting {
  resolve(report: RepairReport): void
  reject(error: HalleyError): void
}

export class Repairs {
  readonly #waiting = new Map<number, Waiting>()
  #next = 1

  /** @throws HalleyError STOPPING */
  ask(key: string | undefined, feed: (input: Input) => void): Promise<RepairReport> {
    return new Promise((resolve, reject) => {
      const id = this.#next++
      this.#waiting.set(id, { resolve, reject })
      feed({ type: 'operator.repair', id, ...(key === undefined ? {} : { key }) })
    })
  }

  note({ id, report }: Repaired): void {
    this.#waiting.get(id)?.resolve(report)
    this.#waiting.delete(id)
  }

  /** Nobody will be answered any more. */
  stop(): void {
    for (const { reject } of this.#waiting.values())
      reject(new HalleyError('STOPPING', 'this node is shutting down'))
    this.#waiting.clear()
  }
}
