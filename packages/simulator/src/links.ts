// The network between the nodes: a link for each ordered pair, with latency, loss, duplication and reordering; links
// that are cut or slow; connections that break and take along what was under way.
import type { Message, Millis, NodeId, Prng } from '@halley/model'
import type { Agenda } from './agenda.ts'
import { draw, type Latency } from './latency.ts'
import { Nat } from './nat.ts'
import type { Trace } from './trace.ts'

export interface LinksOptions {
  readonly latency: Latency
  /** Milliseconds from one node to another, for worlds with a map; otherwise `latency` and `farthest` say. */
  readonly between?: (from: NodeId, to: NodeId) => Millis
  /** How far apart the fastest and the slowest link are: each link has its own factor between 1 and this. */
  readonly farthest: number
  /** Probabilities for each message. */
  readonly loss: number
  readonly duplication: number
  /** Messages of one link arrive in the order in which they were sent, as over TCP. */
  readonly ordered: boolean
}

export type Deliver = (from: NodeId, to: NodeId, message: Message) => void

/** What two nodes share, whichever way a message goes. */
interface Pair {
  readonly factor: number
  /** How often the connection broke; a message of an earlier connection does not arrive. */
  breaks: number
}

/** One direction. */
interface Link {
  readonly pair: Pair
  cut: boolean
  /** For ordered links: when the last message arrives. */
  last: Millis
}

export class Links {
  options: LinksOptions
  readonly nat = new Nat()
  readonly #agenda: Agenda
  readonly #trace: Trace
  readonly #prng: Prng
  readonly #deliver: Deliver
  readonly #links = new Map<NodeId, Map<NodeId, Link>>()
  /** Nodes whose links are slower than usual. */
  readonly #slow = new Map<NodeId, number>()
  /** Nodes of whose messages a share is lost, beyond the usual. */
  readonly #lossy = new Map<NodeId, number>()

  constructor(options: LinksOptions, agenda: Agenda, trace: Trace, prng: Prng, deliver: Deliver) {
    this.options = options
    this.#agenda = agenda
    this.#trace = trace
    this.#prng = prng
    this.#deliver = deliver
  }

  send(from: NodeId, to: NodeId, message: Message): void {
    this.#trace.add(from, { type: 'sent', to, message })
    const { duplication } = this.options
    const loss = this.#lossy.size === 0 ? this.options.loss : this.#lossOf(from, to)
    if (this.isCut(from, to)) return this.#drop(from, to, message, 'cut')
    if (loss > 0 && this.#prng.chance(loss)) return this.#drop(from, to, message, 'lost')
    this.#carry(from, to, message)
    if (duplication > 0 && this.#prng.chance(duplication)) this.#carry(from, to, message)
  }

  /** A drawn time that a message from one to the other takes. */
  takes(from: NodeId, to: NodeId): Millis {
    const { latency, between } = this.options
    const usual = between?.(from, to) ?? draw(latency, this.#prng) * this.#link(from, to).pair.factor
    if (this.#slow.size === 0) return usual
    const slowness = Math.max(this.#slow.get(from) ?? 1, this.#slow.get(to) ?? 1)
    return Math.min(usual * slowness, usual + SLOWEST_MS)
  }

  /** Everything that the node sends or is sent takes that much longer than usual. */
  slow(node: NodeId, factor: number): void {
    if (factor === 1) this.#slow.delete(node)
    else this.#slow.set(node, factor)
  }

  /** Of what the node sends or is sent, such a share is lost; 0: no more than usual. */
  lose(node: NodeId, share: number): void {
    if (share === 0) this.#lossy.delete(node)
    else this.#lossy.set(node, share)
  }

  isCut(from: NodeId, to: NodeId): boolean {
    return this.#link(from, to).cut
  }

  /** From now on nothing passes in this direction. */
  cut(from: NodeId, to: NodeId): void {
    const link = this.#link(from, to)
    if (link.cut) return
    link.cut = true
    this.#trace.add(from, { type: 'cut', to })
  }

  heal(from: NodeId, to: NodeId): void {
    const link = this.#link(from, to)
    if (!link.cut) return
    link.cut = false
    this.#trace.add(from, { type: 'healed', to })
  }

  /** The connection breaks: what is under way between the two, both ways, is lost. */
  breakConnection(a: NodeId, b: NodeId): void {
    this.#link(a, b).pair.breaks++
  }

  #lossOf(from: NodeId, to: NodeId): number {
    return Math.max(this.options.loss, this.#lossy.get(from) ?? 0, this.#lossy.get(to) ?? 0)
  }

  #carry(from: NodeId, to: NodeId, message: Message): void {
    const link = this.#link(from, to)
    const { pair } = link
    const { breaks } = pair
    this.#agenda.after(this.#delay(from, to, link), () => {
      if (breaks !== pair.breaks) this.#drop(from, to, message, 'connection broke')
      else if (link.cut) this.#drop(from, to, message, 'cut')
      else this.#deliver(from, to, message)
    })
  }

  #delay(from: NodeId, to: NodeId, link: Link): Millis {
    const takes = this.takes(from, to)
    if (!this.options.ordered) return takes
    link.last = Math.max(this.#agenda.now + takes, link.last)
    return link.last - this.#agenda.now
  }

  #drop(from: NodeId, to: NodeId, message: Message, why: string): void {
    this.#trace.add(to, { type: 'dropped', from, message, why })
  }

  #link(from: NodeId, to: NodeId): Link {
    let links = this.#links.get(from)
    if (links === undefined) {
      links = new Map()
      this.#links.set(from, links)
    }
    let link = links.get(to)
    if (link === undefined) {
      link = { pair: this.#pair(from, to), cut: false, last: 0 }
      links.set(to, link)
    }
    return link
  }

  #pair(from: NodeId, to: NodeId): Pair {
    const back = this.#links.get(to)?.get(from)
    if (back !== undefined) return back.pair
    return { factor: 1 + this.#prng.next() * (this.options.farthest - 1), breaks: 0 }
  }
}

/** What slowness adds to a message's way at the most. */
const SLOWEST_MS = 5_000
