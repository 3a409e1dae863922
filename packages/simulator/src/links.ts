// The network between the nodes: a link for each ordered pair, with latency, loss, duplication and reordering; links
// that are cut; connections that break and take along what was under way.
import type { Message, Millis, NodeId, Prng } from '@halley/model'
import type { Agenda } from './agenda.ts'
import { draw, type Latency } from './latency.ts'
import type { Trace } from './trace.ts'

export interface LinksOptions {
  readonly latency: Latency
  /** How far apart the fastest and the slowest link are: each link has its own factor between 1 and this. */
  readonly farthest: number
  /** Probabilities for each message. */
  readonly loss: number
  readonly duplication: number
  /** Messages of one link arrive in the order in which they were sent, as over TCP. */
  readonly ordered: boolean
}

export type Deliver = (from: NodeId, to: NodeId, message: Message) => void

export class Links {
  options: LinksOptions
  readonly #agenda: Agenda
  readonly #trace: Trace
  readonly #prng: Prng
  readonly #deliver: Deliver
  readonly #cut = new Set<string>()
  readonly #factors = new Map<string, number>()
  /** For ordered links: when the last message arrives. */
  readonly #last = new Map<string, Millis>()
  /** How often the connection of a pair broke; a message of an earlier connection does not arrive. */
  readonly #breaks = new Map<string, number>()

  constructor(options: LinksOptions, agenda: Agenda, trace: Trace, prng: Prng, deliver: Deliver) {
    this.options = options
    this.#agenda = agenda
    this.#trace = trace
    this.#prng = prng
    this.#deliver = deliver
  }

  send(from: NodeId, to: NodeId, message: Message): void {
    this.#trace.add(from, { type: 'sent', to, message })
    const { loss, duplication } = this.options
    if (this.isCut(from, to)) return this.#drop(from, to, message, 'cut')
    if (loss > 0 && this.#prng.chance(loss)) return this.#drop(from, to, message, 'lost')
    this.#carry(from, to, message)
    if (duplication > 0 && this.#prng.chance(duplication)) this.#carry(from, to, message)
  }

  /** A drawn time that a message from one to the other takes. */
  takes(from: NodeId, to: NodeId): Millis {
    return draw(this.options.latency, this.#prng) * this.#factor(from, to)
  }

  isCut(from: NodeId, to: NodeId): boolean {
    return this.#cut.has(`${from}>${to}`)
  }

  /** From now on nothing passes in this direction. */
  cut(from: NodeId, to: NodeId): void {
    if (this.isCut(from, to)) return
    this.#cut.add(`${from}>${to}`)
    this.#trace.add(from, { type: 'cut', to })
  }

  heal(from: NodeId, to: NodeId): void {
    if (this.#cut.delete(`${from}>${to}`)) this.#trace.add(from, { type: 'healed', to })
  }

  /** The connection breaks: what is under way between the two, both ways, is lost. */
  breakConnection(a: NodeId, b: NodeId): void {
    this.#breaks.set(pair(a, b), this.#connection(a, b) + 1)
  }

  #carry(from: NodeId, to: NodeId, message: Message): void {
    const connection = this.#connection(from, to)
    this.#agenda.after(this.#delay(from, to), () => {
      if (connection !== this.#connection(from, to)) this.#drop(from, to, message, 'connection broke')
      else if (this.isCut(from, to)) this.#drop(from, to, message, 'cut')
      else this.#deliver(from, to, message)
    })
  }

  #delay(from: NodeId, to: NodeId): Millis {
    const takes = this.takes(from, to)
    if (!this.options.ordered) return takes
    const link = `${from}>${to}`
    const arrives = Math.max(this.#agenda.now + takes, this.#last.get(link) ?? 0)
    this.#last.set(link, arrives)
    return arrives - this.#agenda.now
  }

  #drop(from: NodeId, to: NodeId, message: Message, why: string): void {
    this.#trace.add(to, { type: 'dropped', from, message, why })
  }

  #connection(a: NodeId, b: NodeId): number {
    return this.#breaks.get(pair(a, b)) ?? 0
  }

  #factor(from: NodeId, to: NodeId): number {
    const link = pair(from, to)
    let factor = this.#factors.get(link)
    if (factor === undefined) {
      factor = 1 + this.#prng.next() * (this.options.farthest - 1)
      this.#factors.set(link, factor)
    }
    return factor
  }
}

function pair(a: NodeId, b: NodeId): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`
}
