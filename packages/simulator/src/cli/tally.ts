// Counts runs, and prints those that failed as they come.
import { type Digest, failure } from '../report.ts'

export class Tally {
  readonly #fair: boolean
  readonly #failed: string[] = []
  #runs = 0
  #requests = 0
  #writes = 0

  constructor(fair: boolean) {
    this.#fair = fair
  }

  /** Seeds that failed, in order. */
  get failed(): readonly string[] {
    return this.#failed.sort((a, b) => Number(a) - Number(b))
  }

  note(digest: Digest): void {
    this.#runs++
    this.#requests += digest.requests
    this.#writes += digest.writes
    if (digest.failed.length === 0) return
    this.#failed.push(digest.seed)
    console.log(failure(digest, this.#fair))
  }

  conclude(): number {
    const { failed } = this
    const which = failed.length === 0 ? '' : `: ${failed.join(' ')}`
    console.log(
      `${this.#runs} ${this.#runs === 1 ? 'seed' : 'seeds'}, ${this.#requests} requests, ${this.#writes} writes acknowledged, ${failed.length} failed${which}`
    )
    return failed.length === 0 ? 0 : 1
  }
}
