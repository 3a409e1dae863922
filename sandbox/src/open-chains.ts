// The chains that wait for their callers, as the caller's side knows them: what they wait for, and since when. One that
// takes too long is given up.
import type { Call } from './contract.ts'

interface Open<T> {
  readonly begun: T
  /** Calls whose results were not given yet. */
  readonly outstanding: Set<number>
  readonly since: number
}

export class OpenChains<T> {
  // The oldest first.
  readonly #chains = new Map<string, Open<T>>()
  readonly #most: number
  readonly #expired: (begun: T) => void
  #timer: NodeJS.Timeout | undefined

  /**
   * @param most milliseconds that a chain may take
   * @param expired is told of each that took longer
   */
  constructor(most: number, expired: (begun: T) => void) {
    this.#most = most
    this.#expired = expired
  }

  get(name: string): Open<T> | undefined {
    return this.#chains.get(name)
  }

  /** A chain waits for these calls, besides those that it waits for already. */
  waits(name: string, begun: T, calls: readonly Call[]): void {
    let open = this.#chains.get(name)
    if (open === undefined) {
      open = { begun, outstanding: new Set(), since: performance.now() }
      this.#chains.set(name, open)
      this.#watch()
    }
    for (const { id } of calls) open.outstanding.add(id)
  }

  /** A chain has ended; answers what it began with, if it was there. */
  end(name: string): T | undefined {
    const open = this.#chains.get(name)
    this.#chains.delete(name)
    if (this.#chains.size === 0) this.#rest()
    return open?.begun
  }

  clear(): void {
    this.#chains.clear()
    this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  // Looks again when the oldest is due.
  #watch(): void {
    const [oldest] = this.#chains.values()
    if (oldest === undefined || this.#timer !== undefined) return
    const due = Math.max(1, oldest.since + this.#most - performance.now())
    this.#timer = setTimeout(() => this.#look(), due).unref()
  }

  #look(): void {
    this.#timer = undefined
    const now = performance.now()
    for (const [name, { begun, since }] of this.#chains) {
      if (since + this.#most > now) break
      this.#chains.delete(name)
      this.#expired(begun)
    }
    this.#watch()
  }
}
