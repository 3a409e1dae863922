// A prober outside: a program at one place, no member of the network, that dials every node it has heard of again and again and
// notes who answers. This is how lifetimes are measured where nodes run nobody's code.
//
// It misses what an observer inside does not. A dial is lost now and then, and a life seems to be over. A node behind NAT cannot be
// dialled: it is seen when it sends to the prober of its own accord, which happens seldom and by chance, and for as long as the NAT
// then lets the prober's dials in. So of a long life the prober sees short pieces.
import type { Millis } from '../../../packages/model/src/index.ts'
import type { Prng } from '../../../packages/model/src/prng.ts'
import { Periods } from './periods.ts'

export interface ProberOptions {
  readonly everyMs: Millis
  /** Probability that a dial fails although the node is there. */
  readonly loss: number
  /** Hours, on average, from one time that a node behind NAT sends to the prober to the next. */
  readonly heardEveryHours: number
  /** For so long NAT lets in whom the node has sent to, or who got in before: RFC 4787 recommends five minutes. */
  readonly mappingMs: Millis
}

export const PROBER: ProberOptions = { everyMs: 600_000, loss: 0.02, heardEveryHours: 2, mappingMs: 300_000 }

/** What a prober knows to do with a node. */
interface Dialled {
  readonly id: string
  /** Whether a stranger's dial gets through. */
  readonly isReachable: boolean
}

export class Prober {
  readonly options: ProberOptions
  readonly seen: Periods
  readonly #prng: Prng
  /** Until when the NAT of a node lets in what comes from here. */
  readonly #openUntil = new Map<string, Millis>()

  constructor(options: ProberOptions, prng: Prng) {
    this.options = options
    this.seen = new Periods(options.everyMs)
    this.#prng = prng
  }

  /** Dials everybody. */
  look(now: Millis, nodes: readonly Dialled[]): void {
    for (const { id, isReachable } of nodes) {
      const isLost = this.#prng.chance(this.options.loss)
      if (!isLost && (isReachable || now < (this.#openUntil.get(id) ?? 0))) this.heard(id, now)
    }
  }

  /** A node sends to the prober, or answers it. */
  heard(id: string, now: Millis): void {
    this.#openUntil.set(id, now + this.options.mappingMs)
    this.seen.add(id, [now, now])
  }

  /** Until a node behind NAT sends of its own accord, if it stays up: drawn from an exponential distribution. */
  nextHeard(): Millis {
    return -Math.log(1 - this.#prng.next()) * this.options.heardEveryHours * 3_600_000
  }

  /** A node goes down, and what its NAT remembers with it. */
  ended(id: string): void {
    this.#openUntil.delete(id)
  }
}
